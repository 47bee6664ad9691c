import { attachInstead, crash, envelope, listInstead, refuse } from '../alterations';
import type { Alteration } from '../parts';
import type { Fault } from './fault';

/** The answer lists the first `size` only. */
function page(size: number, story: string): Fault {
  return {
    name: `page-of-${String(size)}`,
    story,
    caughtBy: ['volume.all-listed'],
    ...(size >= 60 && { lend: { users: Math.min(size + 50, 2000) } }),
    alter: listInstead((attached) => attached.slice(0, size)),
  };
}

/** Judges the ids in the order in which they were sent. */
function onOrder(read: (ids: readonly bigint[]) => readonly bigint[]): Alteration {
  return ({ readUsers }) => ({ readUsers: (ids) => readUsers(read(ids)) });
}

const isAscending = (ids: readonly bigint[]) => ids.every((id, at) => id >= (ids[at - 1] ?? id));
const hasRepeats = (ids: readonly bigint[]) => new Set(ids).size < ids.length;

/** Each id for every time that it stands again. */
function repeated(ids: readonly bigint[]): readonly bigint[] {
  const seen = new Set<bigint>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}

const refuseOrder = refuse(422, 'user_ids must be sorted.');

/** Order, repeats, duplicates, and lists that are long. */
export const setFaults: readonly Fault[] = [
  {
    name: 'unsorted-ids-lost',
    story: 'The diff is a merge of two lists that takes both for sorted.',
    caughtBy: ['set.unordered', 'sequence.model'],
    alter: onOrder((ids) => {
      let highest = -1n;
      return ids.filter((id) => {
        if (id < highest) return false;
        highest = id;
        return true;
      });
    }),
  },
  {
    name: 'unsorted-ids-refused',
    story: 'The validator wants a canonical list, which the contract does not ask for.',
    caughtBy: ['set.unordered', 'sequence.model'],
    alter: onOrder((ids) => (isAscending(ids) ? ids : refuseOrder())),
  },
  {
    name: 'descending-ids-taken-for-a-range',
    story: 'A list that starts with its highest id is read as from and to.',
    caughtBy: ['set.unordered', 'sequence.model'],
    alter: onOrder((ids) => {
      const [first = 0n, ...rest] = ids;
      const descends = ids.length > 2 && rest.every((id) => id < first);
      return descends ? [first, ...rest.slice(-1)] : ids;
    }),
  },
  {
    name: 'last-user-listed-twice',
    story: 'Two pages overlap by one row.',
    caughtBy: ['set.no-duplicates'],
    alter: envelope((records) => ({ data: [...records, ...records.slice(-1)] })),
  },
  {
    name: 'users-once-per-role',
    story: 'The join with the roles gives a row for each, and there is no DISTINCT.',
    caughtBy: ['set.no-duplicates'],
    alter: envelope((records) => ({
      data: records.flatMap((record) =>
        Array.isArray(record['roles']) && record['roles'].length > 1 ? [record, record] : [record],
      ),
    })),
  },
  {
    name: 'tenth-user-again-past-the-tenth',
    story: 'OFFSET is counted from 1 on the second page.',
    caughtBy: ['set.no-duplicates'],
    alter: envelope((records) => ({
      data: [...records.slice(0, 10), ...(records.length > 10 ? records.slice(9) : [])],
    })),
  },
  {
    name: 'repeated-id-listed-twice',
    story: 'Rows are inserted as they are listed, without a unique index on the pivot.',
    caughtBy: ['set.repeated-ids', 'set.no-duplicates'],
    alter: ({ readUsers }) => ({
      readUsers: (ids) => [...readUsers(ids), ...readUsers(repeated(ids))],
    }),
  },
  {
    name: 'repeated-id-answered-500',
    story: 'The unique index of the pivot table throws.',
    caughtBy: ['set.repeated-ids', 'sequence.model', 'body.large', 'http.no-5xx'],
    alter: onOrder((ids) => (hasRepeats(ids) ? crash() : ids)),
  },
  {
    name: 'repeated-id-cancels-itself',
    story: 'A set is kept by toggling, so that twice is not at all.',
    caughtBy: ['set.repeated-ids', 'sequence.model'],
    alter: onOrder((ids) => {
      const twice = new Set(repeated(ids));
      return ids.filter((id) => !twice.has(id));
    }),
  },
  {
    name: 'repeated-id-stands-for-all',
    story: 'Repeats are collected into a list, which then replaces the one it was taken from.',
    caughtBy: ['set.repeated-ids', 'sequence.model'],
    alter: onOrder((ids) => {
      const others = new Set(ids).size > 1;
      return hasRepeats(ids) && others ? repeated(ids) : ids;
    }),
  },
  page(15, 'The default page of the framework is 15.'),
  page(25, 'The default page of the framework is 25.'),
  page(50, 'The repository takes 50 at most, to be safe.'),
  page(100, 'The gateway limits every list to 100.'),
  page(500, 'The query builder has a limit of 500.'),
  page(1000, 'LIMIT 1000 was added after an incident.'),
  {
    name: 'stores-at-most-ten',
    story: 'The plan allows ten users, and what is beyond is left out silently.',
    caughtBy: ['volume.all-listed'],
    alter: attachInstead((listed) => listed.slice(0, 10)),
  },
  {
    name: 'last-chunk-replaces-the-others',
    story: 'Lists are synced in chunks of 50, and each sync detaches what the one before attached.',
    caughtBy: ['volume.all-listed'],
    alter: attachInstead((listed) => listed.slice(Math.floor((listed.length - 1) / 50) * 50)),
  },
  {
    name: 'every-eleventh-is-lost',
    story: 'Batches overlap by one on the wrong side.',
    caughtBy: ['volume.all-listed'],
    alter: attachInstead((listed) => listed.filter((_id, index) => index % 11 !== 10)),
  },
  {
    name: 'long-lists-answered-500',
    story: 'Too many placeholders in one statement.',
    caughtBy: ['volume.all-listed', 'body.large', 'http.no-5xx'],
    alter: attachInstead((listed) => (listed.length > 40 ? crash : listed)),
  },
  {
    name: 'more-than-100-refused',
    story: 'A max rule of a hundred that the contract knows nothing of.',
    caughtBy: ['volume.all-listed'],
    lend: { users: 150 },
    alter: attachInstead((listed) =>
      listed.length > 100 ? refuse(422, 'user_ids may list 100 users.') : listed,
    ),
  },
  {
    name: 'past-tenth-in-another-list',
    story: 'The rest of the page is put beside data, under a name of its own.',
    caughtBy: ['volume.all-listed'],
    alter: envelope((records) => ({ data: records.slice(0, 10), more: records.slice(10) })),
  },
  {
    name: 'chunk-of-one-is-lost',
    story:
      'Lists are cut into chunks of thirty, and the converter from XML makes a chunk of one a plain value.',
    caughtBy: ['detach.unlisted'],
    alter: attachInstead((listed) =>
      listed.length > 30 && listed.length % 30 === 1 ? listed.slice(0, -1) : listed,
    ),
  },
];
