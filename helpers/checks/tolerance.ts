import { failed, fromProblem, passed, untested, type Judgement } from './result';
import type { HttpResult } from '../http/client';
import { fieldValue } from '../http/body';
import { isObject } from '../http/json';
import { sortedUnique, describeMismatch, formatIds, sameSet } from './user-set';
import { isRejection, describeOutcome } from './rejection';
import { judgeCountedOnce, judgeListing, succeeded, type Sync } from './listing';

/**
 * Judges of requests that the contract does not allow: refusing them is right, and taking them by
 * their plain meaning does no harm.
 */

/** Refused, or answered with exactly the expected users. */
export function judgeRejectedOrLists(
  expected: readonly string[],
): (sync: Sync, what: string) => Judgement {
  return (sync, what) => {
    if (isRejection(sync)) return passed;
    if (!succeeded(sync)) return unrefused(sync, what);
    const judgement = judgeListing(sync, expected);
    return judgement.outcome === 'failed'
      ? failed(
          `${what}: answered ${String(sync.status)}; ${judgement.message}`,
          judgement.difference,
        )
      : judgement;
  };
}

function unrefused(answer: HttpResult, what: string): Judgement {
  return answer.failure
    ? untested(answer.failure.message)
    : failed(`${what}: ${describeOutcome(answer)}, where a 4xx belongs`);
}

/** Refused, whatever reading it has. */
export function judgeNotAccepted(answer: HttpResult, what: string): Judgement {
  if (isRejection(answer)) return passed;
  return succeeded(answer) ? failed(`${what}: taken`) : unrefused(answer, what);
}

/** A status that an RFC names, where any 4xx would do. */
export function judgeStatusIs(answer: HttpResult, what: string, status: number): Judgement {
  if (answer.failure) return untested(answer.failure.message);
  return answer.status === status
    ? passed
    : failed(`${what}: ${describeOutcome(answer)}, where ${String(status)} is the status for it`);
}

/** Rejected, where RFC 9110 names 404 for it. */
export function judgeNotFound(answer: HttpResult, what: string): Judgement {
  return judgeStatusIs(answer, what, 404);
}

/** Rejected, where RFC 9110 names 415 for it. */
export function judgeUnsupportedMediaType(answer: HttpResult, what: string): Judgement {
  return judgeStatusIs(answer, what, 415);
}

/** A list with an id twice: rejected, or taken as a set. */
export function judgeRejectedOrCountedOnce(repeated: Sync, control: Sync): Judgement {
  return isRejection(repeated) ? passed : judgeCountedOnce(repeated, control);
}

/** A sync without `user_ids`: refused, or nothing changed. */
export function judgeMissingIds(sync: Sync, attached: readonly string[]): Judgement {
  if (isRejection(sync)) return passed;
  if (!succeeded(sync)) return unrefused(sync, 'a body without user_ids');
  if (!sync.userIds) return untested('its answer lists no users that can be read');
  if (sameSet(sync.userIds, attached)) return passed;
  return failed(
    `a body without user_ids was answered ${String(sync.status)}, and ${formatIds(sortedUnique(attached))} ${attached.length === 1 ? 'was' : 'were'} attached before it; now ${formatIds(sync.userIds)}`,
  );
}

/** Whom a read lists; undefined where it is no list of users. */
export function listedByRead(read: Sync): string[] | undefined {
  const body = read.body?.json?.value;
  return succeeded(read) && isObject(body) && Array.isArray(body['data'])
    ? read.userIds
    : undefined;
}

/** A GET: refused, or a read that lists who is attached. What is no list of users is let be. */
export function judgeSafeGet(read: Sync, attached: readonly string[]): Judgement {
  if (isRejection(read)) return passed;
  if (!succeeded(read)) return unrefused(read, 'a GET');
  const actual = listedByRead(read);
  if (!actual) return passed;
  const wrong = describeMismatch({ expected: sortedUnique(attached), actual });
  return fromProblem(wrong === undefined ? undefined : `a GET on the path: ${wrong}`);
}

/** A GET without credentials, whatever else comes of it, does not tell who is attached. */
export function judgeNoDisclosure(read: Sync, attached: readonly string[]): Judgement {
  if (read.failure) return untested(read.failure.message);
  const told = attached.filter((id) => read.userIds?.includes(id) === true);
  return told.length === 0
    ? passed
    : failed(
        `a GET without an Authorization header: answered ${String(read.status)}, and lists ${formatIds(told)}`,
      );
}

/** A method that is not supported is a 405 with Allow; one that is, is answered. */
export function judgeMethod(answer: HttpResult, method: string): Judgement {
  if (succeeded(answer)) return passed;
  if (answer.failure) return untested(answer.failure.message);
  if (answer.status !== 405)
    return failed(`${method} is answered ${String(answer.status)}, where 405 is the status for it`);
  return fieldValue(answer.headers, 'allow') === undefined
    ? failed(`${method} is answered 405 without Allow`)
    : passed;
}

/** Taken or refused, and neither broken off nor broken down. */
export function judgeAcceptedOrRejected(answer: HttpResult, what: string): Judgement {
  return isRejection(answer) || succeeded(answer) ? passed : unrefused(answer, what);
}
