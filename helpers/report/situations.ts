import type { Check } from '../checks/result';
import { requestGroups, requests, type RequirementId } from '../contract/requirements';
import type { Exchange } from '../http/exchange';
import { groupBy } from './order';
import { isPlainSync } from './reproduction';

/**
 * Requirements that hold for every request of a run. Their code and their group of requests say
 * little of the cause: a null for a list and a long list are one key, and seldom one defect.
 */
const OF_ALL_REQUESTS: readonly RequirementId[] = ['http.no-5xx', 'http.completes'];

/**
 * Number of scenarios of one group of requests that may fail for reasons of their own. If more fail
 * in one way, the group has one defect: a server whose every rejection is a 500, for example.
 */
const MAX_SCENARIOS = 8;

/** Number of users from which a list is long: beyond it, pages and statements end in practice. */
const LONG_LIST = 50;

/** Texts that distinguish a failed check from others with the same key, and describe it. */
export interface Situation {
  /** Equal for checks of one cause; absent if their key distinguishes causes. */
  situation?: string;
  /** Goes in front of the message. */
  context: string;
}

/** Returns the kind of a plain sync by the length of its list. */
function kindOfSync({ request: { body = '', bodyBytes } }: Exchange): string {
  if (body.includes('[]')) return 'a sync of no users';
  const users = body.length < bodyBytes ? Infinity : body.split(',').length;
  return users > LONG_LIST
    ? `a sync of more than ${String(LONG_LIST)} users`
    : `a sync of at most ${String(LONG_LIST)} users`;
}

/** Returns the sentence of the catalogue about a request, without its end. */
function describeRequest({ request: { kind, method } }: Exchange): string {
  const group = kind && requestGroups.get(kind);
  const sentence = group && (requests[group] as Partial<Record<string, string>>)[kind];
  return (sentence ?? method).replace(/\.$/, '');
}

/**
 * Returns the situation of each failed check. The form of a plain sync distinguishes causes, as every
 * scenario sends all forms; its scenario would make dozens of findings of one defect. Any other
 * request belongs to one scenario, which is about one kind of mistake and has a few requests for it:
 * a finding for each request would make a dozen of one defect.
 *
 * @param key returns the key of a check's finding
 */
export function findSituations(
  checks: readonly Check[],
  scenarios: readonly { title: string; exchanges: readonly Exchange[] }[],
  key: (check: Check) => string,
): ReadonlyMap<Check, Situation> {
  const places = new Map(
    scenarios.flatMap(({ title, exchanges }) =>
      exchanges.map((exchange) => [exchange.id, { title, exchange }] as const),
    ),
  );
  const found = checks.flatMap((check) => {
    const place = places.get(check.exchanges.at(-1) ?? '');
    return place && OF_ALL_REQUESTS.includes(check.requirement) ? [{ check, ...place }] : [];
  });
  const byKey = groupBy(
    found.filter(({ exchange }) => !isPlainSync(exchange)),
    ({ check }) => key(check),
  );
  const merged = new Set(
    byKey
      .filter(([, group]) => new Set(group.map(({ title }) => title)).size > MAX_SCENARIOS)
      .map(([group]) => group),
  );
  return new Map(
    found.map(({ check, exchange, title }) => {
      const plain = isPlainSync(exchange);
      const what = plain ? kindOfSync(exchange) : describeRequest(exchange);
      const situation = plain ? what : merged.has(key(check)) ? undefined : title;
      const context = `${what}, in the scenario "${title}": `;
      return [check, { context, ...(situation !== undefined && { situation }) }];
    }),
  );
}
