import { expect, test } from '@playwright/test';
import { bearer, neverIssued } from '../../../helpers/http/credentials';
import {
  isRejection,
  judgeAccepted,
  judgeRejectionDetails,
  judgeUnauthorized,
  judgeAuthFirst,
  judgeRejected,
} from '../../../helpers/checks/rejection';
import {
  JSON_TYPE,
  answer,
  failing,
  inShort,
  outcomeOf,
  toldOf,
  type Said,
} from '../support/responses';

const said = (status: number) => answer({ status, body: '{}' });

/** Outcomes of each status if a rejection is expected: for credentials, for the content. */
const STATUSES = [
  [200, 'failed', 'failed'],
  [204, 'failed', 'failed'],
  [302, 'failed', 'failed'],
  [400, 'failed', 'passed'],
  [401, 'passed', 'passed'],
  [403, 'passed', 'passed'],
  [404, 'failed', 'passed'],
  [422, 'failed', 'passed'],
  [429, 'failed', 'passed'],
  [499, 'failed', 'passed'],
  [500, 'failed', 'failed'],
  [503, 'failed', 'failed'],
] as const;

test.describe('An expected rejection', () => {
  for (const [status, credentials, other] of STATUSES) {
    test(`with ${String(status)} is ${credentials} for credentials, ${other} for the rest`, () => {
      const given = said(status);
      expect(judgeUnauthorized(given, 'no token').outcome).toBe(credentials);
      expect(judgeAuthFirst(given, 'no body').outcome).toBe(credentials);
      expect(judgeRejected(given, 'no body').outcome).toBe(other);
      expect(isRejection(given)).toBe(other === 'passed');
      expect(judgeAccepted(given, 'bearer').outcome).toBe(status === 200 ? 'passed' : 'failed');
    });
  }

  test('is untested without a response', () => {
    for (const failure of [
      'timeout',
      'incomplete',
      'not-http',
      'unreachable',
      'not-sent',
    ] as const) {
      const given = answer({ failure });
      const expected = `untested: it was ${failure}`;
      expect(inShort(judgeUnauthorized(given, 'x'))).toBe(expected);
      expect(inShort(judgeRejected(given, 'x'))).toBe(expected);
      expect(inShort(judgeAuthFirst(given, 'x'))).toBe(expected);
      expect(inShort(judgeAccepted(given, 'x'))).toBe(expected);
      expect(isRejection(given)).toBe(false);
    }
  });

  test('is not an incomplete response', () => {
    expect(isRejection(answer({ status: 404, failure: 'incomplete' }))).toBe(false);
  });

  test('may have other allowed statuses', () => {
    expect(judgeUnauthorized(said(404), 'x', [401, 403, 404]).outcome).toBe('passed');
    expect(inShort(judgeUnauthorized(said(422), 'x', [401, 403, 404]))).toBe(
      'failed: other-rejection: x: expected 401 or 403 or 404, got 422',
    );
  });

  for (const [judgement, expected] of [
    [judgeUnauthorized(said(200), 'x'), 'accepted: x: expected 401 or 403, got 200'],
    [judgeUnauthorized(said(302), 'x'), 'redirected: x: expected 401 or 403, got 302'],
    [judgeUnauthorized(said(404), 'x'), 'other-rejection: x: expected 401 or 403, got 404'],
    [judgeUnauthorized(said(500), 'x'), 'server-error: x: expected 401 or 403, got 500'],
    [judgeAuthFirst(said(404), 'x'), 'other-rejection: no credentials, and x: expected 401'],
    [judgeRejected(said(204), 'x'), 'accepted: x: expected 4xx, got 204'],
    [judgeRejected(said(302), 'x'), 'redirected: x: expected 4xx, got 302'],
    [judgeRejected(said(500), 'x'), 'server-error: x: expected 4xx, got 500'],
    [judgeAccepted(said(401), 'x'), 'rejected: x: expected 200, got 401'],
    [judgeAccepted(said(204), 'x'), 'other-success: x: expected 200, got 204'],
  ] as const) {
    test(`fails by ${expected}`, () => {
      expect(inShort(judgement)).toContain(`failed: ${expected}`);
    });
  }
});

const CHALLENGE = [...JSON_TYPE, ['WWW-Authenticate', 'Bearer']] as const;
const challenged = (value: string) => [...JSON_TYPE, ['www-authenticate', value]] as const;

