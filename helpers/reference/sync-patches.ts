import { pause } from './patches';
import type { Handlers, Patch } from './pipeline';
import type { Ids } from './user-sets';

/** A list of users, or a function that throws in its place. */
export type UsersOrThrow = Ids | (() => never);

/** Details of a sync: `memory` keeps what a patch remembers, by customer for instance. */
export interface SyncDetails<Kept> {
  readonly customer: string;
  readonly correct: Handlers;
  readonly memory: Map<string, Kept>;
}

/** Attaches other users than those that were listed. */
export function attachInstead<Kept = Ids>(
  choose: (listed: Ids, before: Ids, details: SyncDetails<Kept>) => UsersOrThrow,
): Patch {
  return (correct) => {
    const memory = new Map<string, Kept>();
    return {
      sync: async (customer, listed) => {
        const before = correct.store.get(customer);
        const chosen = choose(listed, before, { customer, correct, memory });
        return correct.sync(customer, typeof chosen === 'function' ? chosen() : chosen);
      },
    };
  };
}

/** Attaches the listed users and responds with others. */
export function listInstead(choose: (attached: Ids, before: Ids) => Ids): Patch {
  return ({ sync, store }) => ({
    sync: async (customer, listed) => {
      const before = store.get(customer);
      return choose(await sync(customer, listed), before);
    },
  });
}

/** The time a database takes, so that syncs that are sent at once do overlap. */
export const WORK_MS = 12;

/** A sync, with the number of syncs under way: of this customer, and of others. */
export interface Run {
  readonly customer: string;
  readonly listed: Ids;
  readonly correct: Handlers;
  readonly same: number;
  readonly others: number;
}

/** Replaces each sync by one that knows which others are under way. */
export function onOverlap(sync: (run: Run) => Promise<Ids>): Patch {
  return (correct) => {
    const running = new Map<string, number>();
    return {
      sync: async (customer, listed) => {
        const same = running.get(customer) ?? 0;
        const others = [...running.values()].reduce((sum, count) => sum + count, 0) - same;
        running.set(customer, same + 1);
        try {
          return await sync({ customer, listed, correct, same, others });
        } finally {
          running.set(customer, (running.get(customer) ?? 1) - 1);
        }
      },
    };
  };
}

/** Syncs as the correct server does, in the time of a database. */
export async function work({ customer, listed, correct }: Run, ms = WORK_MS): Promise<Ids> {
  await pause(ms);
  return correct.sync(customer, listed);
}
