import type { Exchange } from '../http/exchange';

/** As many syncs as are put in front: more would hide what the lines are about. */
const MOST = 4;

const PLAIN_BODY = /^\{"user_ids":\[[\d,]*\]\}$/;

/** A sync as the contract has it: it, and what is attached because of it, is all that a next one knows. */
function isPlainSync({ request: { method, headers, body } }: Exchange): boolean {
  return (
    method === 'POST' &&
    body !== undefined &&
    PLAIN_BODY.test(body) &&
    headers.length === 2 &&
    headers.some(([name, value]) => name === 'Authorization' && value === 'Bearer $API_TOKEN') &&
    headers.some(([name, value]) => name === 'Content-Type' && value === 'application/json')
  );
}

const empties = ({ request: { body } }: Exchange) => body === '{"user_ids":[]}';

/**
 * How well it is known what is attached when they are sent, wherever that is: 0 where the first is
 * a sync to nobody; 1 where there is one before the last; 2 from a control on, whose own answer may
 * depend on what was attached before it; 3 from another sync on; 4 not at all.
 *
 * @param own those for the last of them alone: where it is a sync, what its own scenario sent before
 * it is what was attached when it came
 */
export function uncertainty(lines: readonly Exchange[], own = lines): 0 | 1 | 2 | 3 | 4 {
  const last = lines.at(-1);
  const earlier = lines.slice(0, -1);
  const syncs = earlier.filter(isPlainSync);
  if (!last) return 0;
  const begun = isPlainSync(last) ? own.slice(0, -1) : earlier;
  if (begun.slice(0, 1).some(empties)) return 0;
  if (syncs.some(empties)) return 1;
  if (syncs.length === 0) return 4;
  return isPlainSync(last) ? 3 : 2;
}

/**
 * The exchanges that show a defect, each sync behind those that its scenario sent to the same
 * customer since it was last emptied: what a sync changes depends on what is attached when it comes,
 * and whoever pastes the lines has something else attached. Where the last of them is no sync, they
 * are as they were: a control is among them.
 *
 * @param before what the scenario of an exchange sent before it, in order
 */
export function withPrecedingSyncs(
  shown: readonly Exchange[],
  before: (exchange: Exchange) => readonly Exchange[],
): Exchange[] {
  const last = shown.at(-1);
  if (!last || !isPlainSync(last)) return [...shown];
  const lines: Exchange[] = [];
  for (const exchange of shown) {
    if (isPlainSync(exchange)) {
      const syncs = before(exchange).filter(
        (earlier) => isPlainSync(earlier) && earlier.request.target === exchange.request.target,
      );
      const since = syncs.slice(Math.max(0, syncs.findLastIndex(empties)));
      lines.push(...since.slice(-MOST).filter((each) => !lines.includes(each)));
    }
    if (!lines.includes(exchange)) lines.push(exchange);
  }
  return lines;
}
