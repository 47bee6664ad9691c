import type { ScenarioEvidence } from '../checks/result';
import { describeRequest } from '../checks/unseen';
import type { Exchange } from '../http/exchange';

/** Failures of a request that reached the target. */
const REACHED = ['incomplete', 'timeout', 'reset-while-sending'];

const endOf = ({ startedAt, durationMs }: Exchange) => startedAt + durationMs;

/**
 * Returns a sentence about the requests that were in progress when the target stopped responding;
 * `undefined` if it responded until the end.
 */
export function describeLastRequest(evidence: readonly ScenarioEvidence[]): string | undefined {
  if (evidence.every(({ inconclusive }) => inconclusive === undefined)) return undefined;
  const exchanges = evidence.flatMap((scenario) => scenario.exchanges);
  const lastResponse = Math.max(
    ...exchanges.filter(({ response }) => response).map(({ startedAt }) => startedAt),
  );
  const lost = exchanges
    .filter(({ failure }) => failure && REACHED.includes(failure.kind))
    .filter((exchange) => endOf(exchange) > lastResponse)
    .sort((a, b) => a.startedAt - b.startedAt);
  const firstEnd = Math.min(...lost.map(endOf));
  const [last, ...others] = lost.filter(({ startedAt }) => startedAt <= firstEnd);
  if (!last) return undefined;
  const isFinal = exchanges.some(
    ({ startedAt, failure }) => startedAt > firstEnd && failure !== undefined,
  );
  if (!isFinal) return undefined;
  const name = (exchange: Exchange) => `${describeRequest(exchange)} (exchange ${exchange.id})`;
  return others.length === 0
    ? `The target has not responded since: the last request was ${name(last)}.`
    : `The target has not responded since: the last requests were ${[last, ...others].map(name).join(' and ')}, which overlapped.`;
}
