import pc from 'picocolors';
import { THROTTLE_BUDGET_MS } from '../../http/sending-limits';
import { chapters, type RequirementId } from '../../contract/requirements';
import { truncate, type Exchange } from '../../http/exchange';
import type { Finding, Report, RequirementResult, RequirementVerdict } from '../report';
import { escapeControls } from './escape';
import {
  chapterOf,
  countOf,
  countVerdicts,
  describeCounts,
  describeCause,
  describeKey,
  describeWaiver,
  VERDICTS_IN_ORDER,
} from '../labels';
import { groupBy } from '../order';
import { groupByCause, type CausalGroup } from '../causes';
import { describeUnrestored } from '../scope';
import { scriptVariables, SET_VARIABLES } from '../script-variables';
import { describeDefaults } from '../stacks';
import { describeCustomers } from '../users';

const PAINT: Readonly<Record<RequirementVerdict, (text: string) => string>> = {
  failed: pc.red,
  warning: pc.yellow,
  waived: pc.magenta,
  untested: pc.dim,
  passed: pc.green,
};

const MAX_FINDINGS = 3;
const MAX_BODY = 300;
/** Ids in one line. */
const MAX_UNTESTED = 4;
const MAX_FAILED = 5;

/** Returns the lines about an exchange: request, response and note. */
function exchangeLines({ request, response, failure, note }: Exchange): string[] {
  const authorization = request.headers.find(([name]) => name === 'Authorization');
  const credentials =
    authorization === undefined
      ? '  (no Authorization header)'
      : authorization[1] === 'Bearer $API_TOKEN'
        ? ''
        : `  (Authorization: ${authorization[1]})`;
  const sent = `${request.method} ${request.target}${credentials}  ${request.body ?? ''}`;
  const received = response ? `${String(response.status)}  ${response.body}` : '';
  return [
    `request   ${escapeControls(truncate(sent, MAX_BODY, ''))}`,
    `response  ${escapeControls(truncate([received, failure?.message ?? ''].filter((part) => part !== '').join('  '), MAX_BODY, ''))}`,
    ...(note === undefined ? [] : [`          (${escapeControls(note)})`]),
  ];
}

/** Returns what the reader has to set for a script, in brackets. */
function withVariables(script: string): string {
  const variables = scriptVariables(script).map(({ name, value }) => `$${name}: ${value}`);
  return variables.length === 0 ? '' : ` (${escapeControls(variables.join('; '))})`;
}

function findingLines(id: RequirementId, finding: Finding): string[] {
  const { message, occurrences, exchanges, reproduce, waiver, consequenceOf } = finding;
  const times = occurrences > 1 ? pc.dim(`  (seen ${String(occurrences)} times)`) : '';
  const known = describeDefaults(id, finding);
  return [
    `  ${escapeControls(describeKey(finding))}: ${escapeControls(message)}${times}`,
    ...(consequenceOf ? [pc.dim(`    follows from ${describeCause(consequenceOf)}`)] : []),
    ...(known === undefined ? [] : [pc.dim(`    ${known}`)]),
    ...(waiver ? [PAINT.waived(`    ${escapeControls(describeWaiver(waiver))}`)] : []),
    ...exchanges.flatMap(exchangeLines).map((line) => `    ${line}`),
    ...(reproduce === undefined
      ? []
      : [
          `    reproduce${withVariables(reproduce)}`,
          ...reproduce.split('\n').map((line) => `      ${escapeControls(line)}`),
        ]),
  ];
}

/** Describes the waiver of a requirement that expires first. */
function waivedUntil({ findings }: RequirementResult): string {
  const [first] = findings
    .flatMap(({ waiver }) => waiver ?? [])
    .sort((a, b) => (a.expires < b.expires ? -1 : 1));
  return first ? escapeControls(`until ${first.expires}, by ${first.owner}: ${first.reason}`) : '';
}

/** Returns the line of a requirement: verdict, level, id, and the numbers of checks. */
function titleLine(result: RequirementResult): string {
  const { id, level, verdict, checks, failed, reason, covers } = result;
  const counts =
    verdict === 'failed' || verdict === 'warning'
      ? `${String(failed)} of ${String(checks)} checks failed`
      : verdict === 'untested'
        ? escapeControls(reason ?? '')
        : verdict === 'waived'
          ? waivedUntil(result)
          : [`${String(checks)} ${checks === 1 ? 'check' : 'checks'}`, covers ?? []]
              .flat()
              .map(escapeControls)
              .join(', ');
  return `${PAINT[verdict](verdict.padEnd(8))}  ${level.padEnd(6)}  ${id.padEnd(26)}  ${pc.dim(counts)}`;
}

/** Returns the lines of a requirement that fails because of another. The report has its evidence. */
function consequenceLines(result: RequirementResult): string[] {
  const [first] = result.findings;
  if (!first) return [];
  return [
    `  follows: ${titleLine(result)}`,
    `    ${escapeControls(describeKey(first))}: ${escapeControls(truncate(first.message, MAX_BODY, ''))}`,
  ];
}

function groupLines({ result, consequences }: CausalGroup): string[] {
  const { source, statement } = result;
  const line = titleLine(result);
  const following = consequences.flatMap(consequenceLines);
  if (!showsFindings(result)) return [line, ...following];
  const more = result.findings.length - MAX_FINDINGS;
  return [
    line,
    `  ${statement}`,
    pc.dim(`  ${source}`),
    ...result.findings.slice(0, MAX_FINDINGS).flatMap((each) => findingLines(result.id, each)),
    ...(more > 0 ? [pc.dim(`  and ${String(more)} more finding(s) in the report`)] : []),
    ...following,
    '',
  ];
}

