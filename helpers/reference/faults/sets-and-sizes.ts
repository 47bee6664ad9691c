import { type BigIds, crash, envelope, onIds, rejectWith } from '../patches';
import { attachInstead, listInstead } from '../sync-patches';
import { breaks, type Fault, type Faults } from './fault';

/** Declares a fault that lists the first `size` users only. */
const page = (size: number, cause: string): Fault =>
  breaks(['volume.all-listed'], {
    cause,
    ...(size >= 60 && { needs: { users: Math.min(size + 50, 2000) } }),
    patch: listInstead((attached) => attached.slice(0, size)),
  });

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
  'unsorted-ids-lost': breaks(['set.unordered', 'sequence.model'], {
    cause: 'The diff is a merge of two lists that takes both for sorted.',
    patch: onIds((ids) => {
      let highest = -1n;
      return ids.filter((id) => {
        if (id < highest) return false;
        highest = id;
        return true;
      });
    }),
  }),
  'unsorted-ids-refused': breaks(['set.unordered', 'sequence.model'], {
    cause: 'The validator wants a canonical list, which the contract does not ask for.',
    patch: onIds((ids) => (isAscending(ids) ? ids : rejectOrder())),
  }),
  'descending-ids-taken-for-a-range': breaks(['set.unordered', 'sequence.model'], {
    cause: 'A list that starts with its highest id is read as from and to.',
    patch: onIds((ids) => {
      const [first = 0n, ...rest] = ids;
      const descends = ids.length > 2 && rest.every((id) => id < first);
      return descends ? [first, ...rest.slice(-1)] : ids;
    }),
  }),
  'last-user-listed-twice': breaks(['set.no-duplicates'], {
    cause: 'Two pages overlap by one row.',
    patch: envelope((records) => ({ data: [...records, ...records.slice(-1)] })),
  }),
  'users-once-per-role': breaks(['set.no-duplicates'], {
    cause: 'The join with the roles gives a row for each, and there is no DISTINCT.',
    patch: envelope((records) => ({
      data: records.flatMap((record) =>
        Array.isArray(record['roles']) && record['roles'].length > 1 ? [record, record] : [record],
      ),
    })),
  }),
  'tenth-user-again-past-the-tenth': breaks(['set.no-duplicates'], {
    cause: 'OFFSET is counted from 1 on the second page.',
    patch: envelope((records) => ({
      data: [...records.slice(0, 10), ...(records.length > 10 ? records.slice(9) : [])],
    })),
  }),
  'repeated-id-listed-twice': breaks(['set.repeated-ids', 'set.no-duplicates'], {
    cause: 'Rows are inserted as they are listed, without a unique index on the pivot.',
    patch: ({ readUsers }) => ({
      readUsers: (ids) => [...readUsers(ids), ...readUsers(repeated(ids))],
    }),
  }),
  'repeated-id-answered-500': breaks(
    ['set.repeated-ids', 'sequence.model', 'body.large', 'http.no-5xx'],
    {
      cause: 'The unique index of the pivot table throws.',
      patch: onIds((ids) => (hasRepeats(ids) ? crash() : ids)),
    },
  ),
  'repeated-id-cancels-itself': breaks(['set.repeated-ids', 'sequence.model'], {
    cause: 'A set is kept by toggling, so that twice is not at all.',
    patch: onIds((ids) => {
      const twice = new Set(repeated(ids));
      return ids.filter((id) => !twice.has(id));
    }),
  }),
  'repeated-id-stands-for-all': breaks(['set.repeated-ids', 'sequence.model'], {
    cause: 'Repeats are collected into a list, which then replaces the one it was taken from.',
    patch: onIds((ids) => {
      const others = new Set(ids).size > 1;
      return hasRepeats(ids) && others ? repeated(ids) : ids;
    }),
  }),
  'page-of-15': page(15, 'The default page of the framework is 15.'),
  'page-of-25': page(25, 'The default page of the framework is 25.'),
  'page-of-50': page(50, 'The repository takes 50 at most, to be safe.'),
  'page-of-100': page(100, 'The gateway limits every list to 100.'),
  'page-of-500': page(500, 'The query builder has a limit of 500.'),
  'page-of-1000': page(1000, 'LIMIT 1000 was added after an incident.'),
  'stores-at-most-ten': breaks(['volume.all-listed'], {
    cause: 'The plan allows ten users, and what is beyond is left out silently.',
    patch: attachInstead((listed) => listed.slice(0, 10)),
  }),
  'last-chunk-replaces-the-others': breaks(['volume.all-listed'], {
    cause: 'Lists are synced in chunks of 50, and each sync detaches what the one before attached.',
    patch: attachInstead((listed) => listed.slice(Math.floor((listed.length - 1) / 50) * 50)),
  }),
  'every-eleventh-is-lost': breaks(['volume.all-listed'], {
    cause: 'Batches overlap by one on the wrong side.',
    patch: attachInstead((listed) => listed.filter((_id, index) => index % 11 !== 10)),
  }),
  'long-lists-answered-500': breaks(['volume.all-listed', 'body.large', 'http.no-5xx'], {
    cause: 'Too many placeholders in one statement.',
    patch: attachInstead((listed) => (listed.length > 40 ? crash : listed)),
  }),
  'more-than-100-refused': breaks(['volume.all-listed'], {
    cause: 'A max rule of a hundred that the contract knows nothing of.',
    needs: { users: 150 },
    patch: attachInstead((listed) =>
      listed.length > 100 ? rejectWith(422, 'user_ids may list 100 users.') : listed,
    ),
  }),
  'past-tenth-in-another-list': breaks(['volume.all-listed'], {
    cause: 'The rest of the page is put beside data, under a name of its own.',
    patch: envelope((records) => ({ data: records.slice(0, 10), more: records.slice(10) })),
  }),
  'chunk-of-one-is-lost': breaks(['detach.unlisted'], {
    cause:
      'Lists are cut into chunks of thirty, and the converter from XML makes a chunk of one a plain value.',
    patch: attachInstead((listed) =>
      listed.length > 30 && listed.length % 30 === 1 ? listed.slice(0, -1) : listed,
    ),
  }),
} satisfies Faults;
