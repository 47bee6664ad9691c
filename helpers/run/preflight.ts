import type { HttpResult } from '../http/client';
import type { Target } from '../config/config';
import { toSync, type Sync } from '../checks/listing';
import { without } from '../checks/user-set';
import { escapeControls } from '../report/render/escape';
import { syncRequest } from '../http/requests';
import type { JudgedRequests } from './judged-requests';

/** Error about a target that cannot be tested. The message suggests a fix. */
export class PreflightError extends Error {
  override name = 'PreflightError';
}

function stop(sentence: string): never {
  throw new PreflightError(escapeControls(sentence));
}

/** Returns why every sync of a customer would fail; `undefined` if a response suggests otherwise. */
function findObstacle(
  { status, failure }: HttpResult,
  target: Target,
  customer: string,
): string | undefined {
  const where = target.baseUrl;
  if (failure?.kind === 'unreachable') {
    return `${where} cannot be reached (${failure.message}). Check BASE_URL and that the server is running.`;
  }
  if (failure?.kind === 'timeout') {
    return `${where} does not respond: ${failure.message}. Check BASE_URL, or raise REQUEST_TIMEOUT_MS.`;
  }
  if (failure?.kind === 'not-http') {
    return `${where} does not speak HTTP: ${failure.message}. Check BASE_URL, its scheme and its port.`;
  }
  if (failure?.kind === 'incomplete' && status === undefined) {
    return `${where} accepts connections but closes them without a response: ${failure.message}. Check BASE_URL, its scheme and its port, and that the server behind it is running.`;
  }
  if (failure?.kind === 'too-large') {
    return `${where} sends too much, for any list: ${failure.message}. Check BASE_URL.`;
  }
  if (failure?.kind === 'not-sent') return `${where} cannot be tested. ${failure.message}`;
  if (status === 401) return `${where} rejects API_TOKEN (401). Set a valid token.`;
  if (status === 403) {
    return `${where} rejects API_TOKEN for customer ${customer} (403). Set a token that may access all of CUSTOMER_IDS.`;
  }
  if (status === 404) {
    return `${where} responds with 404 for customer ${customer}. Check CUSTOMER_IDS, and that BASE_URL ends with the base path.`;
  }
  return undefined;
}

function isRejected({ status }: HttpResult): boolean {
  return status !== undefined && status >= 400 && status < 500;
}

/**
 * Finds a user in a rejected list who is rejected alone as well, by bisection. Returns `undefined`
 * if both halves of a list are accepted: then the list is rejected, which a scenario judges.
 */
async function findRejectedUser(
  send: (ids: readonly string[]) => Promise<Sync>,
  ids: readonly string[],
): Promise<string | undefined> {
  if (ids.length === 1) return ids[0];
  const middle = Math.ceil(ids.length / 2);
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    if (isRejected(await send(half))) return findRejectedUser(send, half);
  }
  return undefined;
}

/** Finds a user who is not listed after a sync to that user alone, while another user is. */
async function findUnknownUser(
  send: (ids: readonly string[]) => Promise<Sync>,
  all: Sync,
): Promise<string | undefined> {
  const listed = all.userIds ?? [];
  const [missing] = without(all.requested, listed);
  const other = listed.find((id) => all.requested.includes(id));
  // A user listed in place of another is a defect, which a scenario judges.
  const inPlace = without(listed, all.requested).length > 0;
  if (missing === undefined || other === undefined || inPlace) return undefined;
  const lists = async (id: string) => (await send([id])).userIds?.includes(id) === true;
  // Twice, alternating: a response may depend on who was attached before.
  for (let round = 0; round < 2; round++) {
    if ((await lists(missing)) || !(await lists(other))) return undefined;
  }
  return missing;
}

/**
 * Checks that the target can be tested: it responds, accepts the token, and knows the customers and
 * users. Other defects are for the scenarios to find.
 *
 * @param touched receives the customers that a request may have reached
 * @throws PreflightError if the target cannot be tested
 */
export async function preflight(
  target: Target,
  customers: readonly string[],
  requests: JudgedRequests,
  touched: Set<string>,
): Promise<void> {
  for (const [index, customer] of customers.entries()) {
    const send = async (ids: readonly string[]) => {
      const response = await requests.sendWithRetry(syncRequest(target, customer, ids));
      if (response.failure?.kind !== 'unreachable' && !isRejected(response)) touched.add(customer);
      return toSync(response, customer, ids);
    };
    const response = await send(index === 0 ? target.users : []);
    const problem = findObstacle(response, target, customer);
    // The target may fail on a long list only. That is a defect for a scenario to find.
    const maybeTheList =
      response.status === 404 ||
      ['timeout', 'incomplete', 'too-large', 'not-http'].includes(response.failure?.kind ?? '');
    if (problem !== undefined && !(maybeTheList && index === 0)) stop(problem);
    if (index > 0) continue;
    if (!response.failure && !isRejected(response)) {
      const unknown = await findUnknownUser(send, response);
      if (unknown === undefined) continue;
      stop(
        `${target.baseUrl} attaches other users but not user ${unknown}. Check that all of USER_IDS exist.`,
      );
    }
    const empty = await send([]);
    const emptyProblem = findObstacle(empty, target, customer);
    if (emptyProblem !== undefined) stop(emptyProblem);
    if (response.failure || isRejected(empty)) continue;
    const user = await findRejectedUser(send, target.users);
    if (user === undefined) continue;
    const other = await send(target.users.filter((id) => id !== user).slice(0, 1));
    if (isRejected(other)) continue;
    stop(
      `${target.baseUrl} rejects user ${user} (${String(response.status)}). Check that all of USER_IDS exist.`,
    );
  }
}
