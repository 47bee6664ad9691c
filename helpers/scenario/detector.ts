import { setTimeout as sleep } from 'node:timers/promises';
import { isForeignActivity, listChanges } from '../checks/interference';
import type { Interference } from '../checks/result';
import { sameSet } from '../checks/user-set';

type Ids = readonly string[];

/** In so many reads in a row, somebody who is at work has changed something. */
const QUIET_READS = 15;
const PAUSE_MS = 20;
/** What was written late has come by then, in ms. */
const SETTLED_MS = 1_500;
/** The bounds on one watch. */
const MAX_READS = 120;
const MAX_MS = 10_000;
/** After so many, what is wrong is the target: it fails whoever is about. */
const MAX_IN_VAIN = 3;
/** How many lists of ours are remembered of a customer. */
const REMEMBERED = 200;

/** Notices that somebody else is at work on a customer. There is one for each worker. */
export class InterferenceDetector {
  private readonly asked = new Map<string, Ids[]>();
  private inVain = 0;

  /** @param settledMs how long what it reads may still be what was written before */
  constructor(private readonly settledMs = SETTLED_MS) {}

  /** Remembers what was asked for. */
  recordSync(customer: string, ids: Ids): void {
    this.asked.set(customer, [...(this.asked.get(customer) ?? []), ids].slice(-REMEMBERED));
  }

  /**
   * Reads who is attached to a customer, again and again, while this worker sends nothing else:
   * until it is certain that somebody else changes it, or for as long as there are changes, within
   * bounds.
   *
   * @param read gives who is attached; undefined where the target does not tell
   */
  async detect(
    customer: string,
    read: () => Promise<Ids | undefined>,
  ): Promise<Interference | undefined> {
    if (this.inVain >= MAX_IN_VAIN) return undefined;
    const reads: Ids[] = [];
    const began = performance.now();
    let last: Ids | undefined;
    for (let quiet = 0; quiet < QUIET_READS && reads.length < MAX_READS;) {
      const ids = await read();
      const elapsed = performance.now() - began;
      if (!ids || elapsed > MAX_MS) break;
      const changed = last !== undefined && !sameSet(ids, last);
      last = ids;
      quiet = changed ? 0 : quiet + 1;
      const settled = elapsed > this.settledMs;
      if (settled) reads.push(ids);
      const lists = listChanges(reads);
      if (changed && isForeignActivity(lists, this.asked.get(customer) ?? [])) {
        return { customer, lists };
      }
      // What changes is read as fast as it may be changed.
      if (!changed || !settled) await sleep(PAUSE_MS);
    }
    this.inVain++;
    return undefined;
  }
}
