import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../http/client';
import type { Target } from '../config/config';
import { toSync, judgeListing } from '../checks/listing';
import { syncRequest } from '../http/requests';

/** What came of a restore: the customers that it failed for, and a sentence for each. */
export interface Restored {
  unrestored: string[];
  problems: string[];
}

export const formatExpectedUsers = (users: readonly string[]) =>
  users.length === 0 ? '[]' : users.join(', ');

export function notRestored(target: Target, customer: string, why: string): string {
  return `NOT RESTORED: customer ${customer} should have been left with users ${formatExpectedUsers(target.restoreUsers)}, and was not (${why}).`;
}

/**
 * Syncs each customer to RESTORE_USER_IDS. It never throws: one customer that fails does not keep
 * the next from its own.
 *
 * @param onRestored is told of each that is done
 */
export async function restore(
  target: Target,
  customers: readonly string[],
  client: Client,
  onRestored: (customer: string) => void = () => undefined,
): Promise<Restored> {
  const result: Restored = { unrestored: [], problems: [] };
  for (const customer of customers) {
    const why = await restoreOne(target, customer, client);
    if (why === undefined) onRestored(customer);
    else {
      result.unrestored.push(customer);
      result.problems.push(notRestored(target, customer, why));
    }
  }
  return result;
}

async function restoreOne(
  target: Target,
  customer: string,
  client: Client,
): Promise<string | undefined> {
  const ids = target.restoreUsers;
  const send = async () =>
    toSync(await client.send(syncRequest(target, customer, ids)), customer, ids);
  let answer = await send();
  for (const waitMs of RETRY_AFTER_MS) {
    // A target that is being started again, or deployed, is back in a moment.
    const gone = ['unreachable', 'incomplete'].includes(answer.failure?.kind ?? '');
    if (!gone && (answer.status ?? 0) < 500) break;
    await sleep(waitMs);
    answer = await send();
  }
  const judgement = judgeListing(answer);
  return judgement.outcome === 'passed' ? undefined : judgement.message;
}

/** How long to wait before a restore is tried again, in ms. */
const RETRY_AFTER_MS = [500, 2_000];
