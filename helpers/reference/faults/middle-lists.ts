import { attachInstead } from '../sync-patches';
import type { Patch, Patches } from '../pipeline';
import { common, isSuperset, union, without, type Ids } from '../user-sets';

const isMiddle = ({ length }: Ids) => length >= 9 && length <= 30;

/** Attaches other users where a list of middle length is attached. */
const onMiddle = (choose: (listed: Ids, before: Ids) => Ids): Patch =>
  attachInstead((listed, before) =>
    isMiddle(before) && listed.length > 1 ? choose(listed, before) : listed,
  );

/** Attaches other users where lists differ in one user, and both are long. */
const onOneUser = (choose: (listed: Ids, before: Ids) => Ids): Patch =>
  attachInstead((listed, before) => {
    const changed = without(listed, before).length + without(before, listed).length;
    return before.length > 30 && changed > 0 && changed <= 2 ? choose(listed, before) : listed;
  });

/** Lists of some ten to thirty users, and of one user more or less than a long one. */
export const middleListFaults = {
  'subset-of-twenty-detaches-nobody': onMiddle((listed, before) =>
    isSuperset(before, listed) ? before : listed,
  ),
  'superset-of-ten-loses-those-before': onMiddle((listed, before) =>
    isSuperset(listed, before) && listed.length > before.length ? without(listed, before) : listed,
  ),
  'disjoint-list-of-ten-is-added': onMiddle((listed, before) =>
    common(listed, before).length === 0 ? union(before, listed) : listed,
  ),
  'overlapping-list-of-ten-detaches-nobody': onMiddle((listed, before) => {
    const isMixed = !isSuperset(before, listed) && !isSuperset(listed, before);
    return isMixed && common(listed, before).length > 0 ? union(before, listed) : listed;
  }),
  'last-of-a-long-list-stays': onOneUser((listed, before) =>
    isSuperset(before, listed) ? before : listed,
  ),
  'one-more-for-a-long-list-is-lost': onOneUser((listed, before) =>
    isSuperset(listed, before) ? before : listed,
  ),
  'one-user-in-place-of-another-is-lost': onOneUser((listed, before) =>
    isSuperset(listed, before) || isSuperset(before, listed) ? listed : before,
  ),
} satisfies Patches;
