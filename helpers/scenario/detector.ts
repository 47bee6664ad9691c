import { setTimeout as sleep } from 'node:timers/promises';
import { isForeignActivity, listChanges } from '../checks/interference';
import type { Interference } from '../checks/result';
import { sameSet } from '../checks/user-set';

type Ids = readonly string[];

/** The number of equal reads in a row that shows that no other client is active. */
const QUIET_READS = 12;
/** Bounds of the pause after a read. It is as long as the read: clients of a slow target are slow. */
const MIN_PAUSE_MS = 4;
const MAX_PAUSE_MS = 20;
/** Late writes of the run are visible after this time. */
const SETTLED_MS = 1_500;
/** The bounds of one detection. */
const MAX_READS = 120;
const MAX_MS = 10_000;
/** After this many detections without interference, failures are attributed to the target. */
const MAX_IN_VAIN = 3;
/** The number of lists of the run that are kept for each customer. */
const MAX_KEPT = 200;

/** Detects that another client changes a customer. Each worker has one detector. */
export class InterferenceDetector {
  private readonly asked = new Map<string, Ids[]>();
  private inVain = 0;

  /** @param settledMs the time after which a read shows no late write, in ms */
  constructor(private readonly settledMs = SETTLED_MS) {}

  /** Keeps a list that the run requested. */
  recordSync(customer: string, ids: Ids): void {
    this.asked.set(customer, [...(this.asked.get(customer) ?? []), ids].slice(-MAX_KEPT));
  }

  /**
   * Reads the users of a customer repeatedly, while this worker sends nothing else. It stops when
   * interference is certain, when nothing changes any more, or at a bound.
   *
   * @param read returns the attached users; undefined if the target does not list them
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
      const start = performance.now();
      const ids = await read();
      const end = performance.now();
      const elapsed = end - began;
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
      // Reads follow each other at once while lists change.
      if (!changed || !settled) {
        await sleep(Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, end - start)));
      }
    }
    this.inVain++;
    return undefined;
  }
}
