import pc from 'picocolors';
import { THROTTLE_BUDGET_MS } from '../../http/client';
import type { Exchange } from '../../http/exchange';
import type { Finding, Report, RequirementResult, RequirementVerdict } from '../report';
import { escapeControls } from './escape';
import { describeCounts, withVerdict, VERDICTS_IN_ORDER, describeWaiver } from '../labels';

const PAINT: Readonly<Record<RequirementVerdict, (text: string) => string>> = {
  failed: pc.red,
  warning: pc.yellow,
  waived: pc.magenta,
  untested: pc.dim,
  passed: pc.green,
};

const MAX_FINDINGS = 3;
const MAX_BODY = 300;

/** An exchange as two lines: what was asked, and what came. */
function exchangeLines({ request, response, failure, note }: Exchange): string[] {
  const authorization = request.headers.find(([name]) => name === 'Authorization');
  const credentials =
    authorization === undefined
      ? '  (no Authorization header)'
      : authorization[1] === 'Bearer $API_TOKEN'
        ? ''
        : `  (Authorization: ${authorization[1]})`;
  const asked = `${request.method} ${request.target}${credentials}  ${request.body ?? ''}`;
  const came = response ? `${String(response.status)}  ${response.body}` : '';
  return [
    `asked   ${escapeControls(shorten(asked))}`,
    `came    ${escapeControls(shorten([came, failure?.message ?? ''].filter((part) => part !== '').join('  ')))}`,
    ...(note === undefined ? [] : [`        (${escapeControls(note)})`]),
  ];
}

function shorten(text: string): string {
  return text.length <= MAX_BODY ? text : `${text.slice(0, MAX_BODY)}…`;
}

function findingLines({ message, instances, exchanges, reproduce, waiver }: Finding): string[] {
  const times = instances > 1 ? pc.dim(`  (seen ${String(instances)} times)`) : '';
  return [
    `  ${escapeControls(message)}${times}`,
    ...(waiver ? [PAINT.waived(`    ${escapeControls(describeWaiver(waiver))}`)] : []),
    ...exchanges.flatMap(exchangeLines).map((line) => `    ${line}`),
    ...(reproduce === undefined
      ? []
      : ['    again', ...reproduce.split('\n').map((line) => `      ${escapeControls(line)}`)]),
  ];
}

/** By whom and until when a requirement is waived; the waiver that ends first speaks for all. */
function waivedUntil({ findings }: RequirementResult): string {
  const [first] = findings
    .flatMap(({ waiver }) => waiver ?? [])
    .sort((a, b) => (a.expires < b.expires ? -1 : 1));
  return first ? escapeControls(`until ${first.expires}, by ${first.owner}: ${first.reason}`) : '';
}

function requirementLines(result: RequirementResult): string[] {
  const { id, level, verdict, source, statement, checks, failed, reason } = result;
  const counts =
    verdict === 'failed' || verdict === 'warning'
      ? `${String(failed)} of ${String(checks)} checks failed`
      : verdict === 'untested'
        ? escapeControls(reason ?? '')
        : verdict === 'waived'
          ? waivedUntil(result)
          : `${String(checks)} ${checks === 1 ? 'check' : 'checks'}`;
  const line = `${PAINT[verdict](verdict.padEnd(8))}  ${level.padEnd(6)}  ${id.padEnd(26)}  ${pc.dim(counts)}`;
  if (verdict !== 'failed' && verdict !== 'warning') return [line];
  const more = result.findings.length - MAX_FINDINGS;
  return [
    line,
    `  ${statement}`,
    pc.dim(`  ${source}`),
    ...result.findings.slice(0, MAX_FINDINGS).flatMap(findingLines),
    ...(more > 0 ? [pc.dim(`  and ${String(more)} more finding(s) in the report`)] : []),
    '',
  ];
}

/** The table of requirements, failures first, with what was asked, what came, and how to see it again. */
export function renderTable({ requirements }: Report): string {
  return VERDICTS_IN_ORDER.flatMap((verdict) => withVerdict(requirements, verdict))
    .flatMap(requirementLines)
    .join('\n');
}

/** The verdict in one line, with what it rests on. */
export function renderVerdict(report: Report): string {
  const { verdict, target, requests, durationMs, waitedMs, seed } = report;
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
      ? `, ${(waitedMs / 1000).toFixed(1)} s of them waiting as it asked, of ${String(THROTTLE_BUDGET_MS / 1000)} s that a worker waits at most`
      : '';
  return `${pc.bold(paint(verdict))}: ${escapeControls(where)} (${describeCounts(report.requirements)}; ${String(requests)} requests in ${(durationMs / 1000).toFixed(1)} s${waited}; seed ${String(seed)})`;
}

export function renderObservations({ observations }: Report): string {
  return observations
    .map(({ id, value }) => `  ${id.padEnd(26)}  ${escapeControls(value)}`)
    .join('\n');
}
