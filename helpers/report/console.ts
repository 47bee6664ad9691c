import pc from 'picocolors';
import { THROTTLE_BUDGET_MS } from '../client';
import type { Exchange } from '../exchange';
import type { Finding, Report, RequirementResult, RequirementVerdict } from './report';
import { visible } from './visible';

const ORDER: readonly RequirementVerdict[] = ['failed', 'warning', 'waived', 'untested', 'passed'];

const PAINT: Readonly<Record<RequirementVerdict, (text: string) => string>> = {
  failed: pc.red,
  warning: pc.yellow,
  waived: pc.magenta,
  untested: pc.dim,
  passed: pc.green,
};

const MOST_FINDINGS = 3;
const MOST_BODY = 300;

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
    `asked   ${visible(shorten(asked))}`,
    `came    ${visible(shorten([came, failure?.message ?? ''].filter((part) => part !== '').join('  ')))}`,
    ...(note === undefined ? [] : [`        (${visible(note)})`]),
  ];
}

function shorten(text: string): string {
  return text.length <= MOST_BODY ? text : `${text.slice(0, MOST_BODY)}…`;
}

function findingLines({ message, instances, exchanges, reproduce }: Finding): string[] {
  const times = instances > 1 ? pc.dim(`  (seen ${String(instances)} times)`) : '';
  return [
    `  ${visible(message)}${times}`,
    ...exchanges.flatMap(exchangeLines).map((line) => `    ${line}`),
    ...(reproduce === undefined
      ? []
      : ['    again', ...reproduce.split('\n').map((line) => `      ${visible(line)}`)]),
  ];
}

function requirementLines(result: RequirementResult): string[] {
  const { id, level, verdict, source, statement, checks, failed, reason } = result;
  const counts =
    verdict === 'failed' || verdict === 'warning'
      ? `${String(failed)} of ${String(checks)} checks failed`
      : verdict === 'untested'
        ? visible(reason ?? '')
        : `${String(checks)} ${checks === 1 ? 'check' : 'checks'}`;
  const line = `${PAINT[verdict](verdict.padEnd(8))}  ${level.padEnd(6)}  ${id.padEnd(26)}  ${pc.dim(counts)}`;
  if (verdict !== 'failed' && verdict !== 'warning') return [line];
  const more = result.findings.length - MOST_FINDINGS;
  return [
    line,
    `  ${statement}`,
    pc.dim(`  ${source}`),
    ...result.findings.slice(0, MOST_FINDINGS).flatMap(findingLines),
    ...(more > 0 ? [pc.dim(`  and ${String(more)} more finding(s) in the report`)] : []),
    '',
  ];
}

/** The table of requirements, failures first, with what was asked, what came, and how to see it again. */
export function renderTable({ requirements }: Report): string {
  const rank = (result: RequirementResult) =>
    ORDER.indexOf(result.verdict) * 2 + (result.level === 'MUST' ? 0 : 1);
  return [...requirements]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(requirementLines)
    .join('\n');
}

const count = (report: Report, verdict: RequirementVerdict) =>
  report.requirements.filter((result) => result.verdict === verdict).length;

/** The verdict in one line, with what it rests on. */
export function renderVerdict(report: Report): string {
  const { verdict, target, requests, durationMs, waitedMs, seed } = report;
  const paint = { conformant: pc.green, nonconformant: pc.red, inconclusive: pc.yellow }[verdict];
  const where = target.embedded
    ? `the embedded reference server (${target.baseUrl})`
    : target.baseUrl;
  const counts = ORDER.map((each) => [count(report, each), each] as const)
    .filter(([number]) => number > 0)
    .map(([number, each]) => `${String(number)} ${each}`);
  const waited =
    waitedMs > 0
      ? `, ${(waitedMs / 1000).toFixed(1)} s of them waiting as it asked, of ${String(THROTTLE_BUDGET_MS / 1000)} s that a worker waits at most`
      : '';
  return `${pc.bold(paint(verdict))}: ${visible(where)} (${counts.join(', ')}; ${String(requests)} requests in ${(durationMs / 1000).toFixed(1)} s${waited}; seed ${String(seed)})`;
}

export function renderObservations({ observations }: Report): string {
  return observations.map(({ id, value }) => `  ${id.padEnd(26)}  ${visible(value)}`).join('\n');
}
