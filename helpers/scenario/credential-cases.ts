import type { Target } from '../config/config';
import type { AcceptedCode } from '../checks/rejection';
import type { IdsWith, RequestKind } from '../contract/requirements';
import { alteredTokens } from '../http/altered-tokens';
import {
  emptyCredentials,
  expired,
  forbidden,
  inLowerCase,
  neverIssued,
  otherSchemes,
  looseTokens,
  neverIssuedForms,
  type Credential,
} from '../http/credentials';
import { cookieOf } from '../http/fields';
import type { HttpResult } from '../http/client';
import { GET, type Post } from '../http/requests';
import {
  tokensWithoutAccess,
  withoutHeader,
  wrongCredentials,
  type RequestCase,
} from './request-cases';

export { schemeCases, tokensWithJunk } from '../http/credentials';

/** Credentials that a server rejects, each sent beside a control with the right token. */
interface RejectedCredentials {
  title: string;
  requirement: IdsWith<AcceptedCode>;
  /** The option that the credentials come from. */
  needs?: 'FORBIDDEN_TOKEN' | 'EXPIRED_TOKEN';
  /** The statuses of a rejection. Default: any 4xx. */
  allowed?: number[];
  /** `null`: no Authorization header. */
  credentials: (target: Target) => readonly (Credential | null)[];
  /** Further requests with such credentials. */
  others?: (users: readonly string[], target: Target) => CredentialsCase[];
}

export const rejectedCredentials: readonly RejectedCredentials[] = [
  {
    title: 'a request without credentials is rejected',
    requirement: 'auth.missing',
    credentials: () => [null],
    others: wrongTokenElsewhere,
  },
  {
    title: 'a token that was never issued is rejected',
    requirement: 'auth.invalid',
    credentials: () => [neverIssued, ...neverIssuedForms, ...looseTokens],
  },
  {
    title: 'empty credentials are rejected',
    requirement: 'auth.empty',
    credentials: () => emptyCredentials,
  },
  {
    title: 'the token under another scheme is rejected',
    requirement: 'auth.scheme',
    credentials: ({ token }) => otherSchemes(token),
  },
  {
    title: 'an altered token is rejected',
    requirement: 'auth.altered',
    credentials: ({ token }) => alteredTokens(token),
  },
  {
    title: 'a token without access to the customer is rejected',
    requirement: 'auth.forbidden',
    needs: 'FORBIDDEN_TOKEN',
    allowed: [401, 403, 404],
    credentials: ({ forbiddenToken = '' }) => [
      forbidden(forbiddenToken),
      inLowerCase('forbidden-bearer', forbidden(forbiddenToken)),
    ],
    others: othersWithoutAccess('forbidden'),
  },
  {
    title: 'an expired token is rejected',
    requirement: 'auth.expired',
    needs: 'EXPIRED_TOKEN',
    credentials: ({ expiredToken = '' }) => [
      expired(expiredToken),
      inLowerCase('expired-bearer', expired(expiredToken)),
    ],
    others: othersWithoutAccess('expired'),
  },
];

/** A request whose credentials a server rejects. */
type CredentialsCase = RequestCase & { authorization: Credential | null };

/** Returns requests without the header, and with a token that was never issued where a guard may look. */
function wrongTokenElsewhere(users: readonly string[]): CredentialsCase[] {
  const token = neverIssued.value.replace('Bearer ', '');
  const userIds = users.slice(0, 1);
  const cases = withoutHeader([
    [
      'no Authorization header, and a wrong token in the query',
      { kind: 'query-wrong-token', userIds, suffix: `?access_token=${token}` },
    ],
    [
      'no Authorization header, and a wrong token in a cookie',
      { kind: 'cookie-wrong-token', userIds, headers: [['Cookie', `access_token=${token}`]] },
    ],
  ]);
  return cases.map((each) => ({ ...each, authorization: null }));
}

/** Returns syncs of four users and of those that are attached, with a token that gives no access. */
function othersWithoutAccess(which: 'forbidden' | 'expired') {
  return (users: readonly string[], target: Target): CredentialsCase[] =>
    tokensWithoutAccess(target)
      .filter(({ name }) => name === which)
      .flatMap(({ authorization }) => [
        {
          what: `${authorization.what}, and four users`,
          authorization,
          // Rights may be checked for one user.
          request: { kind: `${which}-long`, userIds: users.slice(0, 4), authorization },
        },
        ...withCredentials(attachedBeside(users), authorization),
      ]);
}

/** Returns the users of the control: a request of the first one detaches the second. */
export const attachedBeside = (users: readonly string[]) => users.slice(0, 2);

