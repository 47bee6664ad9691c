import { counter } from '../alterations';
import type { Alteration } from '../parts';
import type { Fault } from './fault';

type Ids = readonly string[];

/** Changes what is attached by how many syncs the customer has had since it was last emptied. */
function sinceEmptied(choose: (nth: number, listed: Ids, before: Ids) => Ids): Alteration {
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

/** What builds up: right for a few syncs in a row, wrong for more. */
export const sequenceFaults: readonly Fault[] = [
  {
    name: 'tenth-sync-in-a-row-adds-only',
    story: 'The log of changes is compacted when it is long, and detachments are lost in it.',
    caughtBy: ['sequence.model'],
    alter: sinceEmptied((nth, listed, before) =>
      nth >= 10 ? [...new Set([...before, ...listed])] : listed,
    ),
  },
  {
    name: 'ninth-sync-in-a-row-ignored',
    story: 'A rate limiter in the model drops writes silently.',
    caughtBy: ['sequence.model'],
    alter: sinceEmptied((nth, listed, before) => (nth >= 9 ? before : listed)),
  },
  {
    name: 'ninth-sync-in-a-row-loses-one',
    story: 'A ring buffer of eight changes is replayed, and overwrites its first.',
    caughtBy: ['sequence.model'],
    alter: sinceEmptied((nth, listed) => (nth >= 9 ? listed.slice(1) : listed)),
  },
  {
    name: 'second-sync-in-a-row-adds-only',
    story: 'The second sync finds a fresh cache and believes that nobody is to be detached.',
    caughtBy: ['detach.unlisted', 'replace.disjoint', 'replace.mixed', 'sequence.model'],
    alter: sinceEmptied((nth, listed, before) =>
      nth === 2 ? [...new Set([...before, ...listed])] : listed,
    ),
  },
  {
    name: 'fourth-attachment-of-a-user-is-lost',
    story: 'Each detachment leaves a soft-deleted row, and an old trigger allows three of them.',
    caughtBy: ['sequence.model'],
    alter: ({ sync, store }) => {
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
  },
];
