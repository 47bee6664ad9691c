import { failed, judged, passed, untested, type Judgement } from '../check';
import type { Answer } from '../client';
import { isObject } from '../json';
import { asSet, explain, name, sameSet } from '../model';
import { isRefusal, outcomeOf } from './refusal';
import { judgeListing, succeeded, type Sync } from './sync';

/**
 * Judges of requests that the contract does not allow: refusing them is right, and taking them by
 * their plain meaning does no harm.
 */

/** Refused, or answered with exactly the expected users. */
export function judgeRefusedOr(
  expected: readonly string[],
): (sync: Sync, what: string) => Judgement {
  return (sync, what) => {
    if (isRefusal(sync)) return passed;
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

function unrefused(answer: Answer, what: string): Judgement {
  return answer.failure
    ? untested(answer.failure.message)
    : failed(`${what}: ${outcomeOf(answer)}, where a 4xx belongs`);
}

/** Refused, whatever reading it has. */
export function judgeStrict(answer: Answer, what: string): Judgement {
  if (isRefusal(answer)) return passed;
  return succeeded(answer) ? failed(`${what}: taken`) : unrefused(answer, what);
}

/** A status that an RFC names, where any 4xx would do. */
export function judgeNamedStatus(answer: Answer, what: string, status: number): Judgement {
  if (answer.failure) return untested(answer.failure.message);
  return answer.status === status
    ? passed
    : failed(`${what}: ${outcomeOf(answer)}, where ${String(status)} is the status for it`);
}

/** A sync without `user_ids`: refused, or nothing changed. */
export function judgeMissingIds(sync: Sync, attached: readonly string[]): Judgement {
  if (isRefusal(sync)) return passed;
  if (!succeeded(sync)) return unrefused(sync, 'a body without user_ids');
  if (!sync.userIds) return untested('its answer lists no users that can be read');
  if (sameSet(sync.userIds, attached)) return passed;
  return failed(
    `a body without user_ids was answered ${String(sync.status)}, and ${name(asSet(attached))} ${attached.length === 1 ? 'was' : 'were'} attached before it; now ${name(sync.userIds)}`,
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
  if (isRefusal(read)) return passed;
  if (!succeeded(read)) return unrefused(read, 'a GET');
  const got = listedByRead(read);
  if (!got) return passed;
  const wrong = explain({ expected: asSet(attached), got });
  return judged(wrong === undefined ? undefined : `a GET on the path: ${wrong}`);
}

/** A GET without credentials, whatever else comes of it, does not tell who is attached. */
export function judgeUnread(read: Sync, attached: readonly string[]): Judgement {
  if (read.failure) return untested(read.failure.message);
  const told = attached.filter((id) => read.userIds?.includes(id) === true);
  return told.length === 0
    ? passed
    : failed(
        `a GET without an Authorization header: answered ${String(read.status)}, and lists ${name(told)}`,
      );
}

/** A method that is not supported is a 405 with Allow; one that is, is answered. */
export function judgeMethod(answer: Answer, method: string, allow: string | undefined): Judgement {
  if (succeeded(answer)) return passed;
  if (answer.failure) return untested(answer.failure.message);
  if (answer.status !== 405)
    return failed(`${method} is answered ${String(answer.status)}, where 405 is the status for it`);
  return allow === undefined ? failed(`${method} is answered 405 without Allow`) : passed;
}

/** Taken or refused, and neither broken off nor broken down. */
export function judgeTakenOrRefused(answer: Answer, what: string): Judgement {
  return isRefusal(answer) || succeeded(answer) ? passed : unrefused(answer, what);
}
