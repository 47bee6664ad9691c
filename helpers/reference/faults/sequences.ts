import { counter } from '../patches';
import type { Patch } from '../pipeline';
import { type Ids, union } from '../user-sets';
import { breaks, type Faults } from './fault';
import { DETACHING } from './requirement-lists';

/** Attaches by the number of syncs that the customer has had since it was last emptied. */
function sinceEmptied(choose: (nth: number, listed: Ids, before: Ids) => Ids): Patch {
  return ({ sync, store }) => {
    const nths = new Map<string, number>();
    return {
      sync: (customer, listed) => {
        const nth = listed.length === 0 ? 0 : (nths.get(customer) ?? 0) + 1;
        nths.set(customer, nth);
        return sync(customer, nth === 0 ? listed : choose(nth, listed, store.get(customer)));
      },
    };
  };
}

/** Defects that accumulate: a few syncs in a row are right, and later ones are wrong. */
export const sequenceFaults = {
  'tenth-sync-in-a-row-adds-only': breaks(['sequence.model'], {
    cause: 'The log of changes is compacted when it is long, and detachments are lost in it.',
    patch: sinceEmptied((nth, listed, before) => (nth >= 10 ? union(before, listed) : listed)),
  }),
  'ninth-sync-in-a-row-ignored': breaks(['sequence.model'], {
    cause: 'A rate limiter in the model drops writes silently.',
    patch: sinceEmptied((nth, listed, before) => (nth >= 9 ? before : listed)),
  }),
  'ninth-sync-in-a-row-loses-one': breaks(['sequence.model'], {
    cause: 'A ring buffer of eight changes is replayed, and overwrites its first.',
    patch: sinceEmptied((nth, listed) => (nth >= 9 ? listed.slice(1) : listed)),
  }),
  'second-sync-in-a-row-adds-only': breaks(DETACHING, {
    cause: 'The second sync finds a fresh cache and believes that nobody is to be detached.',
    patch: sinceEmptied((nth, listed, before) => (nth === 2 ? union(before, listed) : listed)),
  }),
  'fourth-attachment-of-a-user-is-lost': breaks(['sequence.model'], {
    cause: 'Each detachment leaves a soft-deleted row, and an old trigger allows three of them.',
    patch: ({ sync, store }) => {
      const attachments = new Map<string, (user: string) => number>();
      return {
        sync: (customer, listed) => {
          // A sync to nobody purges the rows: what builds up does so between two of them.
          if (listed.length === 0) attachments.delete(customer);
          const count = attachments.get(customer) ?? counter();
          attachments.set(customer, count);
          const before = store.get(customer);
          return sync(
            customer,
            listed.filter((user) => before.includes(user) || count(user) < 4),
          );
        },
      };
    },
  }),
} satisfies Faults;
