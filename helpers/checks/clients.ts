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

/** The responses to a request that a server refuses, in the form of another client. */
export interface OtherRefusal<Response extends HttpResult = HttpResult> {
  first: Response;
  /** In the form of this client, and again in the other one; absent if the first is a 4xx. */
  plain?: Response;
  again?: Response;
}

/**
 * Judges whether a request that a server refuses has a status of the same class as in the form of
 * this client. A 4xx is right without a comparison, as other scenarios judge the form of this client.
 */
export function judgeSameClass(
  { first, plain, again }: OtherRefusal,
  what: string,
): Judgement<CodeOf<'client.accept'>> {
  if (!plain || !again) return isRejection(first) ? passed : untested(`${what}: not compared`);
  if (plain.failure) return untested(`${what}: the same request of this client failed`);
  const failure = unanswered(again, what);
  if (failure) return failure;
  if (statusClass(first) !== statusClass(again)) {
    return untested(`${what}: ${describeOutcome(first)}, and then ${describeOutcome(again)}`);
  }
  if (statusClass(again) === statusClass(plain)) return passed;
  return failed(
    statusCode(again, 'accepted', 'rejected'),
    `${what}: expected ${String(plain.status)} as for this client, ${describeOutcome(again)}`,
  );
}
