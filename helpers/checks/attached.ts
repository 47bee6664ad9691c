import { isObject } from '../http/json';
import type { Sync } from './listing';
import { isRoundNumber, judgeCompleteness } from './pages';

/** The users of a customer as a read shows them, or why they are not known. */
export type Attached =
  | {
      ids: readonly string[];
      /** Whether they may be one page of several, although nothing in the response shows it. */
      unsure?: true;
    }
  | { problem: string };

/** An id that a sync can have. */
const ID = /^[1-9]\d{0,29}$/;

/** Returns the users that a read shows, in numerical order. One page of several shows nobody. */
export function attachedByRead(read: Sync): Attached {
  const { status, failure, users, userIds = [] } = read;
  if (failure) return { problem: failure.message };
  if (status !== 200) return { problem: `expected 200, got ${String(status)}` };
  const body = read.body?.json?.value;
  const listed = isObject(body) ? body['data'] : body;
  if (!users || !Array.isArray(listed) || listed.length !== users.length) {
    return { problem: 'the body is not {data: User[]}' };
  }
  const strange = users.findIndex(({ id }) => id === undefined || !ID.test(id));
  if (strange >= 0) return { problem: `user ${String(strange + 1)} of the list has no usable id` };
  const { more, complete } = judgeCompleteness(read, users.length);
  if (more !== undefined) return { problem: `it looks like one page of several: ${more}` };
  return {
    ids: userIds,
    ...(!complete && isRoundNumber(users.length) && { unsure: true as const }),
  };
}
