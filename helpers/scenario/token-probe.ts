import { isRefusalStatus } from '../checks/token-refusals';
import type { Target } from '../config/config';
import type { HttpResult } from '../http/client';
import { postRequest, syncBody, syncRequest } from '../http/requests';
import type { Send } from '../http/retry';

/** How many plain syncs are sent to find one that is accepted. */
const MAX_SYNCS = 2;

const isRefused = ({ status, failure }: HttpResult) => !!failure || isRefusalStatus(status);

/**
 * Returns whether the target still accepts the token after it refused a request. It does if it
 * accepts another list of the customer. It does as well if it answers otherwise for a customer that
 * does not exist, and refuses the same request without credentials.
 *
 * @param refused the body of the refused request
 */
export async function isTokenAccepted(
  send: Send,
  target: Target,
  customer: string,
  refused: string | undefined,
): Promise<boolean> {
  const { users, unknownCustomer } = target;
  const lists = [[], users.slice(0, 1), users.slice(0, 2)]
    .filter((ids) => syncBody(ids) !== refused)
    .slice(0, MAX_SYNCS);
  for (const ids of lists) {
    if (!isRefused(await send(syncRequest(target, customer, ids)))) return true;
  }
  const unknown = { userIds: users.slice(0, 1), customer: unknownCustomer };
  const known = await send(postRequest(target, customer, { kind: 'customer-unknown', ...unknown }));
  if (isRefused(known)) return false;
  const anonymous = await send(
    postRequest(target, customer, {
      kind: 'no-credentials-customer',
      authorization: null,
      ...unknown,
    }),
  );
  return isRefused(anonymous);
}
