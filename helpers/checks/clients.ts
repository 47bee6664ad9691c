import type { CodeOf, IdsWith } from '../contract/requirements';
import type { HttpResult } from '../http/client';
import { judgeUsers, succeeded, type Sync } from './listing';
import { describeOutcome, isRejection, statusCode } from './rejection';
import { failed, passed, untested, withContext, type Judgement } from './result';

/** Judges of requests in the form of another client: each is answered as a sync of this one. */

type ClientCode = CodeOf<'client.chunked'>;

/** Requirements that these judges can judge. */
export type ClientRequirement = IdsWith<ClientCode>;

/** Failures of an exchange that the server causes. */
const CAUSED_BY_SERVER = ['timeout', 'incomplete', 'not-http'];

/** Returns the judgement of a request that was not answered. */
function unanswered({ failure }: HttpResult, what: string): Judgement<'no-response'> | undefined {
  if (!failure) return undefined;
  const message = `${what}: ${failure.message}`;
  return CAUSED_BY_SERVER.includes(failure.kind)
    ? failed('no-response', message)
    : untested(message);
}

/**
 * Judges whether a sync in the form of another client lists exactly its users.
 *
 * @param refusedWith the status of a refusal that is allowed
 */
export function judgeOtherForm(
  answer: Sync,
  what: string,
  refusedWith?: number,
): Judgement<ClientCode> {
  const failure = unanswered(answer, what);
  if (failure) return failure;
  if (answer.status === refusedWith) return passed;
  if (!succeeded(answer)) {
    const expected = refusedWith === undefined ? '200' : `200 or ${String(refusedWith)}`;
    const code = statusCode(answer, 'redirected', 'rejected');
    return failed(code, `${what}: expected ${expected}, ${describeOutcome(answer)}`);
  }
  const users = judgeUsers(answer, answer.requested);
  return users.outcome === 'untested'
    ? failed('unreadable', `${what}: ${users.message}`)
    : withContext(`${what}: `, users);
}

/** Judges whether a sync in the form of another client needs no second look. */
export function isAsRequested(answer: Sync, refusedWith?: number): boolean {
  return judgeOtherForm(answer, '', refusedWith).outcome === 'passed';
}

const statusClass = ({ status = 0 }: HttpResult) => Math.floor(status / 100);

/**
 * Judges whether a request that other scenarios expect to be refused has a status of the same class
 * as in the form of this client.
 *
 * @param plain the response to the same request in the form of this client; absent if the other one
 *   was refused with a 4xx
 */
export function judgeSameClass(
  answer: HttpResult,
  plain: HttpResult | undefined,
  what: string,
): Judgement<CodeOf<'client.accept'>> {
  const failure = unanswered(answer, what);
  if (failure) return failure;
  if (isRejection(answer)) return passed;
  if (!plain || plain.failure) return untested(`${what}: the request with application/json failed`);
  if (statusClass(answer) === statusClass(plain)) return passed;
  return failed(
    statusCode(answer, 'accepted', 'rejected'),
    `${what}: expected ${String(plain.status)} as with application/json, ${describeOutcome(answer)}`,
  );
}
