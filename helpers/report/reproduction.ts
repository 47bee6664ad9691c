import type { Exchange } from '../http/exchange';

/** Number of preceding syncs. More would hide the defect. */
const MAX_PRECEDING = 4;

const PLAIN_FIELDS = [
  'Accept: application/json',
  'Authorization: Bearer $API_TOKEN',
  'Content-Type: application/json',
];
const PLAIN_BODY = /^\{"user_ids":\[[\d,]*\]\}$/;

/** Returns whether an exchange is a sync with a valid request and the token of the run. */
function isPlainSync({ request: { method, headers, body } }: Exchange): boolean {
  return (
    method === 'POST' &&
    body !== undefined &&
    PLAIN_BODY.test(body) &&
    headers.length === PLAIN_FIELDS.length &&
    headers.every(([name, value]) => PLAIN_FIELDS.includes(`${name}: ${value}`))
  );
}

const empties = ({ request: { body } }: Exchange) => body === '{"user_ids":[]}';

/**
 * How reliably curl lines reproduce a defect, best first. It depends on what is known about the users
 * attached before the last request:
 *
 * - `exact`: the lines begin with a sync that empties the customer
 * - `emptied`: a later one of them does
 * - `after-control`: they begin with a control, whose response may depend on earlier users
 * - `after-sync`: they begin with another sync
 * - `unknown`: no sync precedes the last request
 */
export const REPRODUCIBILITY = [
  'exact',
  'emptied',
  'after-control',
  'after-sync',
  'unknown',
] as const;
export type Reproducibility = (typeof REPRODUCIBILITY)[number];

/**
 * Returns how reliably the lines reproduce a defect.
 *
 * @param own the lines without preceding syncs of other scenarios: if the last is a sync, only the
 * requests of its own scenario determine which users were attached
 */
export function reproducibility(lines: readonly Exchange[], own = lines): Reproducibility {
  const last = lines.at(-1);
  const earlier = lines.slice(0, -1);
  const syncs = earlier.filter(isPlainSync);
  if (!last) return 'exact';
  const [first] = isPlainSync(last) ? own.slice(0, -1) : earlier;
  if (first && empties(first)) return 'exact';
  if (syncs.some(empties)) return 'emptied';
  if (syncs.length === 0) return 'unknown';
  return isPlainSync(last) ? 'after-sync' : 'after-control';
}

/**
 * Returns the exchanges that show a defect, each sync preceded by those of its scenario to the same
 * customer since it was last emptied: the effect of a sync depends on the users attached before. The
 * exchanges are returned unchanged if the last is not a sync, as they include a control.
 *
 * @param before returns the earlier exchanges of an exchange's scenario, in order
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
      lines.push(...since.slice(-MAX_PRECEDING).filter((each) => !lines.includes(each)));
    }
    if (!lines.includes(exchange)) lines.push(exchange);
  }
  return lines;
}
