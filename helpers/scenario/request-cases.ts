import { longestRequired } from '../checks/volume';
import type { Target } from '../config/config';
import { alteredTokens } from '../http/altered-tokens';
import { expired, forbidden, neverIssued, otherSchemes } from '../http/credentials';
import type { Post } from '../http/requests';
import type { Rejected } from './sequence-steps';

/** A request that differs from a sync of one user, and its description in messages. */
export interface RequestCase {
  what: string;
  request: Post;
}

/** Requests that a random sequence has between its syncs: each is rejected, and detaches nobody. */
export const rejectedInSequence: Record<
  Rejected,
  (userIds: readonly string[], target: Target) => Post
> = {
  credentials: (userIds) => ({ userIds, authorization: neverIssued }),
  'a body cut short': (ids) => ({ kind: 'cut-short', body: `{"user_ids":[${ids.join()}` }),
  'an item that is no integer': (ids) => ({
    kind: 'item-word',
    body: `{"user_ids":[${ids.join()},"abc"]}`,
  }),
  'an unknown customer': (userIds, { unknownCustomer }) => ({
    kind: 'customer-unknown',
    userIds,
    customer: unknownCustomer,
  }),
};

/** Returns requests without an Authorization header. */
export const withoutHeader = (
  cases: readonly (readonly [what: string, request: Post])[],
): RequestCase[] =>
  cases.map(([what, request]) => ({ what, request: { ...request, authorization: null } }));

/** No credentials and a wrong token, each with the requirement that it is about. */
export const wrongCredentials = [
  {
    requirement: 'auth.missing',
    name: 'no-credentials',
    authorization: null,
    what: 'no Authorization header',
  },
  {
    requirement: 'auth.invalid',
    name: 'never-issued',
    authorization: neverIssued,
    what: neverIssued.what,
  },
] as const;

/** Returns the tokens of a run that give no access, each with the requirement that it is about. */
export function tokensWithoutAccess({ forbiddenToken, expiredToken }: Target) {
  return [
    ...(forbiddenToken === undefined
      ? []
      : [
          {
            requirement: 'auth.forbidden',
            name: 'forbidden',
            authorization: forbidden(forbiddenToken),
          } as const,
        ]),
    ...(expiredToken === undefined
      ? []
      : [
          {
            requirement: 'auth.expired',
            name: 'expired',
            authorization: expired(expiredToken),
          } as const,
        ]),
  ];
}

/** A request whose credentials may be wrong, and the requirement that it is about then. */
type MaybeRejected = RequestCase & {
  rejectedBy?: 'auth.missing' | 'auth.invalid' | 'auth.forbidden' | 'auth.expired';
};

/** Returns syncs of a user by methods that the contract does not have, also without the token. */
export function unsupportedMethods(
  target: Target,
  user: string,
  probeDelete: boolean,
): MaybeRejected[] {
  const kinds = ['put', 'patch', ...(probeDelete ? (['delete'] as const) : [])] as const;
  const puts = tokensWithoutAccess(target).map(({ requirement, name, authorization }) => ({
    rejectedBy: requirement,
    what: 'PUT',
    request: { userIds: [user], method: 'PUT', kind: `${name}-put` as const, authorization },
  }));
  const cases = kinds.flatMap((kind): MaybeRejected[] => {
    const method = kind.toUpperCase();
    const sync = { userIds: [user], method };
    return [
      { what: method, request: { ...sync, kind } },
      ...wrongCredentials.map(({ requirement, name, authorization }) => ({
        rejectedBy: requirement,
        what: method,
        request: { ...sync, kind: `${name}-${kind}` as const, authorization },
      })),
    ];
  });
  return [...cases, ...puts];
}

/**
 * Returns requests that a server rejects for different reasons.
 *
 * @param user who is not attached
 * @param attached who is attached: a server may move the users of a list before it rejects it
 */
