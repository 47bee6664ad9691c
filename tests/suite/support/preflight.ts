import { readConfig } from '../../../helpers/config/config';
import { HttpError, type Patch } from '../../../helpers/reference/pipeline';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { preflight } from '../../../helpers/run/preflight';
import { openSession } from '../../../helpers/scenario/session';
import type { Environment } from './run';

/** Returns the requests of a preflight, and its end. */
export function begin(
  given: Environment,
  restores = false,
): { requests: JudgedRequests; ended: Promise<void> } {
  const { target, run } = readConfig({ ...given });
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('no lease'));
  const { client } = openSession(target, run, lease, { name: 'setup', share: 1 });
  const requests = new JudgedRequests('Preflight', client);
  const ended = preflight(target, target.customers, requests, new Set(), restores);
  return {
    requests,
    ended: ended.finally(() => {
      client.close();
    }),
  };
}

/** Keeps a user from a customer while another one has the user. */
export const oneCustomerAUser =
  (keep: (kept: readonly string[]) => void): Patch =>
  ({ sync, store, dataset }) => ({
    sync: (customer, users) => {
      const others = [...dataset.customers.keys()].filter((id) => id !== customer);
      const taken = new Set(others.flatMap((id) => store.get(id)));
      keep(users.filter((id) => taken.has(id)));
      return sync(
        customer,
        users.filter((id) => !taken.has(id)),
      );
    },
  });

/** Rejects a list with a user whom another customer has. */
export const rejectHeld = (kept: readonly string[]) => {
  if (kept.length > 0) throw new HttpError(409, 'Another customer has this user.');
};
