import type { Sync } from '../checks/listing';
import { isRejection } from '../checks/rejection';
import { without } from '../checks/user-set';

/** Sends a sync to a customer. */
export type SendSync = (customer: string, ids: readonly string[]) => Promise<Sync>;

type SendList = (ids: readonly string[]) => Promise<Sync>;

export const lists = (sync: Sync, id: string) => sync.userIds?.includes(id) === true;

/**
 * Finds a user in a rejected list who is rejected alone as well, by bisection. Returns `undefined`
 * if both halves of a list are accepted: then the list is rejected, which a scenario judges.
 */
async function bisect(send: SendList, ids: readonly string[]): Promise<string | undefined> {
  if (ids.length === 1) return ids[0];
  const middle = Math.ceil(ids.length / 2);
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    if (isRejection(await send(half))) return bisect(send, half);
  }
  return undefined;
}

/** Finds a user who is rejected alone, while another user is not. */
export async function findRejectedUser(
  send: SendList,
  users: readonly string[],
): Promise<string | undefined> {
  const user = await bisect(send, users);
  if (user === undefined) return undefined;
  const other = await send(users.filter((id) => id !== user).slice(0, 1));
  return isRejection(other) ? undefined : user;
}

/** Returns the users of a list whom a complete response omits, although it lists others of them. */
export function findOmittedUsers({ requested, userIds }: Sync): string[] {
  const missing = userIds ? without(requested, userIds) : [];
  return missing.length < new Set(requested).size ? missing : [];
}

/**
 * Returns whether a response lists somebody in place of a user, or a record without a readable id: that
 * is a defect, which a scenario judges.
 */
function listsOthers({ requested, userIds = [], users = [] }: Sync): boolean {
  return without(userIds, requested).length > 0 || users.some(({ id }) => id === undefined);
}

/** Finds a user who is not listed after a sync to that user alone, while another user is. */
export async function findUnlistedUser(send: SendList, all: Sync): Promise<string | undefined> {
  const listed = all.userIds ?? [];
  const [missing] = without(all.requested, listed);
  const other = listed.find((id) => all.requested.includes(id));
  if (missing === undefined || other === undefined || listsOthers(all)) return undefined;
  // Twice, alternating: a response may depend on who was attached before.
  for (let round = 0; round < 2; round++) {
    const alone = await send([missing]);
    if (lists(alone, missing) || listsOthers(alone) || !lists(await send([other]), other)) {
      return undefined;
    }
  }
  return missing;
}

/**
 * Finds the customer whose users the target keeps from another: the user is attached to the one
 * once the other is empty, and no longer while the other has the user again. Returns the three syncs
 * that show it: without the other's user, after it, and while the other has the user.
 */
export async function findHolder(
  send: SendSync,
  customer: string,
  others: readonly string[],
  user: string,
): Promise<{ holder: string; shown: readonly Sync[] } | undefined> {
  for (const holder of others) {
    const released = await send(holder, []);
    const free = await send(customer, [user]);
    if (!lists(free, user)) continue;
    const emptied = await send(customer, []);
    const held = await send(holder, [user]);
    const kept = await send(customer, [user]);
    if (lists(held, user) && !lists(kept, user)) {
      return { holder, shown: [released, free, emptied, held, kept] };
    }
    return undefined;
  }
  return undefined;
}