/** Returns requests of a user with credentials that a server rejects, and one with an empty list. */
export function rejectedFor(
  { credentials, others }: RejectedCredentials,
  target: Target,
  users: readonly string[],
): CredentialsCase[] {
  const user = users.slice(0, 1);
  const [first = null, ...more] = credentials(target);
  const [none] = withCredentials([], first);
  const emptied = none ? [{ ...none, what: `${none.what}, and an empty list` }] : [];
  return [...withCredentials(user, first, ...more), ...emptied, ...(others?.(users, target) ?? [])];
}

/** Returns syncs with other credentials. `null`: no Authorization header. */
export function withCredentials<C extends Credential | null>(
  userIds: readonly string[],
  ...credentials: readonly C[]
) {
  return credentials.map((authorization) => ({
    what: authorization?.what ?? 'no Authorization header',
    authorization,
    request: { userIds, authorization },
  }));
}

/** Returns syncs with tokens that give no access, alone and behind others on a connection. */
export function reusedTokens(target: Target, user: string) {
  const tokens = [
    { name: 'never-issued', authorization: neverIssued } as const,
    ...tokensWithoutAccess(target),
  ];
  return tokens.map(({ name, authorization }) => {
    const alone = { userIds: [user], authorization };
    return {
      what: authorization.what,
      alone,
      reused: { ...alone, kind: `${name}-reused` as const },
    };
  });
}

/** Returns syncs of a user to one of several customers, without credentials and with each token that gives no access. */
export function withoutValidToken(target: Target, customer: string, user: string) {
  return [...wrongCredentials, ...tokensWithoutAccess(target)].map(
    ({ requirement, authorization }) => ({
      requirement,
      what: `${authorization?.what ?? 'no Authorization header'}, for customer ${customer}`,
      request: { userIds: [user], authorization },
    }),
  );
}

/** A GET with credentials that do not let a client read, and the requirement that it is about. */
type RejectedGet = CredentialsCase & {
  requirement: IdsWith<'discloses-users'>;
};

/** Returns GETs on the path of a sync whose credentials are not those of a reader. */
export function getsWithoutAccess(target: Target): RejectedGet[] {
  return [...wrongCredentials, ...tokensWithoutAccess(target)].map(
    ({ requirement, name, authorization }) => ({
      requirement,
      authorization,
      what: `GET with ${authorization?.what ?? 'no Authorization header'}`,
      request: { ...GET, kind: `${name}-get` as const, authorization },
    }),
  );
}

/** Returns requests with the token anywhere but in the Authorization header. */
export function misplacedTokens(token: string, user: string): RequestCase[] {
  const encoded = encodeURIComponent(token);
  const userIds = [user];
  const body = `{"user_ids":[${user}],"access_token":${JSON.stringify(token)}}`;
  const cookies = ['access_token', 'token', 'jwt', 'session'];
  const cookie = ['Cookie', cookies.map((name) => `${name}=${token}`).join('; ')] as const;
  const inQuery = (kind: RequestKind, ...names: string[]) =>
    [
      `the token in the query, as ${names.join(' and ')}`,
      { kind, userIds, suffix: `?${names.map((name) => `${name}=${encoded}`).join('&')}` },
    ] as const;
  return withoutHeader([
    inQuery('query-access-token', 'access_token'),
    inQuery('query-token', 'token'),
    inQuery('query-api-key', 'api_key', 'api_token'),
    ['the token in a cookie', { kind: 'cookie-token', userIds, headers: [cookie] }],
    ['the token in the body', { kind: 'body-token', body }],
  ]);
}

/**
 * Returns a request with the cookies that an answer set for it, and without the token; undefined if
 * it set none.
 */
export function withCookiesOf(
  { baseUrl }: Target,
  answer: HttpResult,
  user: string,
): Post | undefined {
  const cookie = cookieOf(answer, baseUrl);
  const kind = 'cookie-session';
  return cookie && { kind, userIds: [user], authorization: null, headers: [cookie] };
}

/**
 * Returns a request without credentials, and others with one more defect. A server has to check for the
 * missing credentials first.
 */
export function withoutCredentials(
  { unknownCustomer }: Target,
  user: string,
): readonly [plain: RequestCase, ...others: RequestCase[]] {
  const plain = { userIds: [user], authorization: null };
  const others = withoutHeader([
    ['a body that is not JSON', { kind: 'no-credentials-malformed', body: '{"user_ids":' }],
    ['ids that are no integers', { kind: 'no-credentials-ids', body: '{"user_ids":["abc"]}' }],
    [
      'an unknown customer',
      { kind: 'no-credentials-customer', userIds: [user], customer: unknownCustomer },
    ],
    [
      'a form',
      {
        kind: 'no-credentials-form',
        contentType: 'application/x-www-form-urlencoded',
        body: `user_ids%5B%5D=${user}`,
      },
    ],
  ]);
  return [{ what: 'nothing else', request: plain }, ...others];
}
