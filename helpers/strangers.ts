import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, ScenarioEvidence } from './check';
import { name, sameSet, without } from './model';

type Ids = readonly string[];

/** A customer that somebody else was at work on, and whom it listed meanwhile, one list after another. */
export interface Shared {
  customer: string;
  lists: Ids[];
}

/** What is judged by who is attached, and so would be spoilt by somebody else who syncs. */
const ABOUT_WHO_IS_ATTACHED =
  /^(attach|detach|replace|empty|idempotent|set|isolation|volume|sequence|concurrency|readback)\.|^(http\.safe-get|ids\.(missing|one-reading|unknown|range)|body\.(extra|charset|media-type-safe))$/;

/** In so many reads in a row, somebody who is at work has changed something. */
const QUIET_READS = 15;
const PAUSE_MS = 20;
/** What was written late has come by then, in ms. */
const SETTLED_MS = 1_500;
/** The bounds on one watch. */
const MOST_READS = 120;
const MOST_MS = 10_000;
/** After so many, what is wrong is the target: it fails whoever is about. */
const MOST_IN_VAIN = 3;
/** A stale replica has two states, and a slow write a third. */
const LEAST_LISTS = 4;
/** How many lists of ours are remembered of a customer, and how far a read may be apart in them. */
const REMEMBERED = 200;
const FURTHEST = 8;

/** The lists that a series of reads showed, those left out that were as the one before. */
export function changes(reads: readonly Ids[]): Ids[] {
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
export function areSomebodyElses(lists: readonly Ids[], ours: readonly Ids[]): boolean {
  const different = lists.filter((ids, at) => !lists.slice(0, at).some((it) => sameSet(it, ids)));
  const steps = lists.slice(1).map((ids, at) => [lists[at] ?? [], ids] as const);
  const grew = steps.some(([before, after]) => without(after, before).length > 0);
  const shrank = steps.some(([before, after]) => without(before, after).length > 0);
  return different.length >= LEAST_LISTS && grew && shrank && !areOurs(lists, ours);
}

/** Notices that somebody else is at work on a customer. There is one for each worker. */
export class Watch {
  private readonly asked = new Map<string, Ids[]>();
  private inVain = 0;

  /** @param settledMs how long what it reads may still be what was written before */
  constructor(private readonly settledMs = SETTLED_MS) {}

  /** Remembers what was asked for. */
  note(customer: string, ids: Ids): void {
    this.asked.set(customer, [...(this.asked.get(customer) ?? []), ids].slice(-REMEMBERED));
  }

  /**
   * Reads who is attached to a customer, again and again, while this worker sends nothing else:
   * until it is certain that somebody else changes it, or for as long as there are changes, within
   * bounds.
   *
   * @param read gives who is attached; undefined where the target does not tell
   */
  async over(customer: string, read: () => Promise<Ids | undefined>): Promise<Shared | undefined> {
    if (this.inVain >= MOST_IN_VAIN) return undefined;
    const reads: Ids[] = [];
    const began = performance.now();
    let last: Ids | undefined;
    for (let quiet = 0; quiet < QUIET_READS && reads.length < MOST_READS;) {
      const ids = await read();
      const elapsed = performance.now() - began;
      if (!ids || elapsed > MOST_MS) break;
      const changed = last !== undefined && !sameSet(ids, last);
      last = ids;
      quiet = changed ? 0 : quiet + 1;
      const settled = elapsed > this.settledMs;
      if (settled) reads.push(ids);
      const lists = changes(reads);
      if (changed && areSomebodyElses(lists, this.asked.get(customer) ?? [])) {
        return { customer, lists };
      }
      // What changes is read as fast as it may be changed.
      if (!changed || !settled) await sleep(PAUSE_MS);
    }
    this.inVain++;
    return undefined;
  }
}

/** What a person is told of each shared customer, by its id. */
export function sentencesOf(shared: readonly Shared[]): Map<string, string> {
  return new Map(
    shared.map(({ customer, lists }) => [
      customer,
      `Somebody else is at work on customer ${customer}: who is attached to it changed while this run sent nothing that changes it (${lists.slice(0, LEAST_LISTS).map(name).join('; ')}; …). What was seen of who is attached says nothing of the target. Wait until they have ended, or lend this run CUSTOMER_IDS that nobody else uses.`,
    ]),
  );
}

/** Whether a check may have failed because somebody else was at work on its customer. */
export function mayBeTheirs({ requirement, outcome }: Pick<Check, 'requirement' | 'outcome'>) {
  return outcome === 'failed' && ABOUT_WHO_IS_ATTACHED.test(requirement);
}

/** The checks of a scenario, those untested that somebody else may have spoilt. */
export function checksBeside(
  { checks, customers }: Pick<ScenarioEvidence, 'checks' | 'customers'>,
  shared: ReadonlyMap<string, string>,
): Check[] {
  const [message] = customers.flatMap((customer) => shared.get(customer) ?? []);
  if (message === undefined) return checks;
  return checks.map((check) =>
    mayBeTheirs(check)
      ? { requirement: check.requirement, outcome: 'untested', message, exchanges: check.exchanges }
      : check,
  );
}
