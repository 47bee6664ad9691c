import type { HttpResult, Client } from '../http/client';
import type { Target } from '../config/config';
import { toSync, type Sync } from '../checks/listing';
import { formatIds, without } from '../checks/user-set';
import { escapeControls } from '../report/render/escape';
import { syncRequest } from '../http/requests';

/** Why there is no point in running a scenario, in one sentence that says what to do. */
export class PreflightError extends Error {
  override name = 'PreflightError';
}

function stop(sentence: string): never {
  // What failed is told in words of the other end.
  throw new PreflightError(escapeControls(sentence));
}

/** What stands in the way of any sync at all, whoever is listed. */
function obstacle(
  { status, failure }: HttpResult,
  target: Target,
  customer: string,
): string | undefined {
  const where = target.baseUrl;
  if (failure?.kind === 'unreachable') {
    return `${where} is out of reach (${failure.message}). Check BASE_URL, and that the server runs.`;
  }
  if (failure?.kind === 'timeout') {
    return `${where} does not answer: ${failure.message}. Check BASE_URL, or give it longer with REQUEST_TIMEOUT_MS.`;
  }
  if (failure?.kind === 'not-http') {
    return `${where} does not speak HTTP: ${failure.message}. Check BASE_URL, its scheme and its port.`;
  }
  if (failure?.kind === 'incomplete' && status === undefined) {
    return `${where} takes connections, and closes them without a word: ${failure.message}. Check BASE_URL, its scheme and its port, and that the server behind it runs.`;
  }
  if (failure?.kind === 'too-large') {
    return `${where} sends more than is read, whoever is listed: ${failure.message}. Check BASE_URL.`;
  }
  if (failure?.kind === 'not-sent') return `${where} is of no use. ${failure.message}`;
  if (status === 401) return `${where} refuses API_TOKEN (401). Give it a token that is valid now.`;
  if (status === 403) {
    return `${where} refuses API_TOKEN for customer ${customer} (403). Give it a token with a right to all of CUSTOMER_IDS.`;
  }
  if (status === 404) {
    return `${where} answers 404 for customer ${customer}. Check CUSTOMER_IDS, and that BASE_URL ends with the base path.`;
  }
  return undefined;
}

function refused({ status }: HttpResult): boolean {
  return status !== undefined && status >= 400 && status < 500;
}

/**
 * The user in a refused list who is refused alone as well, by halving the list; `undefined` where
 * the halves are accepted: then it is the list that is refused, which is for a scenario to judge.
 */
async function refusedUser(
  send: (ids: readonly string[]) => Promise<Sync>,
  ids: readonly string[],
): Promise<string | undefined> {
  if (ids.length === 1) return ids[0];
  const middle = Math.ceil(ids.length / 2);
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    if (refused(await send(half))) return refusedUser(send, half);
  }
  return undefined;
}

/** A user who is not listed where another is, both asked for alone: not there. */
async function absentUser(
  send: (ids: readonly string[]) => Promise<Sync>,
  all: Sync,
): Promise<string | undefined> {
  const listed = all.userIds ?? [];
  const [missing] = without(all.requested, listed);
  const other = listed.find((id) => all.requested.includes(id));
  // One who is listed in the place of another is a defect, and that other is there.
  const inPlace = without(listed, all.requested).length > 0;
  if (missing === undefined || other === undefined || inPlace) return undefined;
  const lists = async (id: string) => (await send([id])).userIds?.includes(id) === true;
  // Twice, each after the other: an answer may depend on what was attached before it.
  for (let round = 0; round < 2; round++) {
    if ((await lists(missing)) || !(await lists(other))) return undefined;
  }
  return missing;
}

/**
 * Makes sure that the target can be judged: it answers, takes the token, and knows the customers
 * and the users. What it does wrong beyond that is for the scenarios to find.
 *
 * @param touched takes the customers that a request may have reached
 * @throws PreflightError where it cannot
 */
export async function preflight(
  target: Target,
  customers: readonly string[],
  client: Client,
  touched: Set<string>,
): Promise<void> {
  for (const [index, customer] of customers.entries()) {
    const send = async (ids: readonly string[]) => {
      const answer = await client.send(syncRequest(target, customer, ids));
      if (answer.failure?.kind !== 'unreachable' && !refused(answer)) touched.add(customer);
      return toSync(answer, customer, ids);
    };
    const answer = await send(index === 0 ? target.users : []);
    const why = obstacle(answer, target, customer);
    // A long list may be what it cannot answer; that is a defect, and for a scenario to find.
    const maybeTheList =
      answer.status === 404 ||
      ['timeout', 'incomplete', 'too-large', 'not-http'].includes(answer.failure?.kind ?? '');
    if (why !== undefined && !(maybeTheList && index === 0)) stop(why);
    if (index > 0) continue;
    if (answer.failure) {
      const emptyWhy = obstacle(await send([]), target, customer);
      if (emptyWhy !== undefined) stop(emptyWhy);
    } else if (refused(answer)) {
      const empty = await send([]);
      const emptyWhy = obstacle(empty, target, customer);
      if (emptyWhy !== undefined) stop(emptyWhy);
      const user = refused(empty) ? undefined : await refusedUser(send, target.users);
      const others =
        user === undefined
          ? undefined
          : await send(target.users.filter((id) => id !== user).slice(0, 1));
      if (user !== undefined && others && !refused(others)) {
        stop(
          `${target.baseUrl} refuses user ${user} (${String(answer.status)}). Check USER_IDS: all of them have to exist.`,
        );
      }
    } else {
      const user = await absentUser(send, answer);
      if (user !== undefined) {
        stop(
          `${target.baseUrl} does not attach user ${formatIds([user])}, where it does others. Check USER_IDS: all of them have to exist.`,
        );
      }
    }
  }
}
