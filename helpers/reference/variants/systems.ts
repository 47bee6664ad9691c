import { pause, tokenIsJwt } from '../alterations';
import { correctParts } from '../correct';
import type { Directory } from '../directory';
import type { Alteration, Parts } from '../parts';
import type { Variant } from './variant';

/** The correct server over another directory. */
function over(change: (directory: Directory) => Directory): Alteration {
  return ({ directory, tokens }) => correctParts(change(directory), tokens);
}

/** The same people, each id higher by so much. */
function raised(directory: Directory, by: bigint): Directory {
  const raise = (id: string) => String(BigInt(id) + by);
  return {
    ...directory,
    customers: new Map(
      [...directory.customers].map(([id, users]) => [raise(id), users.map(raise)] as const),
    ),
    users: new Map(
      [...directory.users].map(([id, user]) => [raise(id), { ...user, id: raise(id) }] as const),
    ),
  };
}

function smaller({ customers, users, ...rest }: Directory, size: number): Directory {
  const few = new Map([...users].slice(0, size));
  return {
    ...rest,
    users: few,
    customers: new Map([...customers.keys()].slice(0, 2).map((id) => [id, []] as const)),
  };
}

const UNBOUNDED = 'An integer without format has no bounds.';

/** Other people, ids and ways to keep them. */
export const systemVariants: readonly Variant[] = [
  {
    name: 'ids-beyond-31-bits',
    freedom: UNBOUNDED,
    alter: over((directory) => raised(directory, 2n ** 31n)),
  },
  {
    name: 'ids-beyond-53-bits',
    freedom: UNBOUNDED,
    alter: over((directory) => raised(directory, 2n ** 53n)),
  },
  {
    name: 'ids-near-63-bits',
    freedom: UNBOUNDED,
    alter: over((directory) => raised(directory, 2n ** 63n - 100_000n)),
  },
  {
    name: 'token-is-a-jwt',
    freedom: 'bearerFormat is not given: RFC 6750 2.1 has any b64token.',
    alter: tokenIsJwt,
  },
  {
    name: 'four-users-in-all',
    freedom: 'A system may have no more users than those that it lends.',
    lend: { users: 4, customers: 2 },
    alter: over((directory) => smaller(directory, 4)),
  },
  {
    name: 'everyone-attached-at-first',
    freedom: 'The contract says nothing of who is attached before the first sync.',
    alter: over((directory) => {
      const everyone = [...directory.users.keys()];
      return {
        ...directory,
        customers: new Map([...directory.customers.keys()].map((id) => [id, everyone] as const)),
      };
    }),
  },
  {
    name: 'syncs-of-a-customer-queue-up',
    freedom: 'Overlapping syncs may wait for each other.',
    alter: ({ sync }) => {
      const queues = new Map<string, Promise<unknown>>();
      const queued: Parts['sync'] = (customer, users) => {
        const turn = (queues.get(customer) ?? Promise.resolve())
          .then(() => pause(8))
          .then(() => sync(customer, users));
        queues.set(customer, turn);
        return turn;
      };
      return { sync: queued };
    },
  },
  {
    name: 'all-syncs-queue-up',
    freedom: 'So may syncs of different customers.',
    alter: ({ sync }) => {
      let queue: Promise<unknown> = Promise.resolve();
      const queued: Parts['sync'] = (customer, users) => {
        const turn = queue.then(() => pause(4)).then(() => sync(customer, users));
        queue = turn;
        return turn;
      };
      return { sync: queued };
    },
  },
  {
    name: 'last-writer-wins-late',
    freedom: 'Each of several overlapping syncs may answer with its own list, whichever stays.',
    alter: ({ sync }) => ({
      sync: async (customer, users) => {
        await pause(Math.random() * 20);
        return sync(customer, users);
      },
    }),
  },
  {
    name: 'ids-beyond-64-bits',
    freedom: UNBOUNDED,
    alter: over((directory) => raised(directory, 10n ** 29n)),
  },
  {
    name: 'token-of-digits',
    freedom: 'RFC 6750 2.1: digits are a b64token, and have no case.',
    alter: ({ directory, tokens }) =>
      correctParts(directory, { ...tokens, valid: '8402991736455120' }),
  },
];
