import type { Target } from '../config/config';
import { alteredTokens, expired, forbidden, neverIssued, otherSchemes } from '../http/credentials';
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
  'an item that is no integer': (ids) => ({
    kind: 'item-word',
    body: `{"user_ids":[${ids.join()},"abc"]}`,
  }),
  'a body cut short': (ids) => ({ kind: 'cut-short', body: `{"user_ids":[${ids.join()}` }),
  'an unknown customer': (userIds, { unknownCustomer }) => ({
    kind: 'customer-unknown',
    userIds,
    customer: unknownCustomer,
  }),
};

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

/** A request whose credentials may be wrong, and the requirement that it is about then. */
type MaybeRejected = RequestCase & {
  rejectedBy?: 'auth.missing' | 'auth.invalid' | 'auth.forbidden' | 'auth.expired';
};

/** Returns syncs of a user by methods that the contract does not have, also without the token. */
export function unsupportedMethods(
  { forbiddenToken, expiredToken }: Target,
  user: string,
  probeDelete: boolean,
): MaybeRejected[] {
  const kinds = ['put', 'patch', ...(probeDelete ? (['delete'] as const) : [])] as const;
  const withoutAccess = [
    { rejectedBy: 'auth.forbidden', kind: 'forbidden-put', by: forbiddenToken, of: forbidden },
    { rejectedBy: 'auth.expired', kind: 'expired-put', by: expiredToken, of: expired },
  ] as const;
  const puts = withoutAccess.flatMap(({ rejectedBy, kind, by, of }) =>
    by === undefined
      ? []
      : [
          {
            rejectedBy,
            what: 'PUT',
            request: { userIds: [user], method: 'PUT', kind, authorization: of(by) },
          },
        ],
  );
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

/** Returns requests that a server rejects for different reasons, with a user not attached. */
export function rejectedRequests(
  { token, unknownUser, unknownCustomer, forbiddenToken, expiredToken }: Target,
  user: string,
): RequestCase[] {
  // Many servers check permissions after the action, and the identity before it.
  const others = [
    neverIssued,
    ...otherSchemes(token).filter(({ kind }) => kind === 'scheme-token'),
    ...alteredTokens(token).slice(0, 1),
    ...(forbiddenToken === undefined ? [] : [forbidden(forbiddenToken)]),
    ...(expiredToken === undefined ? [] : [expired(expiredToken)]),
  ];
  const userIds = [user];
  const item = `{"user_ids":[${user},"abc"]}`;
  const fraction = `{"user_ids":[${user}.5]}`;
  return [
    { what: 'one without credentials', request: { userIds, authorization: null } },
    ...others.map((authorization) => ({
      what: `one with ${authorization.what}`,
      request: { userIds, authorization },
    })),
    { what: 'a body cut short', request: { kind: 'cut-short', body: `{"user_ids":[${user}` } },
    { what: 'an item that is no integer', request: { kind: 'item-word', body: item } },
    { what: 'an item with a fraction', request: { kind: 'item-fraction', body: fraction } },
    { what: 'user_ids null', request: { kind: 'ids-null', body: '{"user_ids":null}' } },
    { what: 'user_ids "abc"', request: { kind: 'ids-word', body: '{"user_ids":"abc"}' } },
    { what: 'an unknown user', request: { kind: 'user-unknown', userIds: [user, unknownUser] } },
    { what: 'no body', request: { kind: 'no-body', body: null } },
    { what: 'a body without user_ids', request: { kind: 'no-user-ids', body: '{}' } },
    {
      what: 'an unknown customer',
      request: { kind: 'customer-unknown', userIds, customer: unknownCustomer },
    },
  ];
}
