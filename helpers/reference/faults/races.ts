import { attachInstead, crash, pause, refuse, sameUsers } from '../alterations';
import { Refusal, type Alteration, type Parts } from '../parts';
import type { Fault } from './fault';

type Ids = readonly string[];
type Sync = Parts['sync'];

const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];
const without = (some: Ids, others: Ids): Ids => some.filter((id) => !others.includes(id));

/** How long the database takes, so that syncs that are sent at once do overlap. */
const WORK_MS = 12;

/** A sync in the knowledge of those that are under way: of this customer, and of others. */
function whileOthersRun(
  alone: (run: { customer: string; listed: Ids; correct: Parts }) => Promise<Ids>,
  overlapping: (run: {
    customer: string;
    listed: Ids;
    correct: Parts;
    same: number;
    others: number;
  }) => Promise<Ids>,
): Alteration {
  return (correct) => {
    const running = new Map<string, number>();
    const sync: Sync = async (customer, listed) => {
      const same = running.get(customer) ?? 0;
      const others = [...running.values()].reduce((sum, count) => sum + count, 0) - same;
      running.set(customer, same + 1);
      try {
        return await (same + others > 0
          ? overlapping({ customer, listed, correct, same, others })
          : alone({ customer, listed, correct }));
      } finally {
        running.set(customer, (running.get(customer) ?? 1) - 1);
      }
    };
    return { sync };
  };
}

async function work({
  customer,
  listed,
  correct,
}: {
  customer: string;
  listed: Ids;
  correct: Parts;
}) {
  await pause(WORK_MS);
  return correct.sync(customer, listed);
}

/** Reads, waits, and writes by what it has read: the diff of a state that is gone. */
function fromStaleRead(write: (now: Ids, read: Ids, listed: Ids) => Ids): Alteration {
  return ({ sync, store }) => ({
    sync: async (customer, listed) => {
      const read = store.get(customer);
      await pause(WORK_MS);
      return sync(customer, write(store.get(customer), read, listed));
    },
  });
}

/** Refuses or spoils the first sync of a customer after some that overlapped. */
function nextAfterOverlap(
  next: (correct: Parts, customer: string, listed: Ids) => Promise<Ids>,
): Alteration {
  return (whole) => {
    const left = new Set<string>();
    return whileOthersRun(
      async (run) =>
        left.delete(run.customer) ? next(whole, run.customer, run.listed) : work(run),
      async (run) => {
        if (run.same > 0) left.add(run.customer);
        return work(run);
      },
    )(whole);
  };
}

export const raceFaults: readonly Fault[] = [
  {
    name: 'overlapping-syncs-merge',
    story: 'Read, diff and write without a transaction: each detaches only whom it has read.',
    caughtBy: [],
    warns: ['concurrency.one-of'],
    alter: fromStaleRead((now, read, listed) => [
      ...new Set([...now.filter((id) => !read.includes(id)), ...listed]),
    ]),
  },
  {
    name: 'rows-written-in-two-goes',
    story: 'All rows are deleted, half are inserted, then the others, each in its own transaction.',
    caughtBy: [],
    warns: ['concurrency.one-of'],
    alter: ({ sync, store }) => ({
      sync: async (customer, listed) => {
        const half = Math.ceil(listed.length / 2);
        await sync(customer, []);
        for (const rows of [listed.slice(0, half), listed.slice(half)]) {
          await pause(WORK_MS);
          await sync(customer, [...new Set([...store.get(customer), ...rows])]);
        }
        return store.get(customer);
      },
    }),
  },
  {
    name: 'overlapping-sync-answers-nobody',
    story: 'Rows are deleted and inserted in two transactions, and the answer is read in between.',
    caughtBy: [],
    warns: ['concurrency.one-of'],
    alter: whileOthersRun(work, async (run) => {
      const attached = await work(run);
      return run.same > 0 ? [] : attached;
    }),
  },
  {
    name: 'deadlock-answered-500',
    story: 'Two transactions lock the rows in two orders, and nobody tries again.',
    caughtBy: ['http.no-5xx'],
    alter: whileOthersRun(work, (run) => (run.same > 0 ? crash() : work(run))),
  },
  {
    name: 'lock-outlives-overlap',
    story: 'The lock of the sync that had to wait is not released: the next one is refused.',
    caughtBy: ['concurrency.settles'],
    alter: nextAfterOverlap(() => Promise.reject(new Refusal(423, 'This customer is locked.'))),
  },
  {
    name: 'rows-doubled-by-overlap',
    story: 'Two inserts of one user leave two rows, and detaching deletes one of them.',
    caughtBy: ['concurrency.settles'],
    alter: nextAfterOverlap((correct, customer, listed) =>
      correct.sync(customer, [...new Set([...correct.store.get(customer), ...listed])]),
    ),
  },
  {
    name: 'version-stale-after-overlap',
    story: 'Overlapping writes raise the version twice, and the next is dropped as out of date.',
    caughtBy: ['concurrency.settles'],
    alter: nextAfterOverlap((correct, customer) => Promise.resolve(correct.store.get(customer))),
  },
  {
    name: 'customers-share-a-variable',
    story: 'The list of the request is kept in a singleton while the database is waited for.',
    caughtBy: ['concurrency.independent'],
    alter: ({ sync }) => {
      let current: Ids = [];
      return {
        sync: async (customer, listed) => {
          current = listed;
          await pause(WORK_MS);
          return sync(customer, current);
        },
      };
    },
  },
  {
    name: 'busy-with-another-customer',
    story: 'One lock for the table, and who cannot have it at once is refused.',
    caughtBy: ['concurrency.independent'],
    alter: whileOthersRun(work, (run) => (run.others > 0 ? refuseBusy() : work(run))),
  },
  {
    name: 'batched-across-customers',
    story: 'Syncs that come together are written in one batch, for the customers of all.',
    caughtBy: ['concurrency.independent'],
    alter: ({ sync }) => {
      const batch = new Set<string>();
      return {
        sync: async (customer, listed) => {
          for (const id of listed) batch.add(`${customer} ${id}`);
          await pause(WORK_MS);
          const users = [...new Set([...batch].map((row) => row.split(' ')[1] ?? ''))];
          const customers = new Set([...batch].map((row) => row.split(' ')[0]));
          setImmediate(() => {
            batch.clear();
          });
          return sync(customer, customers.size > 1 ? users : listed);
        },
      };
    },
  },
  {
    name: 'shared-user-locked',
    story: 'The row of the user is locked, and another customer that wants it at once is refused.',
    caughtBy: ['concurrency.independent'],
    alter: ({ sync }) => {
      const locked = new Map<string, string>();
      return {
        sync: async (customer, listed) => {
          const taken = listed.some((id) => (locked.get(id) ?? customer) !== customer);
          if (taken) throw new Refusal(409, 'A user is locked.');
          for (const id of listed) locked.set(id, customer);
          await pause(WORK_MS);
          for (const id of listed) locked.delete(id);
          return sync(customer, listed);
        },
      };
    },
  },
  {
    name: 'answers-of-the-request-and-stored-by-stale-diff',
    story:
      'The answer is made of the request, and rows are written by a diff with a stale read: overlap leaves the union.',
    caughtBy: ['readback.persisted'],
    needs: ['readback'],
    alter: ({ sync, store }) => ({
      sync: async (customer, listed) => {
        const read = store.get(customer);
        await pause(WORK_MS);
        const now = store.get(customer);
        await sync(customer, union(without(now, read), listed));
        return listed;
      },
    }),
  },
];

