import type { TestInfo } from '@playwright/test';
import type { Check, ScenarioEvidence } from '../checks/result';
import { requirementOf } from '../contract/requirements';
import { reproduce } from '../http/curl';
import type { Exchange, HeaderField } from '../http/exchange';
import { toPrintable } from '../http/printed';
import { describeFailure } from './steps';

/** Bounds on the attachments of one scenario, and on the requests in each. */
const MAX_ATTACHMENTS = 10;
const MAX_EXCHANGES = 10;

/** Returns a text as a block of code: no text in it can end the block. */
const toBlock = (text: string) =>
  toPrintable(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

const toLines = (headers: readonly HeaderField[]) =>
  headers.map(([name, value]) => `${name}: ${value}`);

function renderExchange({ request, response, failure, note }: Exchange, index: number): string {
  const { method, target, headers, body = '' } = request;
  const sent = [`${method} ${target}`, ...toLines(headers), '', body].join('\n').trimEnd();
  const received = response
    ? [String(response.status), ...toLines(response.headers), '', response.body]
        .join('\n')
        .trimEnd()
    : '';
  return [
    `## Request ${String(index + 1)}`,
    toBlock(sent),
    `## Response ${String(index + 1)}`,
    toBlock(
      [received, failure?.message ?? '', note ?? ''].filter((part) => part !== '').join('\n'),
    ),
  ].join('\n\n');
}

/** Renders a failed check as Markdown: the clause, the requests with their responses, curl lines. */
export function renderCheck(check: Check, exchanges: readonly Exchange[]): string {
  const { statement, source, oneConnection = false } = requirementOf(check.requirement);
  const shown = exchanges.slice(-MAX_EXCHANGES);
  const script = reproduce(shown, { oneConnection });
  return [
    `# ${check.requirement}`,
    statement.trim(),
    source.join(', '),
    toBlock(describeFailure(check)),
    ...shown.map(renderExchange),
    ...(script === undefined ? [] : ['## curl', toBlock(script)]),
    '',
  ].join('\n\n');
}

/** Attaches each failure of a scenario as Markdown, beside its evidence as JSON. */
export async function attachFailures(
  testInfo: Pick<TestInfo, 'attach'>,
  { checks, exchanges }: Pick<ScenarioEvidence, 'checks' | 'exchanges'>,
  fails: (check: Check) => boolean,
): Promise<void> {
  const distinct = new Map(
    checks
      .filter(fails)
      .map((check) => [describeFailure(check), check] as const)
      .reverse(),
  );
  for (const check of [...distinct.values()].reverse().slice(0, MAX_ATTACHMENTS)) {
    const own = check.exchanges.flatMap((id) => exchanges.find((each) => each.id === id) ?? []);
    await testInfo.attach(`${check.requirement}.md`, {
      contentType: 'text/markdown',
      body: renderCheck(check, own),
    });
  }
}
