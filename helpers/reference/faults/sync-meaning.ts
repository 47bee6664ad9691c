import { attachInstead, listInstead } from '../sync-patches';
import { common, isSuperset, sameUsers, union, without } from '../user-sets';
import type { Patches } from '../pipeline';

/** Sets that differ from the requested one, of a customer that was synced to `[]` before. */
export const syncMeaningFaults = {
  'never-detaches': attachInstead((listed, before) => union(before, listed)),
  'detaches-only-when-empty': attachInstead((listed, before) =>
    listed.length === 0 ? [] : union(before, listed),
  ),
  toggles: attachInstead((listed, before) => [
    ...without(before, listed),
    ...without(listed, before),
  ]),
  'subset-detaches-nobody': attachInstead((listed, before) =>
    listed.length > 0 && isSuperset(before, listed) ? before : listed,
  ),
  'detaches-one-at-most': attachInstead((listed, before) =>
    listed.length === 0 ? [] : union(listed, without(before, listed).slice(1)),
  ),
  'never-down-to-one': attachInstead((listed, before) =>
    listed.length === 1 && before.length > 1 ? union(listed, before.slice(0, 2)) : listed,
  ),
  'superset-replaces': attachInstead((listed, before) => {
    const adds = before.length > 0 && isSuperset(listed, before) && !sameUsers(listed, before);
    return adds && listed.length < 10 ? without(listed, before) : listed;
  }),
  'added-users-ignored': attachInstead((listed, before) => {
    const adds = before.length > 0 && isSuperset(listed, before);
    return adds && listed.length < 10 ? before : listed;
  }),
  'disjoint-list-refused': attachInstead((listed, before) => {
    const disjoint = before.length > 0 && listed.length > 0 && common(listed, before).length === 0;
    return disjoint ? before : listed;
  }),
  'disjoint-list-only-detaches': attachInstead((listed, before) =>
    before.length > 0 && common(listed, before).length === 0 ? [] : listed,
  ),
  'attaches-or-detaches-never-both': attachInstead((listed, before) =>
    without(listed, before).length > 0 ? union(before, listed) : listed,
  ),
  'mixed-list-loses-the-kept': attachInstead((listed, before) => {
    const mixed = !isSuperset(listed, before) && !isSuperset(before, listed);
    return mixed ? without(listed, before) : listed;
  }),
  'one-alone-is-ignored': attachInstead((listed, before) =>
    listed.length === 1 ? before : listed,
  ),
  'first-attachment-is-never-listed': listInstead((attached, before) =>
    before.length === 0 && attached.length === 1 ? [] : attached,
  ),
  'from-nobody-only-the-first': attachInstead((listed, before) =>
    before.length === 0 && listed.length < 10 ? listed.slice(0, 1) : listed,
  ),
  'drops-the-last-of-many': attachInstead((listed) =>
    listed.length > 1 ? listed.slice(0, -1) : listed,
  ),
  'drops-the-first-of-many': attachInstead((listed) =>
    listed.length > 1 ? listed.slice(1) : listed,
  ),
  'answers-the-difference': listInstead((attached, before) => without(attached, before)),
  'answers-the-state-before': listInstead((_attached, before) => before),
  'answers-before-and-after': listInstead((attached, before) => union(before, attached)),
  'answers-whom-it-detached': listInstead((attached, before) => {
    const detached = without(before, attached);
    return detached.length > 0 ? detached : attached;
  }),
} satisfies Patches;
