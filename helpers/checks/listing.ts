import { listedUsers, readId, type ListedUser } from '../http/body';
import type { CodeOf } from '../contract/requirements';
import { failed, failedWithDefects, passed, passedIf, untested, withContext } from './result';
import type { Judgement } from './result';
import type { HttpResult } from '../http/client';
import { truncate } from '../http/exchange';
import { isObject, type Json } from '../http/json';
import { sortedUnique, findMismatches, without, type MismatchCode } from './user-set';

/** A POST of a list of user ids to a customer, and its response. */
export interface Sync extends HttpResult {
  customer: string;
  /** The ids in the list, as sent. */
  requested: readonly string[];
  /** The sync of the same customer before it, in the same scenario. */
  before?: Sync;
  /** The users in the response; undefined where none are readable. */
  users: readonly ListedUser[] | undefined;
  /** Their ids, each once, in numerical order. */
  userIds: string[] | undefined;
}

/** Reads a response as that to a sync. */
export function toSync(
  answer: HttpResult,
  customer: string,
  requested: readonly string[],
  before?: Sync,
): Sync {
  const readable = !answer.failure && succeeded(answer);
  const users = readable ? listedUsers(answer.body?.json?.value) : undefined;
  return {
    ...answer,
    customer,
    requested,
    ...(before && { before }),
    users,
    userIds: users && sortedUnique(users.flatMap(({ id }) => (id === undefined ? [] : [id]))),
  };
}

export function succeeded(answer: HttpResult): boolean {
  return answer.status !== undefined && answer.status >= 200 && answer.status < 300;
}

/**
 * Returns whether a response is that of an accepted sync: a 200, or another 2xx that has `data`.
 * `response.status` judges the status, and everything else is judged as after a 200.
 */
export function isAccepted(answer: HttpResult): boolean {
  if (answer.failure || !succeeded(answer)) return false;
  const value = answer.body?.json?.value;
  return answer.status === 200 || (isObject(value) && 'data' in value);
}

/** Returns the list that a response carries, as `data` or in its place; undefined if there is none. */
export function carriedList({ body }: HttpResult): readonly Json[] | undefined {
  const value = body?.json?.value;
  const list = isObject(value) ? value['data'] : value;
  return Array.isArray(list) ? list : undefined;
}

/** Returns the ids in the body of a request. */
export function sentIds({ exchange: { request } }: HttpResult): Set<string> {
  return new Set(request.body?.match(/\d+/g) ?? []);
}

/** Returns the id of an item of a list, which is an object or the id itself. */
export const idOfItem = (item: Json) => readId(isObject(item) ? item['id'] : item);

/** Returns whether a response lists a user of its request: any other list may be of something else. */
function listsSentUser(answer: HttpResult): boolean {
  const sent = sentIds(answer);
  return carriedList(answer)?.some((item) => sent.has(idOfItem(item) ?? '')) === true;
}

/** Matches the path of the contract as it is written there: a server may direct others to it. */
export const CONTRACT_PATH = /^\/customers\/[^/%;]+\/users(\?|$)/;

/** Matches the path of the contract with an id in any spelling. */
const SPELT_PATH = /^\/customers\/[^/]+\/users(\?|$)/;

/** Fields that direct a request to another method or another path. */
const DIRECTING = ['x-http-method-override', 'x-original-url', 'x-rewrite-url'];

/**
 * Returns whether a response without a user of the request may be that of something other than a sync:
 * of a catch-all route for another path, or of what a field directs the request to.
 */
export function isOfAnother(answer: HttpResult): boolean {
  const { method, target, headers } = answer.exchange.request;
  const isDirected =
    method === 'OPTIONS' || headers.some(([name]) => DIRECTING.includes(name.toLowerCase()));
  if (!isDirected && CONTRACT_PATH.test(target)) return false;
  // A path with another spelling of an id is no other route: any list is of this one.
  const isOfThis = !isDirected && SPELT_PATH.test(target);
  return isOfThis ? carriedList(answer) === undefined : !listsSentUser(answer);
}

type ListingCode = MismatchCode | 'no-id';
export type SyncCode = ListingCode | 'rejected' | 'server-error';

/**
 * Judges whether a sync was answered with exactly the expected users. Untested is what other
 * requirements judge: an incomplete response, a redirect, a body that is not JSON.
 */
export function judgeListing(
  sync: Sync,
  expected: readonly string[] = sync.requested,
): Judgement<SyncCode> {
  const { status, failure } = sync;
  if (failure) return untested(`${describe(sync)} failed: ${failure.message}`);
  if (status === undefined || (status >= 300 && status < 400)) {
    return untested(`${describe(sync)}: got ${String(status)}`);
  }
  const code = status >= 500 ? 'server-error' : 'rejected';
  if (status >= 400) return failed(code, `${describe(sync)}: expected 200, got ${String(status)}`);
  return judgeUsers(sync, expected);
}

