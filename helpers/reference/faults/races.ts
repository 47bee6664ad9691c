import { crash, pause, rejectWith } from '../patches';
import { HttpError, type Patch } from '../pipeline';
import { onOverlap, type Run, work, WORK_MS, attachInstead } from '../sync-patches';
import { type Ids, sameUsers, union, without } from '../user-sets';
import { breaks, type Faults } from './fault';

const rejectBusy = rejectWith(409, 'Another sync is under way.');

/** Writes a diff with a state that was read before, and may be stale. */
function fromStaleRead(write: (now: Ids, read: Ids, listed: Ids) => Ids): Patch {
  return ({ sync, store }) => ({
    sync: async (customer, listed) => {
      const read = store.get(customer);
      await pause(WORK_MS);
      return sync(customer, write(store.get(customer), read, listed));
    },
  });
}

/** Changes the first sync of a customer after some that overlapped. */
function nextAfterOverlap(next: (run: Run) => Promise<Ids>): Patch {
  return (correct) => {
    const left = new Set<string>();
    return onOverlap((run) => {
      if (run.same > 0) left.add(run.customer);
      else if (run.others === 0 && left.delete(run.customer)) return next(run);
      return work(run);
    })(correct);
  };
}

/** Wrong results of syncs that overlap. */
export const raceFaults = {
  'overlapping-syncs-merge': breaks(['concurrency.one-of'], {
    cause: 'Read, diff and write without a transaction: each detaches only whom it has read.',
    patch: fromStaleRead((now, read, listed) => union(without(now, read), listed)),
  }),
  'rows-written-in-two-goes': breaks(['concurrency.one-of'], {
    cause: 'All rows are deleted, half are inserted, then the others, each in its own transaction.',
    patch: ({ sync, store }) => ({
      sync: async (customer, listed) => {
        const half = Math.ceil(listed.length / 2);
        await sync(customer, []);
        for (const rows of [listed.slice(0, half), listed.slice(half)]) {
          await pause(WORK_MS);
          await sync(customer, union(store.get(customer), rows));
        }
        return store.get(customer);
      },
    }),
  }),
  'overlapping-sync-answers-nobody': breaks(['concurrency.one-of'], {
    cause: 'Rows are deleted and inserted in two transactions, and the answer is read in between.',
    patch: onOverlap(async (run) => {
      const attached = await work(run);
      return run.same > 0 ? [] : attached;
    }),
  }),
  'deadlock-answered-500': breaks(['http.no-5xx'], {
    cause: 'Two transactions lock the rows in two orders, and nobody tries again.',
    patch: onOverlap((run) => (run.same > 0 ? crash() : work(run))),
  }),
  'lock-outlives-overlap': breaks(['concurrency.settles'], {
    cause: 'The lock of the sync that had to wait is not released: the next one is refused.',
    patch: nextAfterOverlap(() => Promise.reject(new HttpError(423, 'This customer is locked.'))),
  }),
  'rows-doubled-by-overlap': breaks(['concurrency.settles'], {
    cause: 'Two inserts of one user leave two rows, and detaching deletes one of them.',
    patch: nextAfterOverlap(({ correct, customer, listed }) =>
      correct.sync(customer, union(correct.store.get(customer), listed)),
    ),
  }),
  'version-stale-after-overlap': breaks(['concurrency.settles'], {
    cause: 'Overlapping writes raise the version twice, and the next is dropped as out of date.',
    patch: nextAfterOverlap(({ correct, customer }) =>
      Promise.resolve(correct.store.get(customer)),
    ),
  }),
  'customers-share-a-variable': breaks(['concurrency.independent'], {
    cause: 'The list of the request is kept in a singleton while the database is waited for.',
    patch: ({ sync }) => {
      let current: Ids = [];
      return {
        sync: async (customer, listed) => {
          current = listed;
          await pause(WORK_MS);
          return sync(customer, current);
        },
      };
    },
  }),
  'busy-with-another-customer': breaks(['concurrency.independent'], {
    cause: 'One lock for the table, and who cannot have it at once is refused.',
    patch: onOverlap((run) => (run.others > 0 ? rejectBusy() : work(run))),
  }),
  'batched-across-customers': breaks(['concurrency.independent'], {
    cause: 'Syncs that come together are written in one batch, for the customers of all.',
    patch: ({ sync }) => {
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
  }),
  'shared-user-locked': breaks(['concurrency.independent'], {
    cause: 'The row of the user is locked, and another customer that wants it at once is refused.',
    patch: ({ sync }) => {
      const locked = new Map<string, string>();
      return {
        sync: async (customer, listed) => {
          const taken = listed.some((id) => (locked.get(id) ?? customer) !== customer);
          if (taken) throw new HttpError(409, 'A user is locked.');
          for (const id of listed) locked.set(id, customer);
          await pause(WORK_MS);
          for (const id of listed) locked.delete(id);
          return sync(customer, listed);
        },
      };
    },
  }),
  'answers-of-the-request-and-stored-by-stale-diff': breaks(['readback.persisted'], {
    cause:
      'The answer is made of the request, and rows are written by a diff with a stale read: overlap leaves the union.',
    needs: { readBack: true },
    patch: (correct) => {
      const { sync = correct.sync } = fromStaleRead((now, read, listed) =>
        union(without(now, read), listed),
      )(correct);
      return { sync: (customer, listed) => sync(customer, listed).then(() => listed) };
    },
  }),
} satisfies Faults;

/** Effects of one customer's syncs on another. */
export const isolationFaults = {
  'answer-of-another-customer-cached': breaks(['isolation.customers'], {
    cause: 'The idempotency cache is keyed by the body, without the path.',
    patch: attachInstead((listed, before, { customer, memory }) => {
      const [[last, users] = [customer, []]] = memory;
      memory.clear();
      memory.set(customer, listed);
      return last !== customer && sameUsers(users, listed) ? before : listed;
    }),
  }),
  'user-of-one-customer-only': breaks(['isolation.customers'], {
    cause:
      'The user has a customer_id, where the pivot table was forgotten: who is taken is left out.',
    patch: attachInstead<true>((listed, _before, { customer, correct, memory }) => {
      memory.set(customer, true);
      const others = [...memory.keys()].filter((other) => other !== customer);
      return without(listed, others.flatMap(correct.store.get));
    }),
  }),
  'answers-with-the-customer-before': breaks(['isolation.customers'], {
    cause: 'A long-lived worker keeps the relation of the last customer, and appends to it.',
    patch: ({ sync, store }) => {
      let last: string | undefined;
      return {
        sync: async (customer, listed) => {
          const leaked = last === undefined || last === customer ? [] : store.get(last);
          last = customer;
          const attached = await sync(customer, listed);
          return union(attached, leaked);
        },
      };
    },
  }),
  'one-shard-never-detaches': breaks(['detach.unlisted'], {
    cause: 'Customers of one of two shards are on a release that only adds.',
    patch: attachInstead((listed, before, { customer, correct }) => {
      const isSecond = [...correct.dataset.customers.keys()][1] === customer;
      return isSecond && listed.length > 0 ? union(before, listed) : listed;
    }),
  }),
  'detaching-forgets-the-customer': breaks(['isolation.customers'], {
    cause: 'Rows are deleted by the user alone, and the customer is left out of the WHERE.',
    needs: { readBack: true },
    patch: attachInstead((listed, before, { correct: { dataset, store } }) => {
      const gone = without(before, listed);
      for (const each of dataset.customers.keys()) store.set(each, without(store.get(each), gone));
      return listed;
    }),
  }),
} satisfies Faults;
