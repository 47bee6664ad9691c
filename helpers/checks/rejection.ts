import type { Code, CodeOf } from '../contract/requirements';
import { failed, passed, passedIf, untested, type Judgement, type Judgements } from './result';
import type { HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { fieldValue, readId } from '../http/body';
import { isObject, type Json } from '../http/json';
import { isAccepted, succeeded } from './listing';

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

/** Returns whether a response is a complete 4xx. */
export function isRejection({ status, failure }: HttpResult): boolean {
  return !failure && status !== undefined && status >= 400 && status < 500;
}

/** Returns whether WWW-Authenticate has a Bearer challenge (RFC 9110 section 11.6.1). */
function challengesBearer(answer: HttpResult): boolean {
  const challenge = fieldValue(answer.headers, 'www-authenticate') ?? '';
  return /(^|[,\s])bearer($|[,\s])/i.test(challenge.replace(/"(\\.|[^"\\])*"/g, '""'));
}

/** Properties that an error has beside an id only if it holds a user. */
const USER_PROPERTIES = ['email', 'roles', 'permissions', 'created_at', 'updated_at'];

/** Returns whether a value contains a user: an object with the id and a property of one. */
function holdsUser(value: Json | undefined, users: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsUser(item, users));
  if (!isObject(value)) return false;
  const { id } = value;
  return (
    (isOneOf(users, id) && USER_PROPERTIES.some((property) => property in value)) ||
    Object.values(value).some((item) => holdsUser(item, users))
  );
}

/** Returns whether `data` is a list of users or of their ids. */
function listsUsers(value: Json | undefined, users: ReadonlySet<string>): boolean {
  const data = isObject(value) ? value['data'] : undefined;
  return (
    Array.isArray(data) && data.some((item) => isOneOf(users, isObject(item) ? item['id'] : item))
  );
}

function isOneOf(users: ReadonlySet<string>, value: Json | undefined): boolean {
  const id = readId(value);
  return id !== undefined && users.has(id);
}

/** Judges the headers and the body of a rejection for lack of credentials. */
export function judgeRejectionDetails(
  answer: HttpResult,
  what: string,
  sent: Credential | undefined,
  users: ReadonlySet<string>,
): Judgements {
  const { status, body, headers } = answer;
  if (status === undefined || succeeded(answer)) return [];
  const value = body?.json?.value;
  const lists = listsUsers(value, users) || holdsUser(value, users);
  const rejected = `${what}: rejected with ${String(status)}`;
  const judgements: Judgements = [
    ['auth.no-data', passedIf(!lists, 'lists-users', `${rejected}, but the body lists users`)],
    [
      'auth.status',
      status === 401
        ? passed
        : failedWithStatus(
            statusCode(answer, 'redirected', 'other-rejection'),
            answer,
            what,
            '401',
          ),
    ],
  ];
  if (status === 401) {
    const challenge = fieldValue(headers, 'www-authenticate');
    const code = challenge === undefined ? 'missing' : 'other';
    const message = `${what}: expected WWW-Authenticate Bearer in the 401, got ${challenge ?? 'none'}`;
    judgements.push(['auth.challenge', passedIf(challengesBearer(answer), code, message)]);
  }
  return [...judgements, ...judgeEcho(answer, what, sent?.value.replace(/^\S+ /, ''))];
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

/** Judges whether a request was accepted as its control was. */
export function judgeAccepted(
  answer: HttpResult,
  what: string,
): Judgement<CodeOf<'auth.scheme-case'>> {
  if (isAccepted(answer)) return passed;
  return failedWithStatus(statusCode(answer, 'other-success', 'rejected'), answer, what, '200');
}

/** Judges whether a request was rejected for its credentials, whatever else is wrong with it. */
export function judgeAuthFirst(answer: HttpResult, what: string) {
  return judgeUnauthorized(answer, `no credentials, and ${what}`);
}

/** Judges whether a request without credentials was performed, whatever else is wrong with it. */
export function judgeNotPerformed(
  answer: HttpResult,
  what: string,
): Judgement<AcceptedCode | 'other-rejection'> {
  if (answer.failure) return untested(answer.failure.message);
  return succeeded(answer)
    ? judgeUnauthorized(answer, `no Authorization header, and ${what}`)
    : passed;
}
