import type { Dataset } from '../dataset';
import { correctHandlers } from '../handlers';
import { tokenIsJwt } from '../credential-patches';
import { pause } from '../patches';
import type { Patch, Patches } from '../pipeline';

/** Replaces the dataset. */
const withDataset =
  (change: (dataset: Dataset) => Dataset): Patch =>
  ({ dataset, tokens }) =>
    correctHandlers(change(dataset), tokens);

/** Raises every id. */
const raiseIds = (by: bigint) =>
  withDataset(({ customers, users, ...rest }) => {
    const raise = (id: string) => String(BigInt(id) + by);
    return {
      ...rest,
      customers: new Map([...customers].map(([id, attached]) => [raise(id), attached.map(raise)])),
      users: new Map([...users].map(([id, user]) => [raise(id), { ...user, id: raise(id) }])),
    };
  });

/** Lets syncs wait for each other, in a queue for each key. */
const queue =
  (key: (customer: string) => string): Patch =>
  ({ sync }) => {
    const queues = new Map<string, Promise<unknown>>();
    return {
      sync: (customer, users) => {
        const turn = (queues.get(key(customer)) ?? Promise.resolve())
          .then(() => pause(6))
          .then(() => sync(customer, users));
        queues.set(key(customer), turn);
        return turn;
      },
    };
  };

/** Other datasets, tokens and orders of writes. */
export const systemVariants = {
  'ids-beyond-31-bits': raiseIds(2n ** 31n),
  'ids-beyond-53-bits': raiseIds(2n ** 53n),
  'ids-near-63-bits': raiseIds(2n ** 63n - 100_000n),
  'token-is-a-jwt': tokenIsJwt(),
  'four-users-in-all': withDataset(({ customers, users, ...rest }) => ({
    ...rest,
    users: new Map([...users].slice(0, 4)),
    customers: new Map([...customers.keys()].slice(0, 2).map((id) => [id, []])),
  })),
  'everyone-attached-at-first': withDataset((dataset) => {
    const everyone = [...dataset.users.keys()];
    const customers = [...dataset.customers.keys()];
    return { ...dataset, customers: new Map(customers.map((id) => [id, everyone])) };
  }),
  'syncs-of-a-customer-queue-up': queue(String),
  'all-syncs-queue-up': queue(() => ''),
  'last-writer-wins-late': ({ sync }) => ({
    sync: async (customer, users) => {
      await pause(Math.random() * 20);
      return sync(customer, users);
    },
  }),
  'ids-beyond-64-bits': raiseIds(10n ** 29n),
  'token-of-digits': ({ dataset, tokens }) =>
    correctHandlers(dataset, { ...tokens, valid: '8402991736455120' }),
} satisfies Patches;
