import { requirementOf } from '../contract/requirements';
import type { Check, Interference, ScenarioEvidence } from './result';
import { formatIds, sameSet, without } from './user-set';

type Ids = readonly string[];

/** The least number of different lists: a stale replica has two, and a slow write a third. */
const MIN_LISTS = 4;
/** How far apart in our lists two consecutive reads may be. */
const MAX_DISTANCE = 8;

/** Returns the lists that a series of reads showed, without repeats in a row. */
export function listChanges(reads: readonly Ids[]): Ids[] {
  return reads.filter((ids, at) => at === 0 || !sameSet(ids, reads[at - 1] ?? []));
}

/** Returns whether lists are some of ours in the order of our requests: a write that lags. */
function areOurs(lists: readonly Ids[], ours: readonly Ids[]): boolean {
  const places = lists.map((list) => ours.flatMap((ids, at) => (sameSet(ids, list) ? at : [])));
  const ends = places.reduce((before, next) =>
    next.filter((at) => before.some((end) => end < at && at - end <= MAX_DISTANCE)),
  );
  return ends.length > 0;
}

/**
 * Returns whether only another client explains what a customer listed while we sent nothing that
 * changes it. Such lists are many, grow as well as shrink, and are not late effects of our writes.
 * A queue would only grow, decay only shrink.
 */
export function isForeignActivity(lists: readonly Ids[], ours: readonly Ids[]): boolean {
  const different = lists.filter((ids, at) => !lists.slice(0, at).some((it) => sameSet(it, ids)));
  const steps = lists.slice(1).map((ids, at) => [lists[at] ?? [], ids] as const);
  const grew = steps.some(([before, after]) => without(after, before).length > 0);
  const shrank = steps.some(([before, after]) => without(before, after).length > 0);
  return different.length >= MIN_LISTS && grew && shrank && !areOurs(lists, ours);
}

/** Returns a sentence on each shared customer, by its id. */
export function describeInterference(shared: readonly Interference[]): Map<string, string> {
  return new Map(
    shared.map(({ customer, lists }) => [
      customer,
      `Another client is changing customer ${customer}: its users changed while this run sent nothing that changes them (${lists.slice(0, MIN_LISTS).map(formatIds).join('; ')}; …). The checks of its users are untested. Wait until the other client has ended, or give this run CUSTOMER_IDS that nothing else uses.`,
    ]),
  );
}

/** Returns whether a check may have failed because another client changed its customer. */
export function isSusceptible({ requirement, outcome }: Pick<Check, 'requirement' | 'outcome'>) {
  return outcome === 'failed' && requirementOf(requirement).judgedBy === 'attached-users';
}

/** Returns the checks of a scenario; those that another client may have spoilt are untested. */
export function discountInterference(
  { checks, customers }: Pick<ScenarioEvidence, 'checks' | 'customers'>,
  shared: ReadonlyMap<string, string>,
): Check[] {
  const [message] = customers.flatMap((customer) => shared.get(customer) ?? []);
  if (message === undefined) return checks;
  return checks.map((check) =>
    isSusceptible(check)
      ? { requirement: check.requirement, outcome: 'untested', message, exchanges: check.exchanges }
      : check,
  );
}