const showsFindings = ({ verdict }: RequirementResult) =>
  verdict === 'failed' || verdict === 'warning';

/** Returns the lines of groups, after how to set the variables of curl lines, if there are any. */
function linesOf(groups: readonly CausalGroup[]): string[] {
  const shown = groups.map(({ result }) => result).filter(showsFindings);
  const findings = shown.flatMap((result) => result.findings.slice(0, MAX_FINDINGS));
  const variables = findings.some(({ reproduce }) => reproduce !== undefined)
    ? [`To send the curl lines, set $BASE_URL and $API_TOKEN first: ${SET_VARIABLES}`, '']
    : [];
  return [...variables, ...groups.flatMap(groupLines)];
}

/** Returns how many requirements of a chapter passed, and the others: `19/20  1 failed`. */
function chapterLine(title: string, own: readonly RequirementResult[], width: number): string {
  const counts = countVerdicts(own);
  const { passed } = counts;
  const share = `${String(passed)}/${String(own.length)}`;
  const others = VERDICTS_IN_ORDER.flatMap((verdict) =>
    verdict === 'passed' || counts[verdict] === 0
      ? []
      : PAINT[verdict](`${String(counts[verdict])} ${verdict}`),
  );
  const paint = passed === own.length ? pc.green : (text: string) => text;
  const start = `${title.padEnd(width)}  ${paint(share)}`;
  return others.length === 0
    ? start
    : `${start.padEnd(start.length + 7 - share.length)}${others.join(', ')}`;
}

/** Renders a line for each chapter of requirements. */
export function renderChapters({ requirements }: Report): string {
  const titles = Object.entries(chapters);
  const width = Math.max(...titles.map(([, { title }]) => title.length));
  return titles
    .flatMap(([name, { title }]) => {
      const own = requirements.filter(({ id }) => chapterOf(id) === name);
      return own.length === 0 ? [] : chapterLine(title, own, width);
    })
    .join('\n');
}

/** Returns the untested requirements, a line for each reason. */
function untestedLines(requirements: readonly RequirementResult[]): string[] {
  const untested = requirements.filter(({ verdict }) => verdict === 'untested');
  return groupBy(untested, ({ reason = '' }) => reason).map(([reason, alike]) => {
    const ids = alike.map(({ id }) => id);
    const named =
      ids.length <= MAX_UNTESTED ? ids.join(', ') : `${String(ids.length)} requirements`;
    return pc.dim(`untested  ${named}: ${escapeControls(truncate(reason, MAX_BODY, ''))}`);
  });
}

/**
 * Renders the requirements that did not pass: the worst cause at the top, and under each what follows
 * from it. Untested ones are a line for each reason.
 */
export function renderFindings({ requirements }: Report): string {
  const groups = groupByCause(requirements).filter(({ result: { verdict } }) =>
    ['failed', 'warning', 'waived'].includes(verdict),
  );
  return [...linesOf(groups), ...untestedLines(requirements)].join('\n');
}

/** Renders all requirements as `renderFindings` does, those that passed and each untested one too. */
export function renderTable({ requirements }: Report): string {
  return linesOf(groupByCause(requirements)).join('\n');
}

/** Returns the ids of the requirements that failed and follow from no other: ": a, b and 3 more". */
function failedIds({ verdict, requirements }: Report): string {
  if (verdict !== 'nonconformant') return '';
  const failed = groupByCause(requirements).flatMap(({ result }) =>
    result.verdict === 'failed' ? result.id : [],
  );
  const more = failed.length - MAX_FAILED;
  return `: ${failed.slice(0, MAX_FAILED).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/**
 * Renders the verdict in one line: what failed, the scope, and the numbers of requirements and
 * requests.
 */
export function renderVerdict(report: Report): string {
  const { verdict, scope, target, requests, durationMs, waitedMs, seed } = report;
  const paint = {
    conformant: pc.green,
    'conformant with waivers': pc.magenta,
    nonconformant: pc.red,
    inconclusive: pc.yellow,
  }[verdict];
  const where = target.embedded
    ? `the embedded reference server (${target.baseUrl})`
    : target.baseUrl;
  const waited =
    waitedMs > 0
      ? `, including up to ${(waitedMs / 1000).toFixed(1)} s of waiting for rate limits (limit: ${String(THROTTLE_BUDGET_MS / 1000)} s per worker)`
      : '';
  return `${pc.bold(paint(verdict))}${failedIds(report)} (${escapeControls(scope.description)}): ${escapeControls(where)} (${describeCounts(countVerdicts(report.requirements))}; ${countOf(requests, 'request')} in ${(durationMs / 1000).toFixed(1)} s${waited}; seed ${String(seed)})`;
}

/** Returns the notes of a report, and who was attached to each customer, a line each. */
export function renderNotes({ notes, customers = [] }: Report): string[] {
  return [...notes.map(pc.yellow), ...describeCustomers(customers)];
}

/** Returns the last line of a run that did not restore a customer. */
export function renderUnrestored({ unrestored }: Report, exitCode: number): string[] {
  return unrestored
    ? [pc.red(`${describeUnrestored(unrestored)}. The exit code is ${String(exitCode)}.`)]
    : [];
}

/** Renders a line for each observation. */
export function renderObservations({ observations }: Report): string {
  return observations
    .map(({ id, value }) => `  ${id.padEnd(26)}  ${escapeControls(value)}`)
    .join('\n');
}
