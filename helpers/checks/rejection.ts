import { failed, failedWithCode, passed, untested, type Judgement } from './result';
import type { HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { fieldValue, readId } from '../http/body';
import { isObject, type Json } from '../http/json';
import type { Judgements } from './http';
import { succeeded } from './listing';

/** What a request came to that should have been refused, in words. */
export function describeOutcome({ status, failure }: HttpResult): string {
  if (failure) return failure.message;
  return `answered ${String(status)}`;
}

/** `http.completes` is charged with it: the exchange did not end, or was never begun. */
function unjudgeable({ failure }: HttpResult): Judgement | undefined {
  return failure && untested(failure.message);
}

/** Refused for its credentials: 401 or 403, or whatever else is allowed here. */
export function judgeUnauthorized(
  answer: HttpResult,
  what: string,
  allowed: readonly number[] = [401, 403],
): Judgement {
  const { status } = answer;
  return (
    unjudgeable(answer) ??
    (status !== undefined && allowed.includes(status)
      ? passed
      : failed(`${what}: ${describeOutcome(answer)}, where ${allowed.join(' or ')} belongs`))
  );
}

/** Refused for what it asks: any 4xx. */
export function judgeRejected(answer: HttpResult, what: string): Judgement {
  return (
    unjudgeable(answer) ??
    (isRejection(answer)
      ? passed
      : failed(`${what}: ${describeOutcome(answer)}, where a 4xx belongs`))
  );
}

/** One that was not whole is none, and neither is a 429 for ever, which says nothing of the request. */
export function isRejection({ status, failure }: HttpResult): boolean {
  return !failure && status !== undefined && status >= 400 && status < 500;
}

/** The schemes of the challenges in a WWW-Authenticate field (RFC 9110 section 11.6.1). */
function challengesBearer(answer: HttpResult): boolean {
  const challenge = fieldValue(answer.headers, 'www-authenticate') ?? '';
  return /(^|[,\s])bearer($|[,\s])/i.test(challenge.replace(/"(\\.|[^"\\])*"/g, '""'));
}

/** What an error never has by chance, beside an id. */
const TELLING = ['email', 'roles', 'permissions', 'created_at', 'updated_at'];

/** Whether a value, at any depth, is a user: an object with the id of one, and more of it. */
function holdsUser(value: Json | undefined, users: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsUser(item, users));
  if (!isObject(value)) return false;
  const { id } = value;
  return (
    (isOneOf(users, id) && TELLING.some((property) => property in value)) ||
    Object.values(value).some((item) => holdsUser(item, users))
  );
}

/** Whether `data` is a list that names users, by their records or by their ids alone. */
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

/** Everything else that a refusal for want of credentials is held to. */
export function judgeRejectionDetails(
  answer: HttpResult,
  what: string,
  sent: Credential | undefined,
  users: ReadonlySet<string>,
): Judgements {
  const { status, body, headers } = answer;
  if (status === undefined || succeeded(answer)) return [];
  // One defect of the refusals, whatever credentials they refuse.
  const wrong = (how: string, told = how) => failedWithCode(how, `${what}: ${told}`);
  const value = body?.json?.value;
  const lists = listsUsers(value, users) || holdsUser(value, users);
  const judgements: Judgements = [
    [
      'auth.no-data',
      lists
        ? wrong(`refused with ${String(status)}, and the body lists users all the same`)
        : passed,
    ],
  ];
  judgements.push([
    'auth.status',
    status === 401
      ? passed
      : wrong(`refused with ${String(status)}, where 401 is the status for it`),
  ]);
  if (status === 401) {
    const challenge = fieldValue(headers, 'www-authenticate');
    judgements.push([
      'auth.challenge',
      challengesBearer(answer)
        ? passed
        : wrong(
            `a 401 with ${challenge === undefined ? 'no' : 'another'} WWW-Authenticate`,
            `a 401 with WWW-Authenticate ${challenge ?? 'missing'}`,
          ),
    ]);
  }
  const echo = judgeEcho(answer, what, sent?.value.replace(/^\S+ /, ''));
  return [...judgements, ...echo];
}

/** Shorter ones stand in ordinary texts by chance. */
const MIN_ECHOED = 6;

/** Whether a refusal repeats the token that was sent, where one was that can be told. */
export function judgeEcho({ body, headers }: HttpResult, what: string, token = ''): Judgements {
  if (token.length < MIN_ECHOED || !body) return [];
  const texts = [body.text, ...headers.map(([, text]) => text)];
  const how = 'the refusal repeats the token';
  const echoed = texts.some((text) => text.includes(token));
  return [['auth.no-echo', echoed ? failedWithCode(how, `${what}: ${how}`) : passed]];
}

/** Accepted as its control is. */
export function judgeAccepted(answer: HttpResult, what: string): Judgement {
  return (
    unjudgeable(answer) ??
    (answer.status === 200
      ? passed
      : failed(`${what}: ${describeOutcome(answer)}, where 200 belongs`))
  );
}

/** Refused for its credentials, whatever else is wrong with it. */
export function judgeAuthFirst(answer: HttpResult, what: string): Judgement {
  return judgeUnauthorized(answer, `no credentials, and ${what}`);
}

/** A request without credentials is not performed, even if another defect is reported first. */
export function judgeNotPerformed(answer: HttpResult, what: string): Judgement {
  return answer.status === 200
    ? judgeUnauthorized(answer, `no Authorization header, and ${what}`)
    : (unjudgeable(answer) ?? passed);
}
