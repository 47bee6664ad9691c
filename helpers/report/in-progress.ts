import type { Check } from '../checks/result';
import { describeRequest } from '../checks/unseen';
import type { Exchange } from '../http/exchange';

const MAX_SHOWN = 3;

/** Returns whether two exchanges were in progress at one moment. */
function overlap(one: Exchange, other: Exchange): boolean {
  return (
    one.startedAt < other.startedAt + other.durationMs &&
    other.startedAt < one.startedAt + one.durationMs
  );
}

/**
 * Returns the failures of the run's exchanges; those that did not recur alone with the requests that
 * were in progress at the same time, which may be their cause.
 */
export function withRequestsInProgress(
  checks: readonly Check[],
  exchanges: readonly Exchange[],
): Check[] {
  return checks.map((check) => {
    if (!check.notRepeated) return check;
    const own = exchanges.find(({ id }) => id === check.exchanges.at(-1));
    if (!own) return check;
    const others = exchanges
      .filter((other) => other.id !== own.id && overlap(own, other))
      .slice(0, MAX_SHOWN);
    const listed = others.map((other) => `${describeRequest(other)} (exchange ${other.id})`);
    const context =
      listed.length === 0 ? '' : `; in progress at the same time: ${listed.join(', ')}`;
    const { defects = [] } = check;
    return {
      ...check,
      message: (check.message ?? '') + context,
      defects: defects.map((defect) => ({ ...defect, message: defect.message + context })),
    };
  });
}
