import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../config/config';
import { judgeListing, succeeded, toSync, type Sync } from '../checks/listing';
import { THROTTLE_BUDGET_MS } from '../http/sending-limits';
import { syncRequest } from '../http/requests';
import type { JudgedRequests } from './judged-requests';

/** Result of a restore. */
export interface RestoreResult {
  /** A sentence about each customer for which it failed. */
  problems: Map<string, string>;
  /** Those of them that the target does not know: it answers 404 or 410. */
  missing: string[];
  /** Users that the response of each restore listed. */
  listed: Map<string, readonly string[]>;
}

export const formatExpectedUsers = (users: readonly string[]) =>
  users.length === 0 ? '[]' : users.join(', ');

export function notRestored(target: Target, customer: string, reason: string): string {
  const users = formatExpectedUsers(target.restoreUsers[customer] ?? []);
  return `NOT RESTORED: customer ${customer} should have users ${users}, but the restore failed (${reason}).`;
}

/**
 * Syncs each customer to its users in `restoreUsers`. Never throws: after a failure, the next customers are
 * still restored.
 *
 * @param onRestored called for each customer restored
 */
export async function restore(
  target: Target,
  customers: readonly string[],
  requests: JudgedRequests,
  onRestored: (customer: string) => void = () => undefined,
): Promise<RestoreResult> {
  const result: RestoreResult = { problems: new Map(), missing: [], listed: new Map() };
  for (const customer of customers) {
    requests.renew();
    const { problem, status, listed } = await restoreOne(target, customer, requests);
    if (listed) result.listed.set(customer, listed);
    if (problem === undefined) onRestored(customer);
    else {
      if (status === 404 || status === 410) result.missing.push(customer);
      result.problems.set(customer, notRestored(target, customer, problem));
    }
  }
  return result;
}

/** Returns the last status, and why the restore of a customer failed; `undefined` if it succeeded. */
async function restoreOne(
  target: Target,
  customer: string,
  requests: JudgedRequests,
): Promise<{ problem: string | undefined; status?: number; listed?: readonly string[] }> {
  const ids = target.restoreUsers[customer] ?? [];
  const send = async (options?: { isLast: boolean }) =>
    toSync(await requests.sendOnce(syncRequest(target, customer, ids), options), customer, ids);
  let sync = await send();
  for (const [index, waitMs] of RETRY_DELAYS_MS.entries()) {
    if (!mayRecover(sync)) break;
    await sleep(waitMs);
    sync = await send({ isLast: index === RETRY_DELAYS_MS.length - 1 });
  }
  if (!sync.failure && succeeded(sync) && judgeListing(sync).outcome !== 'passed') {
    // A target that does not detach all others from a list may do so from an empty one.
    await requests.sendOnce(syncRequest(target, customer, []));
    sync = await send();
  }
  const judgement = judgeListing(sync);
  const problem = judgement.outcome === 'passed' ? undefined : judgement.message;
  const { status, userIds: listed } = sync;
  return { problem, ...(status !== undefined && { status }), ...(listed && { listed }) };
}

/** Statuses of a target that is restarting, being deployed, or busy with what is left of the run. */
const BUSY = [408, 409, 423, 425];

/** Returns whether a restore that failed may succeed in a moment. */
function mayRecover({ status = 0, failure }: Sync): boolean {
  const isGone = ['unreachable', 'incomplete', 'timeout'].includes(failure?.kind ?? '');
  return isGone || status >= 500 || BUSY.includes(status);
}

/** Delays before the retries of a restore, in ms. */
const RETRY_DELAYS_MS = [500, 2_000];

/**
 * Returns the time limit of a restore in ms: each customer has its attempts, two more requests if they
 * were in vain, waits for rate limits, and may be read.
 */
export function restoreLimitMs(
  customers: number,
  { requestTimeoutMs, reads }: { requestTimeoutMs: number; reads: boolean },
): number {
  const requests = RETRY_DELAYS_MS.length + 3 + (reads ? 1 : 0);
  return customers * (requests * requestTimeoutMs + THROTTLE_BUDGET_MS);
}