/** Judges whether a response with a 2xx lists exactly the expected users. */
export function judgeUsers(sync: Sync, expected: readonly string[]): Judgement<ListingCode> {
  const { status, users, userIds, requested } = sync;
  if (!users || !userIds) {
    return untested(`${describe(sync)}: the body of the ${String(status)} has no readable users`);
  }
  const nameless = users.find(({ id }) => id === undefined);
  if (nameless) {
    return 'id' in nameless.record
      ? untested(`${describe(sync)}: a listed user has an unreadable id`)
      : failed('no-id', `${describe(sync)}: a listed user has no id, so no client can identify it`);
  }
  const difference = { expected: sortedUnique(expected), actual: userIds };
  const mismatches = findMismatches(difference, sync.before?.userIds);
  if (mismatches.length === 0) return passed;
  const ids = requested.slice(0, MAX_IDS).join(', ') + (requested.length > MAX_IDS ? ', …' : '');
  const context = `sync to [${ids}]: ${describeMissingData(sync)}`;
  return withContext(context, failedWithDefects(mismatches, difference));
}

const MAX_IDS = 12;
const MAX_NAMES = 6;

/** Returns a sentence about a body that has no `data`, with the properties that it has. */
export function describeMissingData({ body }: Sync): string {
  const value = body?.json?.value;
  if (!isObject(value) || 'data' in value) return '';
  const names = Object.keys(value)
    .slice(0, MAX_NAMES)
    .map((name) => truncate(name, 40));
  const others = names.length === 0 ? 'it is empty' : `it has ${names.join(', ')}`;
  return `the body has no data (${others}): `;
}

function describe({ requested: { length } }: Sync): string {
  return `sync of ${length === 0 ? 'no users' : length === 1 ? '1 user' : `${String(length)} users`}`;
}

/** Judges as `judgeListing`; a response without a body fails, as the statement asks for a 200. */
export function judgeSame(sync: Sync): Judgement<SyncCode | 'no-body'> {
  return sync.status === 204 || sync.status === 205
    ? failed('no-body', `${describe(sync)}: got ${String(sync.status)}, which lists nobody`)
    : judgeListing(sync);
}

/** Judges as `judgeListing`; no user is listed twice who was not for the list without repeats. */
export function judgeCountedOnce(sync: Sync, control: Sync): Judgement<SyncCode | 'listed-twice'> {
  const listing = judgeListing(sync);
  const { users = [], userIds = [] } = sync;
  const plain = control.users?.length === control.userIds?.length;
  if (listing.outcome !== 'passed' || !plain) return listing;
  const got = `got ${String(users.length)} users for ${String(userIds.length)} ids`;
  const message = `${describe(sync)}, one of them twice: ${got}`;
  return passedIf(users.length <= userIds.length, 'listed-twice', message);
}

/** Judges the response to `[]`: as any other, and `data` is there, as an array. */
export function judgeEmpty(sync: Sync): Judgement<SyncCode | 'no-body' | 'no-array'> {
  const listing = judgeSame(sync);
  if (listing.outcome !== 'passed') return listing;
  const body = sync.body?.json?.value;
  if (!isObject(body)) return passed;
  const { data } = body;
  const got = data === undefined ? 'none' : JSON.stringify(data);
  return passedIf(Array.isArray(data), 'no-array', `sync to []: expected data [], got ${got}`);
}

/** Judges the status of a valid sync, where it is a success or a redirect. */
export function judgeStatus({ status }: HttpResult): Judgement<CodeOf<'response.status'>> {
  if (status === undefined || status >= 400) return untested('the sync did not succeed');
  const code = status >= 300 ? 'redirected' : 'other-success';
  return passedIf(status === 200, code, `sync: expected 200, got ${String(status)}`);
}

/** Returns whether a list left all users attached whom the sync before it attached, and it omits. */
export function detachesNobodyOf(sync: Sync, before: Sync): boolean {
  const { requested, userIds } = before;
  return (
    without(sync.requested, requested).length === 0 &&
    without(requested, sync.requested).length > 0 &&
    requested.every((id) => userIds?.includes(id) === true && sync.userIds?.includes(id) === true)
  );
}

/** The requirements that set-up syncs can break. */
type SetupRequirement =
  | 'empty.when-empty'
  | 'empty.detaches-all'
  | 'detach.unlisted'
  | 'attach.added'
  | 'attach.one'
  | 'attach.many';

/** Returns the requirements that a sync breaks which no check was about. */
export function violatedBySetup({ requested, userIds, before }: Sync): SetupRequirement[] {
  const attached = before?.userIds;
  if (requested.length === 0)
    return [attached?.length === 0 ? 'empty.when-empty' : 'empty.detaches-all'];
  const clauses: SetupRequirement[] = [];
  if (userIds && without(userIds, requested).length > 0) clauses.push('detach.unlisted');
  const missing = without(requested, userIds ?? []);
  if (missing.length > 0) {
    const lost = missing.some((id) => attached?.includes(id) === true);
    clauses.push(
      lost ? 'attach.added' : sortedUnique(requested).length === 1 ? 'attach.one' : 'attach.many',
    );
  }
  return clauses;
}