const refuseBusy = refuse(409, 'Another sync is under way.');

/** What one customer's syncs do to another. */
export const isolationFaults: readonly Fault[] = [
  {
    name: 'answer-of-another-customer-cached',
    story: 'The idempotency cache is keyed by the body, without the path.',
    caughtBy: ['isolation.customers'],
    alter: ({ sync, store }) => {
      let last: { customer: string; listed: Ids } | undefined;
      return {
        sync: (customer, listed) => {
          const hit =
            last !== undefined && last.customer !== customer && sameUsers(last.listed, listed);
          last = { customer, listed };
          return hit ? Promise.resolve(store.get(customer)) : sync(customer, listed);
        },
      };
    },
  },
  {
    name: 'user-of-one-customer-only',
    story:
      'The user has a customer_id, where the pivot table was forgotten: who is taken is left out.',
    caughtBy: ['isolation.customers'],
    alter: ({ sync, store }) => {
      const synced = new Set<string>();
      return {
        sync: (customer, listed) => {
          synced.add(customer);
          const others = [...synced].filter((it) => it !== customer);
          const taken = new Set(others.flatMap((it) => store.get(it)));
          return sync(
            customer,
            listed.filter((id) => !taken.has(id)),
          );
        },
      };
    },
  },
  {
    name: 'answers-with-the-customer-before',
    story: 'A long-lived worker keeps the relation of the last customer, and appends to it.',
    caughtBy: ['isolation.customers'],
    alter: ({ sync, store }) => {
      let last: string | undefined;
      return {
        sync: async (customer, listed) => {
          const leaked = last === undefined || last === customer ? [] : store.get(last);
          last = customer;
          const attached = await sync(customer, listed);
          return [...new Set([...attached, ...leaked])];
        },
      };
    },
  },
  {
    name: 'one-shard-never-detaches',
    story: 'Customers of one of two shards are on a release that only adds.',
    caughtBy: ['detach.unlisted'],
    alter: (correct) => {
      const second = [...correct.directory.customers.keys()][1];
      return attachInstead((listed, before, customer) =>
        customer === second && listed.length > 0 ? union(before, listed) : listed,
      )(correct);
    },
  },
  {
    name: 'detaching-forgets-the-customer',
    story: 'Rows are deleted by the user alone, and the customer is left out of the WHERE.',
    caughtBy: ['isolation.customers'],
    needs: ['readback'],
    alter: ({ sync, store, directory }) => ({
      sync: (customer, listed) => {
        const gone = without(store.get(customer), listed);
        for (const other of directory.customers.keys()) {
          if (other !== customer) store.set(other, without(store.get(other), gone));
        }
        return sync(customer, listed);
      },
    }),
  },
];
