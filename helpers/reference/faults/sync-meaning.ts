import { attachInstead, listInstead, sameUsers } from '../alterations';
import type { Fault } from './fault';

type Ids = readonly string[];
const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];
const without = (some: Ids, others: Ids): Ids => some.filter((id) => !others.includes(id));
const common = (some: Ids, others: Ids): Ids => some.filter((id) => others.includes(id));
const isSuperset = (some: Ids, others: Ids) => without(others, some).length === 0;

const DETACHING = ['detach.unlisted', 'replace.disjoint', 'replace.mixed', 'sequence.model'];

/** Sets that are not what was asked for. Taken from a customer that was synced to `[]` before. */
export const syncMeaningFaults: readonly Fault[] = [
  {
    name: 'never-detaches',
    story: 'syncWithoutDetaching is called in place of sync.',
    caughtBy: ['detach.unlisted', 'empty.detaches-all', 'sequence.model'],
    alter: attachInstead((listed, before) => union(before, listed)),
  },
  {
    name: 'detaches-only-when-empty',
    story: 'Attaching and detaching are two branches, the second for an empty list alone.',
    caughtBy: ['detach.unlisted', 'replace.disjoint', 'replace.mixed', 'sequence.model'],
    alter: attachInstead((listed, before) => (listed.length === 0 ? [] : union(before, listed))),
  },
  {
    name: 'toggles',
    story: 'toggle is called in place of sync: who is attached and listed is detached.',
    caughtBy: [
      'attach.one',
      'attach.many',
      'attach.added',
      'detach.unlisted',
      'empty.detaches-all',
      'sequence.model',
    ],
    alter: attachInstead((listed, before) => [
      ...without(before, listed),
      ...without(listed, before),
    ]),
  },
  {
    name: 'subset-detaches-nobody',
    story: 'A list that adds nobody is taken for a request without changes.',
    caughtBy: ['detach.unlisted', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      listed.length > 0 && isSuperset(before, listed) ? before : listed,
    ),
  },
  {
    name: 'detaches-one-at-most',
    story: 'The DELETE has a LIMIT 1 from the days when one user was removed by hand.',
    caughtBy: ['detach.unlisted', 'replace.disjoint', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      listed.length === 0 ? [] : union(listed, without(before, listed).slice(1)),
    ),
  },
  {
    name: 'never-down-to-one',
    story: 'A customer that has had several users must keep two, says an old rule.',
    caughtBy: ['detach.unlisted', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      listed.length === 1 && before.length > 1 ? union(listed, before.slice(0, 2)) : listed,
    ),
  },
  {
    name: 'superset-replaces',
    story: 'Only the added users are inserted, after everyone was deleted.',
    caughtBy: ['attach.added', 'sequence.model'],
    alter: attachInstead((listed, before) => {
      const adds = before.length > 0 && isSuperset(listed, before) && !sameUsers(listed, before);
      return adds && listed.length < 10 ? without(listed, before) : listed;
    }),
  },
  {
    name: 'added-users-ignored',
    story: 'The request is compared with the cached list by its first id only.',
    caughtBy: ['attach.added', 'sequence.model'],
    alter: attachInstead((listed, before) => {
      const adds = before.length > 0 && isSuperset(listed, before);
      return adds && listed.length < 10 ? before : listed;
    }),
  },
  {
    name: 'disjoint-list-refused',
    story: 'A list that shares nobody with the attached is held for a mistake.',
    caughtBy: ['replace.disjoint', 'sequence.model'],
    alter: attachInstead((listed, before) => {
      const disjoint =
        before.length > 0 && listed.length > 0 && common(listed, before).length === 0;
      return disjoint ? before : listed;
    }),
  },
  {
    name: 'disjoint-list-only-detaches',
    story: 'Detaching the last kept user removes the relation that the new ones would be added to.',
    caughtBy: ['replace.disjoint', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      before.length > 0 && common(listed, before).length === 0 ? [] : listed,
    ),
  },
  {
    name: 'attaches-or-detaches-never-both',
    story: 'The two halves of the diff are two branches of one if.',
    caughtBy: ['replace.disjoint', 'replace.mixed', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      without(listed, before).length > 0 ? union(before, listed) : listed,
    ),
  },
  {
    name: 'mixed-list-loses-the-kept',
    story: 'Rows that are in both lists are deleted as old and not inserted as new.',
    caughtBy: ['replace.mixed', 'sequence.model'],
    alter: attachInstead((listed, before) => {
      const mixed = !isSuperset(listed, before) && !isSuperset(before, listed);
      return mixed ? without(listed, before) : listed;
    }),
  },
  {
    name: 'one-alone-is-ignored',
    story: 'The loop starts at 1.',
    caughtBy: ['attach.one', 'detach.unlisted', 'sequence.model'],
    alter: attachInstead((listed, before) => (listed.length === 1 ? before : listed)),
  },
  {
    name: 'first-attachment-is-never-listed',
    story: 'The customer is lazily created with its first user, whose row is not read again.',
    caughtBy: ['attach.one', 'sequence.model'],
    alter: listInstead((attached, before) =>
      before.length === 0 && attached.length === 1 ? [] : attached,
    ),
  },
  {
    name: 'from-nobody-only-the-first',
    story: 'The first insert returns early, and only a customer that has users gets the rest.',
    caughtBy: ['attach.many', 'empty.then-attach', 'sequence.model'],
    alter: attachInstead((listed, before) =>
      before.length === 0 && listed.length < 10 ? listed.slice(0, 1) : listed,
    ),
  },
  {
    name: 'drops-the-last-of-many',
    story: 'The loop ends one too early.',
    caughtBy: ['attach.many', 'attach.added', 'empty.then-attach', 'sequence.model'],
    alter: attachInstead((listed) => (listed.length > 1 ? listed.slice(0, -1) : listed)),
  },
  {
    name: 'drops-the-first-of-many',
    story: 'The first item is held for the header of a table.',
    caughtBy: ['attach.many', 'attach.added', 'empty.then-attach', 'sequence.model'],
    alter: attachInstead((listed) => (listed.length > 1 ? listed.slice(1) : listed)),
  },
  {
    name: 'answers-the-difference',
    story: 'The answer lists what sync() attached, not who is attached.',
    caughtBy: [
      'attach.added',
      'detach.unlisted',
      'replace.mixed',
      'idempotent.same-users',
      'sequence.model',
    ],
    alter: listInstead((attached, before) => without(attached, before)),
  },
  {
    name: 'answers-the-state-before',
    story: 'The relation was loaded before the sync, and is not loaded again.',
    caughtBy: [
      'attach.one',
      'attach.many',
      'attach.added',
      'detach.unlisted',
      'empty.detaches-all',
      'empty.when-empty',
      'sequence.model',
    ],
    alter: listInstead((_attached, before) => before),
  },
  {
    name: 'answers-before-and-after',
    story: 'New rows are appended to the loaded relation, and the detached stay in it.',
    caughtBy: ['empty.detaches-all', ...DETACHING],
    alter: listInstead((attached, before) => union(before, attached)),
  },
  {
    name: 'answers-whom-it-detached',
    story: 'The wrong one of three lists that sync() gives is returned where there is one.',
    caughtBy: [
      'detach.unlisted',
      'replace.disjoint',
      'replace.mixed',
      'empty.detaches-all',
      'sequence.model',
    ],
    alter: listInstead((attached, before) => {
      const detached = without(before, attached);
      return detached.length > 0 ? detached : attached;
    }),
  },
];
