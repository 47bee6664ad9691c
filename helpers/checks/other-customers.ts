import type { Exchange } from '../http/exchange';
import { isSusceptible } from './interference';
import { untested, type Check } from './result';
import { formatIds, without } from './user-set';

/** A sync that attached users to a customer. */
interface Attached {
  customer: string;
  ids: readonly string[];
  from: number;
  to: number;
}

const customerOf = ({ request }: Exchange) =>
  /^\/customers\/([^/]+)\/users$/.exec(request.target)?.[1];

/** Returns the ids in the list of a sync. */
function listOf({ body = '' }: Exchange['request']): string[] {
  const list = /^\{"user_ids":\[([\d,]*)\]\}$/.exec(body)?.[1] ?? '';
  return list.split(',').filter(Boolean);
}

/** Returns the users that an accepted sync attached; undefined for any other exchange. */
function toAttached(exchange: Exchange): Attached | undefined {
  const { request, response, startedAt, durationMs } = exchange;
  const isList = /^\{"user_ids":\[[\d,]*\]\}$/.test(request.body ?? '');
  const customer = customerOf(exchange);
  const status = response?.status ?? 0;
  if (request.method !== 'POST' || !isList || customer === undefined) return undefined;
  if (status < 200 || status >= 300) return undefined;
  return { customer, ids: listOf(request), from: startedAt, to: startedAt + durationMs };
}

/** Returns the users whom other customers had while an exchange was under way. */
function usersOfOthers(exchange: Exchange, syncs: readonly Attached[]): Map<string, Set<string>> {
  const customer = customerOf(exchange);
  const [from, to] = [exchange.startedAt, exchange.startedAt + exchange.durationMs];
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
  return status >= 400 && status < 500 ? listOf(request) : [];
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
    const last = byId.get(check.exchanges.at(-1) ?? '');
    if (!isSusceptible(check) || !last || leaks(check)) return check;
    if (requirement === 'concurrency.independent') return check;
    const wrong = wrongIds(check, last);
    const others = [...usersOfOthers(last, syncs)].filter(([, ids]) =>
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
