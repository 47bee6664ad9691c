import type { Check, Interference, ScenarioEvidence } from './result';
import { formatIds, sameSet, without } from './user-set';

type Ids = readonly string[];

/** What is judged by who is attached, and so would be spoilt by somebody else who syncs. */
const ABOUT_WHO_IS_ATTACHED =
  /^(attach|detach|replace|empty|idempotent|set|isolation|volume|sequence|concurrency|readback)\.|^(http\.safe-get|ids\.(missing|one-reading|unknown|range)|body\.(extra|charset|media-type-safe))$/;

/** A stale replica has two states, and a slow write a third. */
const MIN_LISTS = 4;
/** How far apart in our lists two reads in a row may be. */
const FURTHEST = 8;

/** The lists that a series of reads showed, those left out that were as the one before. */
export function listChanges(reads: readonly Ids[]): Ids[] {
  return reads.filter((ids, at) => at === 0 || !sameSet(ids, reads[at - 1] ?? []));
}

/** Whether lists are some of ours, in the order in which we asked for them: a write that lags. */
function areOurs(lists: readonly Ids[], ours: readonly Ids[]): boolean {
  let ends = ours.map((_ids, at) => at);
  for (const list of lists) {
    const next = ours.flatMap((ids, at) => (sameSet(ids, list) ? [at] : []));
    ends = next.filter(
      (at) => list === lists[0] || ends.some((end) => end < at && at - end <= FURTHEST),
    );
  }
  return ends.length > 0;
}

/**
 * Whether only somebody else explains what a customer listed while we sent nothing that changes
 * it: many lists, that neither only grow nor only shrink, as in a queue or by decay, nor are ours
 * coming late.
 */
export function isForeignActivity(lists: readonly Ids[], ours: readonly Ids[]): boolean {
  const different = lists.filter((ids, at) => !lists.slice(0, at).some((it) => sameSet(it, ids)));
  const steps = lists.slice(1).map((ids, at) => [lists[at] ?? [], ids] as const);
  const grew = steps.some(([before, after]) => without(after, before).length > 0);
  const shrank = steps.some(([before, after]) => without(before, after).length > 0);
  return different.length >= MIN_LISTS && grew && shrank && !areOurs(lists, ours);
}

/** What a person is told of each shared customer, by its id. */
export function describeInterference(shared: readonly Interference[]): Map<string, string> {
  return new Map(
    shared.map(({ customer, lists }) => [
      customer,
      `Somebody else is at work on customer ${customer}: who is attached to it changed while this run sent nothing that changes it (${lists.slice(0, MIN_LISTS).map(formatIds).join('; ')}; …). What was seen of who is attached says nothing of the target. Wait until they have ended, or lend this run CUSTOMER_IDS that nobody else uses.`,
    ]),
  );
}

/** Whether a check may have failed because somebody else was at work on its customer. */
export function isSusceptible({ requirement, outcome }: Pick<Check, 'requirement' | 'outcome'>) {
  return outcome === 'failed' && ABOUT_WHO_IS_ATTACHED.test(requirement);
}

/** The checks of a scenario, those untested that somebody else may have spoilt. */
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
