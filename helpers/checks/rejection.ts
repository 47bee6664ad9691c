import type { Code, CodeOf } from '../contract/requirements';
import { failed, passed, passedIf, untested, type Judgement, type Judgements } from './result';
import type { HttpResult } from '../http/client';
import { emptyCredentials, looseTokens, type Credential } from '../http/credentials';
import { fieldValue } from '../http/body';
import { findAttachedByRejected, findDisclosedUser } from './disclosure';
import type { KnownUsers } from './records-in-json';
import { isOfAnother, succeeded } from './listing';
import { findShownToken } from './shown-token';

/** Returns the outcome of a request in words. */
export function describeOutcome({ status, failure }: HttpResult): string {
  return failure ? failure.message : `got ${String(status)}`;
}

/** Codes of a response that should have been a rejection. */
export type NotRejectedCode = 'redirected' | 'server-error';
export type AcceptedCode = 'accepted' | NotRejectedCode;

/** Returns the code of a status, by its class; `rejection` is that of a 4xx. */
export function statusCode<Success extends string, Rejection extends string>(
  { status = 0 }: HttpResult,
  success: Success,
  rejection: Rejection,
): Success | Rejection | NotRejectedCode {
  if (status >= 500) return 'server-error';
  if (status >= 400) return rejection;
  return status >= 300 ? 'redirected' : success;
}

/** Returns a failure of a response that has another status than expected. */
export function failedWithStatus<C extends Code>(
  code: C,
  response: HttpResult,
  what: string,
  expected: string,
): Judgement<C> {
  // http.completes judges what did not end.
  if (response.failure) return untested(response.failure.message);
  return failed(code, `${what}: expected ${expected}, ${describeOutcome(response)}`);
}

/** Judges whether a request was rejected with one of the allowed statuses. */
export function judgeRejectedWith(
  allowed: readonly number[],
  answer: HttpResult,
  what: string,
): Judgement<AcceptedCode | 'other-rejection'> {
  const { status, failure } = answer;
  if (!failure && status !== undefined && allowed.includes(status)) return passed;
  const code = statusCode(answer, 'accepted', 'other-rejection');
  return failedWithStatus(code, answer, what, allowed.join(' or '));
}

/** Judges whether a request was rejected for its credentials. */
export function judgeUnauthorized(answer: HttpResult, what: string, allowed = [401, 403]) {
  return judgeRejectedWith(allowed, answer, what);
}

/** Judges whether a request was rejected for its content: with any 4xx. */
export function judgeRejected(answer: HttpResult, what: string): Judgement<AcceptedCode> {
  if (isRejection(answer)) return passed;
  return failedWithStatus(statusCode(answer, 'accepted', 'accepted'), answer, what, '4xx');
}

/** Judges as `judgeRejected` does, but a catch-all route may serve a path that the contract does not have. */
export function judgeNotServed(answer: HttpResult, what: string): Judgement<AcceptedCode> {
  return succeeded(answer) && isOfAnother(answer)
    ? untested(`${what}: got ${String(answer.status)} without a user of the request`)
    : judgeRejected(answer, what);
}

/** Size of a request, in bytes, from which the list of its errors may exceed the limit on a body. */
const MIN_LONG_REQUEST = 64 * 1024;

/** Returns whether a response rejects a long list with more errors than are read. */
export function isLongRejection({
  status = 0,
  failure,
  exchange: { request },
}: HttpResult): boolean {
  const isRejected = status >= 400 && status < 500;
  return failure?.kind === 'too-large' && isRejected && request.bodyBytes >= MIN_LONG_REQUEST;
}

/** Returns whether a response is a 4xx that came whole, except for the errors of a long list. */
export function isRejection(answer: HttpResult): boolean {
  const { status, failure } = answer;
  return (
    (!failure || isLongRejection(answer)) && status !== undefined && status >= 400 && status < 500
  );
}

/** Returns whether WWW-Authenticate has a Bearer challenge (RFC 9110 section 11.6.1). */
export function challengesBearer(answer: HttpResult): boolean {
  const challenge = fieldValue(answer.headers, 'www-authenticate') ?? '';
  return /(^|[,\s])bearer($|[,\s])/i.test(challenge.replace(/"(\\.|[^"\\])*"/g, '""'));
}

/**
 * Judges whether a rejection for lack of credentials shows a user or the right token, whatever its
 * body is.
 *
 * @param unsent the right token, if the request did not carry it
 */