test.describe('A rejection for lack of credentials', () => {
  const users = new Set(['101', '102', '9007199254740993']);
  const token = bearer('The-Token-Of-The-Target');
  const judge = (given: Said) =>
    judgeRejectionDetails(
      answer({ status: 401, headers: CHALLENGE, body: '{"error":"no"}', ...given }),
      'no token',
      token,
      users,
    );

  for (const [what, given, ...fails] of [
    ['a 401 with its challenge', {}],
    ['a 401 of nothing', { body: '' }],
    ['a 403', { status: 403 }, 'auth.status'],
    ['a 404', { status: 404 }, 'auth.status'],
    ['a 300', { status: 300 }, 'auth.status'],
    ['a 302', { status: 302 }, 'auth.status'],
    ['a 401 without a challenge', { headers: JSON_TYPE }, 'auth.challenge'],
    ['a challenge of Basic', { headers: challenged('Basic realm="x"') }, 'auth.challenge'],
    [
      'a challenge that speaks of Bearer',
      { headers: challenged('Basic realm="a, Bearer b"') },
      'auth.challenge',
    ],
    ['a challenge like Bearer', { headers: challenged('BearerToken') }, 'auth.challenge'],
    ['a challenge behind quotes', { headers: challenged('"a"Bearer') }, 'auth.challenge'],
    ['a challenge in lower case', { headers: challenged('bearer realm="x"') }],
    ['a challenge among others', { headers: challenged('Basic realm="\\"", Bearer error="x"') }],
    ['nobody in data', { body: '{"data":[]}' }],
    ['users in data', { body: '{"data":[{"id":101}]}' }, 'auth.no-data'],
    ['a user beyond doubles', { body: '{"data":[9007199254740993]}' }, 'auth.no-data'],
    ['ids in data', { body: '{"data":[101,102]}' }, 'auth.no-data'],
    ['a user in quotes', { body: '{"data":[{"id":"101"}]}' }, 'auth.no-data'],
    ...['email', 'roles', 'permissions', 'created_at', 'updated_at'].map(
      (property): [string, Said, string] => [
        `a user deep inside, with ${property}`,
        { body: `{"a":[{"b":{"id":102,"${property}":null}}]}` },
        'auth.no-data',
      ],
    ),
    ['what has an id by chance', { body: '{"error":{"id":101,"message":"no"}}' }],
    ['strangers in data', { body: '{"data":[{"id":7}]}' }],
    ['the token in its body', { body: `{"error":"${token.value}"}` }, 'auth.no-echo'],
    [
      'the token in a header',
      { headers: [...CHALLENGE, ['X', 'The-Token-Of-The-Target']] },
      'auth.no-echo',
    ],
    ['a part of the token', { body: '{"error":"The-Token..."}' }],
  ] satisfies [string, Said, ...string[]][]) {
    test(`with ${what} fails ${fails.length === 0 ? 'nothing' : fails.join(' and ')}`, () => {
      expect(failing(judge(given))).toEqual(fails);
    });
  }

  for (const [id, code, given] of [
    ['auth.no-data', 'lists-users', { body: '{"data":[101]}' }],
    ['auth.status', 'other-rejection', { status: 404 }],
    ['auth.status', 'redirected', { status: 302 }],
    ['auth.status', 'server-error', { status: 500 }],
    ['auth.challenge', 'missing', { headers: JSON_TYPE }],
    ['auth.challenge', 'other', { headers: challenged('Digest nonce="7"') }],
    ['auth.no-echo', 'repeats-token', { body: token.value }],
  ] satisfies [string, string, Said][]) {
    test(`that fails ${id} by ${code} names the request`, () => {
      expect(toldOf(judge(given), id)).toMatch(`failed: ${code}: no token: `);
    });
  }

  test('is not judged if the request was accepted', () => {
    expect(judge({ status: 200 })).toEqual([]);
    expect(judgeRejectionDetails(answer({ failure: 'timeout' }), 'x', token, users)).toEqual([]);
  });

  test('needs a challenge if it is a 401', () => {
    expect(outcomeOf(judge({}), 'auth.challenge')).toBe('passed');
    expect(outcomeOf(judge({ status: 403 }), 'auth.challenge')).toBe('nothing');
  });

  test('must not repeat the token', () => {
    const without = judgeRejectionDetails(said(401), 'x', undefined, users);
    expect(outcomeOf(without, 'auth.no-echo')).toBe('nothing');
    for (const [secret, expected] of [
      ['abcde', 'nothing'],
      ['abcdef', 'failed'],
    ] as const) {
      const given = answer({ status: 401, body: `{"error":"${secret}"}` });
      const found = judgeRejectionDetails(given, 'x', bearer(secret), users);
      expect(outcomeOf(found, 'auth.no-echo'), secret).toBe(expected);
    }
    const echo = answer({
      status: 401,
      headers: CHALLENGE,
      body: JSON.stringify(neverIssued.value),
    });
    const judgements = judgeRejectionDetails(echo, 'x', neverIssued, users);
    expect(outcomeOf(judgements, 'auth.no-echo')).toBe('failed');
  });
});
