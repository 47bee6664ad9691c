import { attachInstead, listInstead } from '../sync-patches';
import { common, isSuperset, sameUsers, union, without } from '../user-sets';
import { breaks, type Faults } from './fault';
import { ATTACHING_MANY, DETACHING, REPLACING } from './requirement-lists';

/** Sets that differ from the requested one, of a customer that was synced to `[]` before. */
export const syncMeaningFaults = {
  'never-detaches': breaks(['detach.unlisted', 'empty.detaches-all', 'sequence.model'], {
    cause: 'syncWithoutDetaching is called in place of sync.',
    patch: attachInstead((listed, before) => union(before, listed)),
  }),
  'detaches-only-when-empty': breaks(DETACHING, {
    cause: 'Attaching and detaching are two branches, the second for an empty list alone.',
    patch: attachInstead((listed, before) => (listed.length === 0 ? [] : union(before, listed))),
  }),
  toggles: breaks(
    [
      'attach.one',
      'attach.many',
      'attach.added',
      'detach.unlisted',
      'empty.detaches-all',
      'sequence.model',
    ],
    {
      cause: 'toggle is called in place of sync: who is attached and listed is detached.',
      patch: attachInstead((listed, before) => [
        ...without(before, listed),
        ...without(listed, before),
      ]),
    },
  ),
  'subset-detaches-nobody': breaks(['detach.unlisted', 'sequence.model'], {
    cause: 'A list that adds nobody is taken for a request without changes.',
    patch: attachInstead((listed, before) =>
      listed.length > 0 && isSuperset(before, listed) ? before : listed,
    ),
  }),
  'detaches-one-at-most': breaks(['detach.unlisted', 'replace.disjoint', 'sequence.model'], {
    cause: 'The DELETE has a LIMIT 1 from the days when one user was removed by hand.',
    patch: attachInstead((listed, before) =>
      listed.length === 0 ? [] : union(listed, without(before, listed).slice(1)),
    ),
  }),
  'never-down-to-one': breaks(['detach.unlisted', 'sequence.model'], {
    cause: 'An old rule is that a customer that has had several users must keep two.',
    patch: attachInstead((listed, before) =>
      listed.length === 1 && before.length > 1 ? union(listed, before.slice(0, 2)) : listed,
    ),
  }),
  'superset-replaces': breaks(['attach.added', 'sequence.model'], {
    cause: 'Only the added users are inserted, after everyone was deleted.',
    patch: attachInstead((listed, before) => {
      const adds = before.length > 0 && isSuperset(listed, before) && !sameUsers(listed, before);
      return adds && listed.length < 10 ? without(listed, before) : listed;
    }),
  }),
  'added-users-ignored': breaks(['attach.added', 'sequence.model'], {
    cause: 'The request is compared with the cached list by its first id only.',
    patch: attachInstead((listed, before) => {
      const adds = before.length > 0 && isSuperset(listed, before);
      return adds && listed.length < 10 ? before : listed;
    }),
  }),
  'disjoint-list-refused': breaks(['replace.disjoint', 'sequence.model'], {
    cause: 'A list that shares nobody with the attached is held for a mistake.',
    patch: attachInstead((listed, before) => {
      const disjoint =
        before.length > 0 && listed.length > 0 && common(listed, before).length === 0;
      return disjoint ? before : listed;
    }),
  }),
  'disjoint-list-only-detaches': breaks(['replace.disjoint', 'sequence.model'], {
    cause: 'Detaching the last kept user removes the relation that the new ones would be added to.',
    patch: attachInstead((listed, before) =>
      before.length > 0 && common(listed, before).length === 0 ? [] : listed,
    ),
  }),
  'attaches-or-detaches-never-both': breaks(REPLACING, {
    cause: 'The two halves of the diff are two branches of one if.',
    patch: attachInstead((listed, before) =>
      without(listed, before).length > 0 ? union(before, listed) : listed,
    ),
  }),
  'mixed-list-loses-the-kept': breaks(['replace.mixed', 'sequence.model'], {
    cause: 'Rows that are in both lists are deleted as old and not inserted as new.',
    patch: attachInstead((listed, before) => {
      const mixed = !isSuperset(listed, before) && !isSuperset(before, listed);
      return mixed ? without(listed, before) : listed;
    }),
  }),
  'one-alone-is-ignored': breaks(['attach.one', 'detach.unlisted', 'sequence.model'], {
    cause: 'The loop starts at 1.',
    patch: attachInstead((listed, before) => (listed.length === 1 ? before : listed)),
  }),
  'first-attachment-is-never-listed': breaks(['attach.one', 'sequence.model'], {
    cause: 'The customer is lazily created with its first user, whose row is not read again.',
    patch: listInstead((attached, before) =>
      before.length === 0 && attached.length === 1 ? [] : attached,
    ),
  }),
  'from-nobody-only-the-first': breaks(['attach.many', 'empty.then-attach', 'sequence.model'], {
    cause: 'The first insert returns early, and only a customer that has users gets the rest.',
    patch: attachInstead((listed, before) =>
      before.length === 0 && listed.length < 10 ? listed.slice(0, 1) : listed,
    ),
  }),
  'drops-the-last-of-many': breaks(ATTACHING_MANY, {
    cause: 'The loop ends one too early.',
    patch: attachInstead((listed) => (listed.length > 1 ? listed.slice(0, -1) : listed)),
  }),
  'drops-the-first-of-many': breaks(ATTACHING_MANY, {
    cause: 'The first item is held for the header of a table.',
    patch: attachInstead((listed) => (listed.length > 1 ? listed.slice(1) : listed)),
  }),
  'answers-the-difference': breaks(
    ['attach.added', 'detach.unlisted', 'replace.mixed', 'idempotent.same-users', 'sequence.model'],
    {
      cause: 'The answer lists what sync() attached, not who is attached.',
      patch: listInstead((attached, before) => without(attached, before)),
    },
  ),
  'answers-the-state-before': breaks(
    [
      'attach.one',
      'attach.many',
      'attach.added',
      'detach.unlisted',
      'empty.detaches-all',
      'empty.when-empty',
      'sequence.model',
    ],
    {
      cause: 'The relation was loaded before the sync, and is not loaded again.',
      patch: listInstead((_attached, before) => before),
    },
  ),
  'answers-before-and-after': breaks(['empty.detaches-all', ...DETACHING], {
    cause: 'New rows are appended to the loaded relation, and the detached stay in it.',
    patch: listInstead((attached, before) => union(before, attached)),
  }),
  'answers-whom-it-detached': breaks(['empty.detaches-all', ...DETACHING], {
    cause: 'The wrong one of three lists that sync() gives is returned where there is one.',
    patch: listInstead((attached, before) => {
      const detached = without(before, attached);
      return detached.length > 0 ? detached : attached;
    }),
  }),
} satisfies Faults;
