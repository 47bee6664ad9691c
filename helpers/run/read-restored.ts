import { setTimeout as sleep } from 'node:timers/promises';
import { attachedByRead } from '../checks/attached';
import { toSync } from '../checks/listing';
import { formatIds, sameSet, sortedUnique, without } from '../checks/user-set';
import type { Target } from '../config/config';
import { readRequest, type readBackOption } from '../http/requests';
import type { CustomerUsers, KnownUsers } from '../report/report';
import { toKnownUsers, toUsers } from '../report/users';
import type { JudgedRequests } from './judged-requests';
import { notRestored, type RestoreResult } from './restore';

/** Delays in ms before a read is repeated: it may lag behind the restore. */
const READ_DELAYS_MS = [100, 1_000, 2_000];

/** Users that a read showed before the first sync. */
type ReadBefore = ReadonlyMap<string, { ids: readonly string[] } | { problem: string }>;

/** The customers of a run after the restore. */
export interface Restored {
  customerUsers: CustomerUsers[];
  unrestored: string[];
  problems: string[];
}

/** Returns whether a read may be one page of the users that the response to the restore listed. */
const isPage = (
  { ids, unsure }: { ids: readonly string[]; unsure?: true },
  listed?: readonly string[],
) =>
  unsure === true && ids.length < (listed?.length ?? 0) && without(ids, listed ?? []).length === 0;

/**
 * Reads customers until they have the users that were restored. A read that keeps to what the response
 * to the restore listed does not lag behind it.
 *
 * @returns the last users shown of each customer, if they can be read
 */
async function readUsers(
  target: Target,
  customers: readonly string[],
  requests: JudgedRequests,
  listed: RestoreResult['listed'],
): Promise<Map<string, readonly string[]>> {
  const shown = new Map<string, readonly string[]>();
  let pending = customers;
  for (const waitMs of [0, ...READ_DELAYS_MS]) {
    if (pending.length === 0) break;
    if (waitMs > 0) await sleep(waitMs);
    const lagging: string[] = [];
    for (const customer of pending) {
      const answer = await requests.sendUnjudged(readRequest(target, customer));
      const read = attachedByRead(toSync(answer, customer, []));
      const answered = listed.get(customer);
      if ('problem' in read || isPage(read, answered)) {
        shown.delete(customer);
        continue;
      }
      shown.set(customer, read.ids);
      const agree = waitMs > 0 && answered !== undefined && sameSet(read.ids, answered);
      const restored = sameSet(read.ids, target.restoreUsers[customer] ?? []);
      if (!agree && !restored) lagging.push(customer);
    }
    pending = lagging;
  }
  return shown;
}

/**
 * Reads who is attached to each customer after the restore, if the run can read. A read outweighs the
 * response to the restore: what it shows is restored, or not.
 *
 * @param reached customers that were restored; no request can have reached the others
 * @param before what was read before the first sync
 * @param by how to read; `undefined` to believe the responses
 */
export async function readRestored(
  target: Target,
  requests: JudgedRequests,
  {
    reached,
    before,
    result,
    by,
  }: {
    reached: readonly string[];
    before: ReadBefore;
    result: RestoreResult;
    by: ReturnType<typeof readBackOption>;
  },
): Promise<Restored> {
  const restored: Restored = { customerUsers: [], unrestored: [], problems: [] };
  const users = by
    ? await readUsers(
        target,
        target.customers.filter((customer) => reached.includes(customer)),
        requests,
        result.listed,
      )
    : undefined;
  for (const customer of target.customers) {
    const read = before.get(customer);
    const restore = target.restoreUsers[customer] ?? [];
    const listed = result.listed.get(customer);
    const shown = users?.get(customer);
    const after: KnownUsers | undefined =
      by && shown ? toKnownUsers(shown, by) : listed && toKnownUsers(listed, 'response');
    restored.customerUsers.push({
      customer,
      ...(by && read && 'ids' in read && { before: toKnownUsers(read.ids, by) }),
      restore: toUsers(sortedUnique(restore)),
      ...(after && { after }),
    });
    const problem = result.problems.get(customer);
    if (by && shown && !sameSet(shown, restore)) {
      restored.unrestored.push(customer);
      restored.problems.push(
        problem ?? notRestored(target, customer, `${by} shows ${formatIds(shown)}`),
      );
    } else if (!shown && problem !== undefined) {
      restored.unrestored.push(customer);
      restored.problems.push(problem);
    }
  }
  return restored;
}
