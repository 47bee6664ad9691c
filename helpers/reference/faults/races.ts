import { bypassFastify, combine, crash, onResponse, pause, rejectWith } from '../patches';
import { HttpError, type Patch, type Patches, type Response } from '../pipeline';
import { onOverlap, type Run, work, WORK_MS } from '../sync-patches';
import { type Ids, union, without } from '../user-sets';

const rejectBusy = rejectWith(409, 'Another sync is under way.');

const duplicate = rejectWith(422, 'This request is in progress.');
const accept = rejectWith(202, 'Accepted.');
const unauthorize = rejectWith(401, 'Unauthorized.');
const forbid = rejectWith(403, 'Forbidden.');

/** Locks the users of a list one after the other; a sync that would wait for a user fails. */
const lockInOrder: Patch = ({ sync }) => {
  const locked = new Map<string, { waits: boolean }>();
  return {
    sync: async (customer, listed) => {
      const rows = listed.map((id) => `${customer} ${id}`);
      const held: string[] = [];
      const me = { waits: false };
      const release = () => {
        for (const row of held) locked.delete(row);
      };
      for (const row of rows) {
        for (let other = locked.get(row); other && other !== me; other = locked.get(row)) {
          if (other.waits && held.length > 0) {
            release();
            return crash();
          }
          me.waits = held.length > 0;
          await pause(1);
        }
        me.waits = false;
        locked.set(row, me);
        held.push(row);
        await pause(1);
      }
      const attached = await sync(customer, listed);
      release();
      return attached;
    },
  };
};

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

/** Writes some lists in two goes, and others at a time between them. */
const inTwoGoes =
  (which: (listed: Ids) => boolean): Patch =>
  ({ sync, store }) => ({
    sync: async (customer, listed) => {
      if (!which(listed)) {
        await pause(WORK_MS * 1.5);
        return sync(customer, listed);
      }
      const half = Math.ceil(listed.length / 2);
      await sync(customer, []);
      for (const rows of [listed.slice(0, half), listed.slice(half)]) {
        await pause(WORK_MS);
        await sync(customer, union(store.get(customer), rows));
      }
      return store.get(customer);
    },
  });

/** How long a sync waits for a connection to the database, in ms. */
const MAX_WAIT_MS = 150;

/** Takes two connections of a pool for each sync, the second while it holds the first. */
const takesTwoOf =
  (size: number): Patch =>
  ({ sync }) => {
    let free = size;
    const take = async () => {
      for (let waited = 0; free === 0; waited++) {
        if (waited === MAX_WAIT_MS) crash();
        await pause(1);
      }
      free--;
    };
    return {
      sync: async (customer, listed) => {
        await take();
        // The time until the last of the syncs that were sent together has arrived.
        await pause(free === size - 1 ? WORK_MS : 5 * WORK_MS);
        try {
          await take();
          free++;
          return await sync(customer, listed);
        } finally {
          free++;
        }
      },
    };
  };

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

/** How many rejections may be in progress at once, and for how long each is. */
const MAX_REJECTIONS = 3;
const REJECTION_MS = 5;

/** Patches the rejections that are more than a few at once. */
function onManyRejections(patch: (isOneOfMany: (response: Response) => boolean) => Patch): Patch {
  const many = new WeakSet<Response>();
  const count: Patch = ({ respond }) => {
    let pending = 0;
    return {
      respond: async (request) => {
        const response = await respond(request);
        if (response.status < 400) return response;
        pending++;
        await pause(REJECTION_MS);
        if (pending-- > MAX_REJECTIONS) many.add(response);
        return response;
      },
    };
  };
  return combine(
    count,
    patch((response) => many.has(response)),
  );
}

/** Rejects a sync while a request for the same customer is being rejected with a status. */
function besideRejections(status: number, reject: () => never): Patch {
  return ({ respond, sync }) => {
    const pending = new Map<string, number>();
    const isPending = (customer: string) => (pending.get(customer) ?? 0) > 0;
    return {
      respond: async (request) => {
        const response = await respond(request);
        const { segment: customer } = request;
        if (response.status !== status || customer === undefined) return response;
        pending.set(customer, (pending.get(customer) ?? 0) + 1);
        await pause(REJECTION_MS);
        pending.set(customer, (pending.get(customer) ?? 0) - 1);
        return response;
      },
      sync: async (customer, listed) => {
        const wasPending = isPending(customer);
        await pause(WORK_MS);
        return wasPending || isPending(customer) ? reject() : sync(customer, listed);
      },
    };
  };
}

