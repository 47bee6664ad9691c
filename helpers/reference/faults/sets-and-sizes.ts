import { type BigIds, crash, envelope, onIds, rejectWith } from '../patches';
import { attachInstead, listInstead } from '../sync-patches';
import type { Patches } from '../pipeline';
import { common, union, without } from '../user-sets';

/** Lists the first `size` users only. */
const page = (size: number) => listInstead((attached) => attached.slice(0, size));

const isAscending = (ids: BigIds) => ids.every((id, at) => id >= (ids[at - 1] ?? id));
const hasRepeats = (ids: BigIds) => new Set(ids).size < ids.length;

/** Returns each id for every repetition of it. */
function repeated(ids: BigIds): BigIds {
  const seen = new Set<bigint>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}

const rejectOrder = rejectWith(422, 'user_ids must be sorted.');

/** Order, repeated ids, duplicate users and long lists. */
export const setFaults = {
  'unsorted-ids-lost': onIds((ids) => {
    let highest = -1n;
    return ids.filter((id) => {
      if (id < highest) return false;
      highest = id;
      return true;
    });
  }),
  'unsorted-ids-refused': onIds((ids) => (isAscending(ids) ? ids : rejectOrder())),
  'descending-ids-taken-for-a-range': onIds((ids) => {
    const [first = 0n, ...rest] = ids;
    const descends = ids.length > 2 && rest.every((id) => id < first);
    return descends ? [first, ...rest.slice(-1)] : ids;
  }),
  'last-user-listed-twice': envelope((records) => ({ data: [...records, ...records.slice(-1)] })),
  'users-once-per-role': envelope((records) => ({
    data: records.flatMap((record) =>
      Array.isArray(record['roles']) && record['roles'].length > 1 ? [record, record] : [record],
    ),
  })),
  'tenth-user-again-past-the-tenth': envelope((records) => ({
    data: [...records.slice(0, 10), ...(records.length > 10 ? records.slice(9) : [])],
  })),
  'repeated-id-listed-twice': ({ readUsers }) => ({
    readUsers: (ids) => [...readUsers(ids), ...readUsers(repeated(ids))],
  }),
  'one-repetition-removed': ({ readUsers }) => ({
    readUsers: (ids) => {
      const again = repeated(ids);
      return [...readUsers(ids), ...(again.length > 1 ? readUsers(again) : [])];
    },
  }),
  'repeated-id-of-an-attached-user-detaches-him': ({ readUsers, sync, store }) => {
    let again: readonly string[] = [];
    return {
      readUsers: (ids) => {
        again = repeated(ids).map(String);
        return readUsers(ids);
      },
      sync: (customer, users) => sync(customer, without(users, common(again, store.get(customer)))),
    };
  },
  'long-list-in-no-order-loses-ids': onIds((ids) =>
    ids.length > 20 && ids.length < 1_000 && !isAscending(ids) && !isAscending(ids.toReversed())
      ? ids.slice(0, -1)
      : ids,
  ),
  'batch-of-32-loses-the-last': onIds((ids) => (ids.length === 32 ? ids.slice(0, -1) : ids)),
  'batch-of-15-loses-the-last': onIds((ids) => (ids.length === 15 ? ids.slice(0, -1) : ids)),
  'batch-of-25-loses-the-last': onIds((ids) => (ids.length === 25 ? ids.slice(0, -1) : ids)),
  'long-descending-ids-lost': onIds((ids) =>
    ids.length > 20 && isAscending(ids.toReversed()) ? ids.slice(0, 1) : ids,
  ),
  'empty-list-detaches-from-all-customers': attachInstead((listed, _before, { correct }) => {
    const { store, dataset } = correct;
    if (listed.length === 0) for (const id of dataset.customers.keys()) store.set(id, []);
    return listed;
  }),
  'fifty-users-detached-at-most': attachInstead((listed, before) => {
    const left = before.filter((id) => !listed.includes(id));
    return listed.length === 0 ? listed : [...listed, ...left.slice(50)];
  }),
  'more-than-thirty-only-attached': attachInstead((listed, before) =>
    listed.length > 31 ? union(before, listed) : listed,
  ),
  'same-number-taken-for-no-change': attachInstead((listed, before) =>
    listed.length > 10 && listed.length === before.length ? before : listed,
  ),
  'same-number-and-sum-taken-for-no-change': attachInstead((listed, before) => {
    const sum = (ids: readonly string[]) => ids.reduce((total, id) => total + Number(id), 0);
    return listed.length === before.length && sum(listed) === sum(before) ? before : listed;
  }),
  'repeated-id-answered-500': onIds((ids) => (hasRepeats(ids) ? crash() : ids)),
  'repeated-id-cancels-itself': onIds((ids) => {
    const twice = new Set(repeated(ids));
    return ids.filter((id) => !twice.has(id));
  }),
  'repeated-id-stands-for-all': onIds((ids) => {
    const others = new Set(ids).size > 1;
    return hasRepeats(ids) && others ? repeated(ids) : ids;
  }),
  'page-of-15': page(15),
  'page-of-25': page(25),
  'page-of-50': page(50),
  'page-of-100': page(100),
  'page-of-500': page(500),
  'page-of-1000': page(1000),
  'stores-at-most-ten': attachInstead((listed) => listed.slice(0, 10)),
  'last-chunk-replaces-the-others': attachInstead((listed) =>
    listed.slice(Math.floor((listed.length - 1) / 50) * 50),
  ),
  'every-eleventh-is-lost': attachInstead((listed) =>
    listed.filter((_id, index) => index % 11 !== 10),
  ),
  'long-lists-answered-500': attachInstead((listed) => (listed.length > 40 ? crash : listed)),
  'more-than-100-refused': attachInstead((listed) =>
    listed.length > 100 ? rejectWith(422, 'user_ids may list 100 users.') : listed,
  ),
  'past-tenth-in-another-list': envelope((records) => ({
    data: records.slice(0, 10),
    more: records.slice(10),
  })),
  'chunk-of-one-is-lost': attachInstead((listed) =>
    listed.length > 30 && listed.length % 30 === 1 ? listed.slice(0, -1) : listed,
  ),
} satisfies Patches;
