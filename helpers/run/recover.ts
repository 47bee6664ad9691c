import type { Target } from '../config/config';
import { isAlive, otherEntries, markRestored, type Entry, type Journal } from './journal';
import type { JudgedRequests } from './judged-requests';
import { PreflightError } from './preflight';
import { restore, formatExpectedUsers } from './restore';

/**
 * Restores the customers of earlier runs that were killed. Returns a sentence for each run, and one
 * for each customer that could not be restored.
 *
 * @param shard whether this run is a shard, which restores only its own customers
 * @throws PreflightError if another run is using a customer of this run: they would interfere
 */
export async function recover(
  directory: string,
  own: Journal,
  target: Target,
  requests: JudgedRequests,
  shard: boolean,
): Promise<string[]> {
  const notes: string[] = [];
  const held = new Set<string>();
  const dead: Entry[] = [];
  const others = otherEntries(directory, own).filter(
    ({ pending }) => pending.baseUrl === target.baseUrl,
  );
  for (const entry of others) {
    const { startedAt, customers } = entry.pending;
    if (!(await isAlive(entry))) {
      dead.push(entry);
      continue;
    }
    for (const id of customers) held.add(id);
    const shared = customers.filter((id) => target.customers.includes(id));
    if (shared.length > 0) {
      throw new PreflightError(
        `A run started at ${startedAt} is still using customer ${shared.join(', ')} of ${target.baseUrl}. The two runs would interfere, so nothing was sent. Wait for its end, or use other CUSTOMER_IDS.`,
      );
    }
  }
  for (const entry of dead) {
    const { startedAt, customers, restoreUsers } = entry.pending;
    const free = customers.filter((id) => (shard ? target.customers.includes(id) : !held.has(id)));
    const { unrestored, problems } = await restore({ ...target, restoreUsers }, free, requests);
    const restored = free.filter((id) => !unrestored.includes(id));
    const left = customers.filter((id) => !restored.includes(id));
    markRestored(entry, left);
    if (restored.length > 0) {
      notes.push(
        `The run started at ${startedAt} ended without restoring customer ${restored.join(', ')}. This run restored it to users ${restored.map((id) => formatExpectedUsers(restoreUsers[id] ?? [])).join('; ')} before it started.`,
      );
    }
    notes.push(...problems);
  }
  return notes;
}