/** Wrong results of syncs that overlap. */
export const raceFaults = {
  'overlapping-syncs-merge': fromStaleRead((now, read, listed) =>
    union(without(now, read), listed),
  ),
  'rows-written-in-two-goes': inTwoGoes(() => true),
  'long-lists-written-in-two-goes': inTwoGoes((listed) => listed.length > 10),
  'overlapping-sync-answered-202': onOverlap(async (run) => {
    const attached = await work(run);
    return run.same > 0 ? accept() : attached;
  }),
  'overlapping-sync-answers-nobody': onOverlap(async (run) => {
    const attached = await work(run);
    return run.same > 0 ? [] : attached;
  }),
  'same-request-in-progress-rejected': ({ sync }) => {
    const running = new Set<string>();
    return {
      sync: async (customer, listed) => {
        const key = `${customer} ${listed.join()}`;
        if (running.has(key)) return duplicate();
        running.add(key);
        await pause(WORK_MS);
        running.delete(key);
        return sync(customer, listed);
      },
    };
  },
  'deadlock-answered-500': onOverlap((run) => (run.same > 0 ? crash() : work(run))),
  'empty-list-beside-another-answered-500': onOverlap((run) =>
    run.same > 0 && run.listed.length === 0 ? crash() : work(run),
  ),
  'overlapping-sync-forbidden': onOverlap((run) => (run.same > 0 ? forbid() : work(run))),
  'current-user-in-a-global': besideRejections(401, unauthorize),
  'validator-keeps-errors-of-others': besideRejections(422, rejectWith(422, 'Invalid data.')),
  'busy-with-another-customer-answered-500': onOverlap((run) =>
    run.others > 0 ? crash() : work(run),
  ),
  'two-connections-of-ten-for-a-sync': takesTwoOf(10),
  'rows-locked-in-the-order-of-the-list': lockInOrder,
  'lock-outlives-overlap': nextAfterOverlap(() =>
    Promise.reject(new HttpError(423, 'This customer is locked.')),
  ),
  'rows-doubled-by-overlap': nextAfterOverlap(({ correct, customer, listed }) =>
    correct.sync(customer, union(correct.store.get(customer), listed)),
  ),
  'version-stale-after-overlap': nextAfterOverlap(({ correct, customer }) =>
    Promise.resolve(correct.store.get(customer)),
  ),
  'customers-share-a-variable': ({ sync }) => {
    let current: Ids = [];
    return {
      sync: async (customer, listed) => {
        current = listed;
        await pause(WORK_MS);
        return sync(customer, current);
      },
    };
  },
  'token-in-use-for-another-customer': onOverlap((run) =>
    run.others > 0 ? unauthorize() : work(run),
  ),
  'busy-with-another-customer': onOverlap((run) => (run.others > 0 ? rejectBusy() : work(run))),
  'batched-across-customers': ({ sync }) => {
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
  'shared-user-locked': ({ sync }) => {
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
  'answers-of-the-request-and-stored-by-stale-diff': (correct) => {
    const { sync = correct.sync } = fromStaleRead((now, read, listed) =>
      union(without(now, read), listed),
    )(correct);
    return { sync: (customer, listed) => sync(customer, listed).then(() => listed) };
  },
} satisfies Patches;

/** Failures of rejections that overlap. */
export const rejectionRaceFaults = {
  'many-rejections-answered-500': onManyRejections((isOneOfMany) =>
    onResponse((response) => (isOneOfMany(response) ? { ...response, status: 500 } : response)),
  ),
  'many-rejections-dropped': onManyRejections((isOneOfMany) =>
    bypassFastify(isOneOfMany, (_response, { socket }) => socket.destroy()),
  ),
  'many-rejections-hang': onManyRejections((isOneOfMany) =>
    bypassFastify(isOneOfMany, () => undefined),
  ),
} satisfies Patches;
