import type { Client } from '../http/client';
import type { Target } from '../config/config';
import { isAlive, otherEntries, markRestored, type Entry, type Journal } from './journal';
import { PreflightError } from './preflight';
import { restore, formatExpectedUsers } from './restore';

/**
 * Restores what runs before this one were killed over, and gives a sentence for each.
 *
 * @param shard whether this run is one of several: then the customers of the others are theirs
 * @throws PreflightError where a run that is still at work holds a customer of this one: what
 * either saw then would not be the doing of its own requests.
 */
export async function recover(
  directory: string,
  own: Journal,
  target: Target,
  client: Client,
  shard: boolean,
): Promise<string[]> {
  const notes: string[] = [];
  const held = new Set<string>();
  const dead: Entry[] = [];
  const others = otherEntries(directory, own).filter(({ debt }) => debt.baseUrl === target.baseUrl);
  for (const entry of others) {
    const { startedAt, customers } = entry.debt;
    if (!(await isAlive(entry))) {
      dead.push(entry);
      continue;
    }
    for (const id of customers) held.add(id);
    const shared = customers.filter((id) => target.customers.includes(id));
    if (shared.length > 0) {
      throw new PreflightError(
        `A run that began at ${startedAt} is still at work on customer ${shared.join(', ')} of ${target.baseUrl}: its answers and ours would not be told apart, and nothing was sent. Wait until it has ended, or lend this one other CUSTOMER_IDS.`,
      );
    }
  }
  for (const entry of dead) {
    const { startedAt, customers, restoreUsers } = entry.debt;
    const free = customers.filter((id) => (shard ? target.customers.includes(id) : !held.has(id)));
    const { unrestored, problems } = await restore({ ...target, restoreUsers }, free, client);
    const restored = free.filter((id) => !unrestored.includes(id));
    markRestored(
      entry,
      customers.filter((id) => !restored.includes(id)),
    );
    if (restored.length > 0) {
      notes.push(
        `The run that began at ${startedAt} ended before it had restored customer ${restored.join(', ')}: left with users ${formatExpectedUsers(restoreUsers)} now, before this one began.`,
      );
    }
    notes.push(...problems);
  }
  return notes;
}
