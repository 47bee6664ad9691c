import { ignoringUnknownUsers } from '../lenient-parsing';
import { combine, crash, onIds, rejectWith } from '../patches';
import { attachInstead } from '../sync-patches';
import type { Patches } from '../pipeline';
import { common, union, without } from '../user-sets';

/** The number of rows that are written at once. */
const BATCH = 20;

/** Long lists that are written in batches. */
export const batchFaults = {
  'id-in-two-batches-answered-500': onIds((ids) =>
    ids.length < 1_000 && ids.indexOf(ids.at(-1) ?? 0n) < ids.length - BATCH ? crash() : ids,
  ),
  'unknown-user-in-a-later-batch-answered-500': onIds((ids, users) =>
    ids.length > BATCH && ids.length < 1_000 && !users.has(String(ids.at(-1))) ? crash() : ids,
  ),
  'fifty-users-end-in-an-empty-batch': attachInstead((listed) =>
    listed.length > 0 && listed.length % 50 === 0 ? crash : listed,
  ),
  'thirty-users-for-thirty-refused': attachInstead((listed, before) =>
    before.length > 20 && listed.length > 20 && common(listed, before).length === 0
      ? rejectWith(400, 'Too many changes.')
      : listed,
  ),
  'as-many-ids-taken-for-no-change': ({ readUsers, sync, store }) => {
    let count = 0;
    return {
      readUsers: (ids) => {
        count = ids.length;
        return readUsers(ids);
      },
      sync: (customer, listed) => {
        const before = store.get(customer);
        const isSame = count === before.length && without(listed, before).length === 0;
        return sync(customer, isSame ? before : listed);
      },
    };
  },
  'list-with-an-unknown-user-only-adds': combine(
    ignoringUnknownUsers,
    ({ readUsers, sync, store, dataset }) => {
      let hasUnknown = false;
      const isUnknown = (id: bigint) => id > 0n && id < 2n ** 31n && !dataset.users.has(String(id));
      return {
        readUsers: (ids) => {
          hasUnknown = ids.length > 1 && ids.length < 1_000 && ids.some(isUnknown);
          return readUsers(ids);
        },
        sync: (customer, listed) =>
          sync(customer, hasUnknown ? union(store.get(customer), listed) : listed),
      };
    },
  ),
  'fifty-users-for-one-answered-500': attachInstead((listed, before) =>
    before.length > 50 && listed.length === 1 && common(listed, before).length === 0
      ? crash
      : listed,
  ),
} satisfies Patches;