export function judgeNoData(
  answer: HttpResult,
  what: string,
  known: KnownUsers,
  unsent?: string,
): Judgement<'lists-users' | 'shows-token'> {
  const got = `${what}: got ${String(answer.status)}, but`;
  const user = findDisclosedUser(answer, known);
  if (user) return failed('lists-users', `${got} ${user.part} shows user ${user.id}`);
  const part = unsent === undefined ? undefined : findShownToken(answer, unsent);
  return part === undefined
    ? passed
    : failed('shows-token', `${got} ${part} shows the right token, which was not sent`);
}

/** Judges whether a rejected request, of any kind, did what it asked for. */
export function judgeNotAttached(
  answer: HttpResult,
  known: KnownUsers,
  before: readonly string[] | undefined,
): Judgement<'lists-attached'> {
  const user = findAttachedByRejected(answer, known, before) ?? '';
  const message = `a request was rejected with ${String(answer.status)}, but the body lists user ${user}, whom it attached`;
  return passedIf(user === '', 'lists-attached', message);
}

/** Judges the cookies of an accepted answer: none was set, or they do not replace the token. */
export function judgeSession(answer: HttpResult | undefined): Judgement<AcceptedCode> {
  return answer
    ? judgeRejected(answer, 'no Authorization header, and the cookies of the accepted answer')
    : passed;
}

/**
 * Judges the headers and the body of a rejection for lack of credentials.
 *
 * @param unsent the right token, if the request did not carry it
 */
export function judgeRejectionDetails(
  answer: HttpResult,
  what: string,
  sent: Credential | undefined,
  known: KnownUsers,
  unsent?: string,
): Judgements {
  const { status, headers } = answer;
  if (status === undefined || succeeded(answer)) return [];
  const malformed = sent?.malformed === true;
  const judgements: Judgements = [
    ['auth.no-data', judgeNoData(answer, what, known, unsent)],
    [
      'auth.status',
      status === 401 || (malformed && status === 400)
        ? passed
        : failedWithStatus(
            statusCode(answer, 'redirected', 'other-rejection'),
            answer,
            what,
            malformed ? '401 or 400' : '401',
          ),
    ],
  ];
  if (status === 401) {
    const challenge = fieldValue(headers, 'www-authenticate');
    const code = challenge === undefined ? 'missing' : 'other';
    const message = `${what}: expected WWW-Authenticate Bearer in the 401, got ${challenge ?? 'none'}`;
    judgements.push(['auth.challenge', passedIf(challengesBearer(answer), code, message)]);
  }
  // Words for a token are in ordinary texts.
  const isToken = sent && ![...emptyCredentials, ...looseTokens].includes(sent);
  const token = isToken ? sent.value : undefined;
  return [...judgements, ...judgeEcho(answer, what, token?.replace(/^\S+ /, ''))];
}

/** Shorter tokens are in ordinary texts by chance. */
const MIN_ECHOED = 6;

/** Judges whether a rejection repeats the token that was sent, where that can be seen. */
export function judgeEcho({ body, headers }: HttpResult, what: string, token = ''): Judgements {
  if (token.length < MIN_ECHOED || !body) return [];
  const texts = [body.text, ...headers.map(([, text]) => text)];
  const echoed = texts.some((text) => text.includes(token));
  const message = `${what}: the rejection repeats the token`;
  return [['auth.no-echo', passedIf(!echoed, 'repeats-token', message)]];
}

/** Judges whether credentials were accepted, as those of their control, with any 2xx. */
export function judgeAccepted(
  answer: HttpResult,
  what: string,
): Judgement<CodeOf<'auth.scheme-case'>> {
  if (succeeded(answer)) return passed;
  return failedWithStatus(statusCode(answer, 'rejected', 'rejected'), answer, what, '200');
}

/**
 * Judges whether a request was rejected for its credentials, whatever else is wrong with it.
 *
 * @param plain the response to a request whose credentials alone are missing
 */
export function judgeAuthFirst(answer: HttpResult, what: string, plain?: HttpResult) {
  return plain && isRejection(plain) && isRejection(answer) && answer.status === plain.status
    ? passed
    : judgeUnauthorized(answer, `no credentials, and ${what}`);
}

/**
 * Judges whether a request without the right credentials was performed, whatever else is wrong with
 * it.
 */
export function judgeNotPerformed(
  answer: HttpResult,
  what: string,
  authorization?: Credential | null,
): Judgement<AcceptedCode> {
  if (answer.failure) return untested(answer.failure.message);
  if (!succeeded(answer)) return passed;
  const credentials = authorization?.what ?? 'no Authorization header';
  return judgeNotServed(answer, `${credentials}, and ${what}`);
}