export function rejectedRequests(target: Target, user: string, attached: string): RequestCase[] {
  const { token, unknownCustomer } = target;
  // Many servers check permissions after the action, and the identity before it.
  const others = [
    neverIssued,
    ...otherSchemes(token).filter(({ kind }) => kind === 'scheme-token'),
    ...alteredTokens(token).slice(0, 1),
    ...tokensWithoutAccess(target).map(({ authorization }) => authorization),
  ];
  const userIds = [user, attached];
  const withItem = (item: string) => `{"user_ids":[${userIds.join()},${item}]}`;
  return [
    { what: 'one without credentials', request: { userIds, authorization: null } },
    {
      what: 'one without credentials, and in chunks',
      request: { kind: 'no-credentials-chunked', userIds, authorization: null, framing: 'chunked' },
    },
    ...others.map((authorization) => ({
      what: `one with ${authorization.what}`,
      request: { userIds, authorization },
    })),
    {
      what: 'a body cut short',
      request: { kind: 'cut-short', body: `{"user_ids":[${userIds.join()}` },
    },
    { what: 'an item that is no integer', request: { kind: 'item-word', body: withItem('"abc"') } },
    { what: 'an item null', request: { kind: 'item-null', body: withItem('null') } },
    {
      what: 'an item with a fraction',
      request: { kind: 'item-fraction', body: withItem(`${user}.5`) },
    },
    { what: 'a word alone', request: { kind: 'item-words', body: '{"user_ids":["abc"]}' } },
    { what: 'user_ids null', request: { kind: 'ids-null', body: '{"user_ids":null}' } },
    { what: 'user_ids "abc"', request: { kind: 'ids-word', body: '{"user_ids":"abc"}' } },
    {
      what: 'user_ids {"a":"abc"}',
      request: { kind: 'ids-object-word', body: '{"user_ids":{"a":"abc"}}' },
    },
    { what: 'no body', request: { kind: 'no-body', body: null } },
    { what: 'PUT', request: { kind: 'put', userIds, method: 'PUT' } },
    { what: 'a body without user_ids', request: { kind: 'no-user-ids', body: '{}' } },
    {
      what: 'an unknown customer',
      request: { kind: 'customer-unknown', userIds, customer: unknownCustomer },
    },
  ];
}

/** Returns requests of a user with the right token, which servers reject in different places. */
export function mistakes(target: Target, user: string): RequestCase[] {
  const userIds = [user];
  const invalid = Object.entries(rejectedInSequence).filter(([what]) => what !== 'credentials');
  return [
    ...invalid.map(([what, request]) => ({ what, request: request(userIds, target) })),
    { what: 'text/plain', request: { kind: 'text-plain', userIds, contentType: 'text/plain' } },
    { what: 'PUT', request: { kind: 'put', userIds, method: 'PUT' } },
  ];
}

/** Syncs between these are few: a defect that builds up has scenarios of its own. */
const MAX_IN_GROUP = 3;

/** Returns requests of a user that servers reject, a few in each group. */
export function mistakesInGroups(target: Target, user: string): RequestCase[][] {
  const { unknownUser } = target;
  const all: RequestCase[] = [
    ...mistakes(target, user),
    { what: 'no body', request: { kind: 'no-body', body: null } },
    { what: 'user_ids null', request: { kind: 'ids-null', body: '{"user_ids":null}' } },
    {
      what: 'the customer abc',
      request: { kind: 'customer-word', userIds: [user], customer: 'abc' },
    },
    { what: 'an unknown user', request: { kind: 'user-unknown', userIds: [user, unknownUser] } },
    ...tokensWithoutAccess(target).map(({ authorization }) => ({
      what: authorization.what,
      request: { userIds: [user], authorization },
    })),
  ];
  return Array.from({ length: Math.ceil(all.length / MAX_IN_GROUP) }, (_group, index) =>
    all.slice(index * MAX_IN_GROUP, (index + 1) * MAX_IN_GROUP),
  );
}

/** Returns lists that a server may reject, or take as the users that they name. */
export function disputableLists(
  { unknownUser, users }: Target,
  user: string,
  attached: string,
): RequestCase[] {
  // A server that detaches before it attaches may fail between the two.
  return [
    {
      what: 'an unknown user beside another',
      request: { kind: 'user-unknown', userIds: [user, unknownUser] },
    },
    {
      what: 'an id beyond 31 bits',
      request: { kind: 'user-int32', userIds: [user, String(2 ** 31)] },
    },
    {
      what: 'JSON as text/plain',
      request: { kind: 'text-plain', userIds: [user], contentType: 'text/plain' },
    },
    {
      what: 'a form',
      request: {
        kind: 'form',
        contentType: 'application/x-www-form-urlencoded',
        body: `user_ids%5B%5D=${user}`,
        means: [user],
      },
    },
    {
      what: 'an id twice',
      request: { kind: 'repeated-ids', userIds: [user, attached, user] },
    },
    {
      what: 'an unknown user behind a list',
      request: { kind: 'user-unknown', userIds: [...longestRequired(users), unknownUser] },
    },
  ];
}
