import type { CodeOf } from '../contract/requirements';
import { failed, failedWithDefects, passed, passedIf, untested, withContext } from './result';
import type { Judgement } from './result';
import { fieldValue } from '../http/body';
import type { HttpResult } from '../http/client';
import { isObject } from '../http/json';
import { sortedUnique, findMismatches, formatIds, sameSet } from './user-set';
import { failedWithStatus, isRejection, judgeRejectedWith, statusCode } from './rejection';
import type { AcceptedCode } from './rejection';
import { carriedList, judgeCountedOnce, judgeListing, judgeUsers, succeeded } from './listing';
import type { Sync, SyncCode } from './listing';

/**
 * Judges of requests that the contract does not allow: rejecting them is right, and accepting them
 * in their plain meaning does no harm.
 */

type RejectedOrListsCode = CodeOf<'ids.one-reading'>;

/** Returns a judge of whether a request was rejected, or answered with exactly the expected users. */
export function judgeRejectedOrLists(
  expected: readonly string[],
): (sync: Sync, what: string) => Judgement<RejectedOrListsCode> {
  return (sync, what) => {
    if (isRejection(sync)) return passed;
    if (!succeeded(sync) || sync.failure) return notRejected(sync, what);
    return withContext(`${what}: got ${String(sync.status)}; `, judgeUsers(sync, expected));
  };
}

/** Returns a failure of a response that is neither a 2xx nor a 4xx. */
function notRejected(response: HttpResult, what: string) {
  return failedWithStatus(statusCode(response, 'redirected', 'redirected'), response, what, '4xx');
}

/** Judges whether a sync was answered as one without something that makes no difference. */
export function judgeIgnored(sync: Sync, what: string): Judgement<SyncCode> {
  return withContext(`${what}: `, judgeListing(sync));
}

/** Judges whether a request was rejected, whatever reading it has. */
export function judgeNotAccepted(answer: HttpResult, what: string): Judgement<AcceptedCode> {
  if (isRejection(answer)) return passed;
  return succeeded(answer)
    ? failed('accepted', `${what}: expected 4xx, got ${String(answer.status)}`)
    : notRejected(answer, what);
}

/** Judges whether a rejection is a 404, as RFC 9110 has it. */
export function judgeNotFound(answer: HttpResult, what: string) {
  return judgeRejectedWith([404], answer, what);
}

/** Judges whether a rejection is a 415, as RFC 9110 has it. */
export function judgeUnsupportedMediaType(answer: HttpResult, what: string) {
  return judgeRejectedWith([415], answer, what);
}

/** Judges whether a list with an id twice was rejected, or taken as a set. */
export function judgeRejectedOrCountedOnce(repeated: Sync, control: Sync) {
  return isRejection(repeated) ? passed : judgeCountedOnce(repeated, control);
}

/** Returns what became of an id that was listed twice in an accepted sync, to be observed. */
export function describeRepeated(repeated: Sync, control: Sync): string {
  const { outcome } = judgeCountedOnce(repeated, control);
  if (outcome === 'passed') return 'counted once';
  return `answered ${String(repeated.status)}, and not counted once`;
}

/** Judges whether a sync without `user_ids` was rejected, or changed nothing. */
export function judgeMissingIds(
  sync: Sync,
  attached: readonly string[],
): Judgement<CodeOf<'ids.missing'>> {
  if (isRejection(sync)) return passed;
  if (!succeeded(sync)) return notRejected(sync, 'a body without user_ids');
  if (!sync.userIds || !carriedList(sync)) return untested('the response has no readable users');
  if (sameSet(sync.userIds, attached)) return passed;
  return failed(
    sync.userIds.length === 0 ? 'detached-all' : 'changed',
    `a body without user_ids: got ${String(sync.status)}; attached before: ${formatIds(sortedUnique(attached))}; now: ${formatIds(sync.userIds)}`,
  );
}

/** Returns the users that a read lists; undefined where it is no list of users. */
export function listedByRead(read: Sync): string[] | undefined {
  const body = read.body?.json?.value;
  if (!succeeded(read) || !isObject(body) || !Array.isArray(body['data'])) return undefined;
  // Items without an id, or with a user or the id of one beside it, are no users: of a read, the
  // contract says nothing.
  const { users = [] } = read;
  const isOfUsers =
    body['data'].length === users.length &&
    users.every(
      ({ id, record }) => id !== undefined && !('user_id' in record) && !isObject(record['user']),
    );
  return isOfUsers ? read.userIds : undefined;
}

/** Judges whether a GET was rejected, or lists who is attached, if it lists users at all. */
export function judgeSafeGet(
  read: Sync,
  attached: readonly string[],
): Judgement<CodeOf<'http.safe-get'>> {
  if (isRejection(read)) return passed;
  if (!succeeded(read)) return notRejected(read, 'GET on the path');
  const actual = listedByRead(read);
  if (!actual) return passed;
  const mismatches = findMismatches({ expected: sortedUnique(attached), actual });
  if (mismatches.length === 0) return passed;
  return withContext('GET on the path: ', failedWithDefects(mismatches));
}

/** Judges whether the response to a GET whose credentials are not a reader's lists attached users. */
export function judgeNoDisclosure(
  read: Sync,
  attached: readonly string[],
  what: string,
): Judgement<'discloses-users'> {
  if (read.failure) return untested(read.failure.message);
  const told = attached.filter((id) => read.userIds?.includes(id) === true);
  const got = `got ${String(read.status)} that lists ${formatIds(told)}`;
  return passedIf(told.length === 0, 'discloses-users', `${what}: ${got}`);
}

/** Returns whether a rejection shows that the method itself is supported: with another body or scope. */
function isOfSupportedMethod({ status, headers }: HttpResult): boolean {
  if (status === 403) {
    return /\binsufficient_scope\b/.test(fieldValue(headers, 'www-authenticate') ?? '');
  }
  const accepted = fieldValue(headers, 'accept-patch') ?? fieldValue(headers, 'accept-post');
  // A request without a condition is a 428 (RFC 6585 section 3).
  return status === 422 || status === 428 || (status === 415 && accepted !== undefined);
}

/** Judges whether a method is supported, or rejected with a 405 whose Allow has POST and not it. */
export function judgeMethod(answer: HttpResult, method: string): Judgement<CodeOf<'http.method'>> {
  if (succeeded(answer) || isOfSupportedMethod(answer)) return passed;
  if (answer.failure || answer.status !== 405) {
    const code = statusCode(answer, 'redirected', 'other-rejection');
    return failedWithStatus(code, answer, method, '405');
  }
  const allow = fieldValue(answer.headers, 'allow');
  if (allow === undefined) return failed('no-allow', `${method}: the 405 has no Allow`);
  const methods = allow.split(',').map((name) => name.trim());
  if (!methods.includes('POST')) {
    return failed('allow-without-post', `${method}: the Allow of the 405 has no POST: ${allow}`);
  }
  const message = `${method}: the Allow of the 405 has ${method}: ${allow}`;
  return passedIf(!methods.includes(method), 'allow-with-method', message);
}
