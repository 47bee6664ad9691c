import type { RequirementId } from '../contract/requirements';
import type { Exchange } from '../http/exchange';
import { isSusceptible } from './interference';
import { untested, type Check } from './result';
import { formatIds, without } from './user-set';

/** Requirements whose own clause is that customers do not change each other. */
const ABOUT_CUSTOMERS: readonly RequirementId[] = [
  'isolation.customers',
  'concurrency.independent',
];

/** A sync that attached users to a customer. */
interface Attached {
  customer: string;
  ids: readonly string[];
  from: number;
  to: number;
}

const customerOf = ({ request }: Exchange) =>
  /^\/customers\/([^/]+)\/users(?:\?|$)/.exec(request.target)?.[1];

/** Returns the ids in the list of a sync; undefined if the body is anything else. */
function listOf({ body = '' }: Exchange['request']): string[] | undefined {
  const list = /^\{"user_ids":\[([\d,]*)\]\}$/.exec(body)?.[1];
  return list?.split(',').filter(Boolean);
}

/** Returns the users that an accepted sync attached; undefined for any other exchange. */
function toAttached(exchange: Exchange): Attached | undefined {
  const { request, response, startedAt, durationMs } = exchange;
  const [customer, ids] = [customerOf(exchange), listOf(request)];
  const status = response?.status ?? 0;
  if (request.method !== 'POST' || customer === undefined || !ids) return undefined;
  if (status < 200 || status >= 300) return undefined;
  return { customer, ids, from: startedAt, to: startedAt + durationMs };
}

/** Returns the users whom customers other than its own had while an exchange was under way. */
function usersOfOthers(
  { startedAt: from, durationMs }: Exchange,
  customer: string,
  syncs: readonly Attached[],
): Map<string, Set<string>> {
  const to = from + durationMs;
  const others = new Map<string, Set<string>>();
  // In the order of their ends: each sync that was over replaces those before it.
  for (const sync of syncs) {
    if (sync.customer === customer || sync.from >= to) continue;
    const before = sync.to <= from ? [] : (others.get(sync.customer) ?? []);
    others.set(sync.customer, new Set([...before, ...sync.ids]));
  }
  return others;
}

/** Returns the ids that are wrong in a response: too many, missing, or rejected as a list. */
function wrongIds({ difference }: Check, { request, response }: Exchange): readonly string[] {
  if (difference) {
    const { expected, actual } = difference;
    return [...without(actual, expected), ...without(expected, actual)];
  }
  const status = response?.status ?? 0;
  return status >= 400 && status < 500 ? (listOf(request) ?? []) : [];
}

/**
 * Returns the checks of a run. If customers are not isolated (`isolation.customers`), a check whose
 * only mistake is in users of another customer is untested: its own clause may be kept. A list may
 * be rejected for one of them.
 */
export function discountOtherCustomers(
  checks: readonly Check[],
  exchanges: readonly Exchange[],
): Check[] {
  const leaks = ({ requirement, outcome }: Check) =>
    requirement === 'isolation.customers' && outcome === 'failed';
  if (!checks.some(leaks)) return [...checks];
  const byId = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
  const syncs = exchanges.flatMap((each) => toAttached(each) ?? []).sort((a, b) => a.to - b.to);
  return checks.map((check) => {
    const { requirement } = check;
    const shown = check.exchanges.flatMap((id) => byId.get(id) ?? []);
    // A read may have another path, which does not name the customer.
    const customer = shown.flatMap((each) => customerOf(each) ?? []).at(-1);
    const last = shown.at(-1);
    if (!isSusceptible(check) || !last || customer === undefined) return check;
    if (ABOUT_CUSTOMERS.includes(requirement)) return check;
    const wrong = wrongIds(check, last);
    const others = [...usersOfOthers(last, customer, syncs)].filter(([, ids]) =>
      wrong.some((id) => ids.has(id)),
    );
    const theirs = wrong.filter((id) => others.some(([, ids]) => ids.has(id)));
    const explained = check.difference ? theirs.length === wrong.length : true;
    if (theirs.length === 0 || !explained) return check;
    const verb = theirs.length === 1 ? 'is' : 'are';
    const names = formatIds(others.map(([customer]) => customer));
    const message = `${formatIds(theirs)} ${verb} attached to customer ${names} as well, and customers are not isolated (isolation.customers)`;
    return { requirement, exchanges: check.exchanges, ...untested(message) };
  });
}
