import type { Exchange } from '../http/exchange';
import { isExtraField } from '../http/extra-headers';
import { compareBy, groupBy } from './order';

/** Number of preceding syncs. More would hide the defect. */
const MAX_PRECEDING = 4;

const PLAIN_FIELDS = [
  'Accept: application/json',
  'Authorization: Bearer $API_TOKEN',
  'Content-Type: application/json',
];
const PLAIN_BODY = /^\{"user_ids":\[[\d,]*\]\}$/;

/**
 * Returns whether an exchange is a sync with a valid request and the token of the run, which depends
 * on the syncs before it alone.
 */
export function isPlainSync({ request }: Exchange): boolean {
  const { kind, method, headers: all, body } = request;
  const headers = all.filter((field) => !isExtraField(field));
  return (
    method === 'POST' &&
    kind !== 'behind-mistake' &&
    body !== undefined &&
    PLAIN_BODY.test(body) &&
    headers.length === PLAIN_FIELDS.length &&
    headers.every(([name, value]) => PLAIN_FIELDS.includes(`${name}: ${value}`))
  );
}

/** Returns whether a sync detached everyone; one that was refused or failed did not. */
const empties = ({ request: { body }, response, failure }: Exchange) =>
  body === '{"user_ids":[]}' && !failure && (response?.status ?? 200) < 300;

/** Returns whether a request failed or got a 5xx, which may depend on who is attached. */
const brokeDown = ({ response, failure }: Exchange) =>
  failure !== undefined || (response?.status ?? 200) >= 500;

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
 * Returns the exchanges that show a defect, each sync preceded by those to the same customer since it
 * was last emptied: the effect of a sync depends on the users attached before. So may a request that
 * broke down. Other exchanges are returned unchanged, as they include a control.
 *
 * @param before returns the earlier exchanges that set what an exchange began with, in order
 */
export function withPrecedingSyncs(
  shown: readonly Exchange[],
  before: (exchange: Exchange) => readonly Exchange[],
): Exchange[] {
  const last = shown.at(-1);
  const depends = (exchange: Exchange) =>
    isPlainSync(exchange) || (shown.length === 1 && brokeDown(exchange));
  if (!last || !depends(last)) return [...shown];
  const lines: Exchange[] = [];
  for (const exchange of shown) {
    if (depends(exchange)) {
      const syncs = before(exchange).filter((earlier) => isSyncOfSame(earlier, exchange));
      const since = syncs.slice(Math.max(0, syncs.findLastIndex(empties)));
      lines.push(...since.slice(-MAX_PRECEDING).filter((each) => !lines.includes(each)));
    }
    if (!lines.includes(exchange)) lines.push(exchange);
  }
  return lines;
}

/** Returns whether an exchange is a plain sync to the customer of another. */
const isSyncOfSame = (sync: Exchange, { request }: Exchange) =>
  isPlainSync(sync) && sync.request.target === request.target;

/** Returns whether a request and its complete response are those of the sync before it. */
const isRepeat = (sync: Exchange, before: Exchange) =>
  isSyncOfSame(before, sync) &&
  isPlainSync(sync) &&
  before.request.body === sync.request.body &&
  before.startedAt + before.durationMs <= sync.startedAt &&
  before.response !== undefined &&
  !before.failure &&
  !sync.failure &&
  before.response.status === sync.response?.status &&
  before.response.body === sync.response.body;

/**
 * Leaves out syncs before the same sync with the same response, if neither depends on the users
 * attached before: the first of them followed a sync to other users. The exchanges shown stay.
 *
 * @param before returns the earlier exchanges that set what an exchange began with, in order
 */
export function withoutRepeats(
  lines: readonly Exchange[],
  shown: readonly Exchange[],
  before: (exchange: Exchange) => readonly Exchange[],
): Exchange[] {
  const followsOthers = (sync: Exchange): boolean => {
    const earlier = before(sync).findLast((each) => isSyncOfSame(each, sync));
    if (!earlier) return false;
    if (earlier.request.body === sync.request.body) {
      return isRepeat(sync, earlier) && followsOthers(earlier);
    }
    return earlier.response?.status === 200;
  };
  return lines.filter((line, index) => {
    const next = lines[index + 1];
    return !next || shown.includes(line) || !isRepeat(next, line) || !followsOthers(line);
  });
}

/** The earlier exchanges of an exchange: of its own scenario, and of all that the customer had. */
export interface Preceding {
  own: (exchange: Exchange) => readonly Exchange[];
  /** Those of its scenario, or of the scenarios before if it is the first sync of its customer. */
  any: (exchange: Exchange) => readonly Exchange[];
}

/**
 * Returns what precedes each exchange of a run. No two scenarios have a customer at the same time, so
 * the exchanges before are those that began earlier.
 */
export function precedingExchanges(scenarios: readonly (readonly Exchange[])[]): Preceding {
  const places = new Map(
    scenarios.flatMap((scenario) =>
      scenario.map(({ id }, index) => [id, { scenario, index }] as const),
    ),
  );
  const own = ({ id }: Exchange) => {
    const { scenario = [], index = 0 } = places.get(id) ?? {};
    return scenario.slice(0, index);
  };
  const byTarget = groupBy(scenarios.flat().filter(isPlainSync), ({ request }) => request.target);
  const syncs = new Map(
    byTarget.map(([target, all]) => [target, all.sort(compareBy(({ startedAt }) => startedAt))]),
  );
  const any = (exchange: Exchange) => {
    const before = own(exchange);
    if (before.some((earlier) => isSyncOfSame(earlier, exchange))) return before;
    const all = syncs.get(exchange.request.target) ?? [];
    return all.filter(({ startedAt }) => startedAt < exchange.startedAt);
  };
  return { own, any };
}
