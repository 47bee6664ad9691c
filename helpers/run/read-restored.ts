import { setTimeout as sleep } from 'node:timers/promises';
import { attachedByRead } from '../checks/attached';
import { toSync } from '../checks/listing';
import { formatIds, sameSet, sortedUnique } from '../checks/user-set';
import type { Target } from '../config/config';
import { readRequest, type readBackOption } from '../http/requests';
import type { CustomerUsers, KnownUsers } from '../report/report';
import { toKnownUsers, toUsers } from '../report/users';
import type { JudgedRequests } from './judged-requests';
import { notRestored, type RestoreResult } from './restore';

/** Delays in ms before a read is repeated: it may lag behind the restore. */
const READ_DELAYS_MS = [200, 1_000, 2_000];

/** Users that a read showed before the first sync. */
type ReadBefore = ReadonlyMap<string, { ids: readonly string[] } | { problem: string }>;

/** The customers of a run after the restore. */
export interface Restored {
  customerUsers: CustomerUsers[];
  unrestored: string[];
  problems: string[];
}

/**
 * Reads a customer until it has the users that were restored. Returns the last users shown. A read
 * that keeps to what the response to the restore listed does not lag behind it.
 */
async function readUsers(
  target: Target,
  customer: string,
  requests: JudgedRequests,
  listed: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  let ids: readonly string[] | undefined;
  for (const waitMs of [0, ...READ_DELAYS_MS]) {
    if (waitMs > 0) await sleep(waitMs);
    const answer = await requests.sendUnjudged(readRequest(target, customer));
    const read = attachedByRead(toSync(answer, customer, []));
    ids = 'problem' in read ? undefined : read.ids;
    if (!ids || sameSet(ids, target.restoreUsers[customer] ?? [])) break;
    if (waitMs > 0 && listed && sameSet(ids, listed)) break;
  }
  return ids;
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
  for (const customer of target.customers) {
    const read = before.get(customer);
    const restore = target.restoreUsers[customer] ?? [];
    const isReached = reached.includes(customer);
    const listed = result.listed.get(customer);
    const shown = by && isReached ? await readUsers(target, customer, requests, listed) : undefined;
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
