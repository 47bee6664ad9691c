import { expect, test } from '@playwright/test';
import { bearer, neverIssued } from '../../../helpers/http/credentials';
import {
  isRejection,
  judgeAccepted,
  judgeRejectionDetails,
  judgeUnauthorized,
  judgeAuthFirst,
  judgeRejected,
  describeOutcome as inWords,
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

/** What each status comes to where a refusal is due: for its credentials, for what it asks. */
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

test.describe('Where a refusal is due', () => {
  for (const [status, credentials, other] of STATUSES) {
    test(`a ${String(status)} is judged as ${credentials} for credentials, as ${other} for the rest`, () => {
      const given = said(status);
      expect(judgeUnauthorized(given, 'no token').outcome).toBe(credentials);
      expect(judgeAuthFirst(given, 'no body').outcome).toBe(credentials);
      expect(judgeRejected(given, 'no body').outcome).toBe(other);
      expect(isRejection(given)).toBe(other === 'passed');
      expect(judgeAccepted(given, 'bearer').outcome).toBe(status === 200 ? 'passed' : 'failed');
    });
  }

  test('what never came is not judged', () => {
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

  test('what came in part is no refusal', () => {
    expect(isRejection(answer({ status: 404, failure: 'incomplete' }))).toBe(false);
  });

  test('other statuses may do as well', () => {
    expect(judgeUnauthorized(said(404), 'x', [401, 403, 404]).outcome).toBe('passed');
    expect(inShort(judgeUnauthorized(said(422), 'x', [401, 403, 404]))).toBe(
      'failed: x: answered 422, where 401 or 403 or 404 belongs',
    );
  });

  test('the message says what was sent, what came, and what belongs there', () => {
    expect(inShort(judgeUnauthorized(said(200), 'no Authorization header'))).toBe(
      'failed: no Authorization header: answered 200, where 401 or 403 belongs',
    );
    expect(inShort(judgeRejected(said(200), 'no body'))).toBe(
      'failed: no body: answered 200, where a 4xx belongs',
    );
    expect(inShort(judgeAuthFirst(said(404), 'an unknown customer'))).toBe(
      'failed: no credentials, and an unknown customer: answered 404, where 401 or 403 belongs',
    );
    expect(inShort(judgeAccepted(said(401), 'bearer in lower case'))).toBe(
      'failed: bearer in lower case: answered 401, where 200 belongs',
    );
    expect(inWords(said(418))).toBe('answered 418');
    expect(inWords(answer({ failure: 'incomplete' }))).toBe('it was incomplete');
  });
});

const CHALLENGE = [...JSON_TYPE, ['WWW-Authenticate', 'Bearer']] as const;
const challenged = (value: string) => [...JSON_TYPE, ['www-authenticate', value]] as const;

test.describe('A refusal for want of credentials', () => {
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

  for (const [id, given, message] of [
    [
      'auth.no-data',
      { body: '{"data":[101]}' },
      'refused with 401, and the body lists users all the same',
    ],
    ['auth.status', { status: 404 }, 'refused with 404, where 401 is the status for it'],
    ['auth.challenge', { headers: JSON_TYPE }, 'a 401 with WWW-Authenticate missing'],
    ['auth.challenge', { headers: challenged('Basic') }, 'a 401 with WWW-Authenticate Basic'],
    ['auth.no-echo', { body: token.value }, 'the refusal repeats the token'],
  ] satisfies [string, Said, string][]) {
    test(`that fails ${id} is told what was sent, and ${message}`, () => {
      expect(toldOf(judge(given), id)).toBe(`failed: no token: ${message}`);
    });
  }

  test('that is wrong in the same way is one defect, whatever was sent', () => {
    const known = (given: Said, what: string) =>
      judgeRejectionDetails(answer({ status: 401, ...given }), what, token, users).flatMap(
        ([id, judgement]) =>
          judgement.outcome === 'failed'
            ? (judgement.defects ?? []).map(({ signature }) => `${id}: ${signature}`)
            : [],
      );
    for (const [given, signature] of [
      [{ headers: JSON_TYPE }, 'auth.challenge: a 401 with no WWW-Authenticate'],
      [
        { headers: challenged('Digest nonce="7"') },
        'auth.challenge: a 401 with another WWW-Authenticate',
      ],
      [{ status: 404 }, 'auth.status: refused with 404, where 401 is the status for it'],
      [{ body: token.value, headers: CHALLENGE }, 'auth.no-echo: the refusal repeats the token'],
      [
        { body: '{"data":[101]}', headers: CHALLENGE },
        'auth.no-data: refused with 401, and the body lists users all the same',
      ],
    ] satisfies [Said, string][]) {
      expect(known(given, 'no token')).toEqual([signature]);
      expect(known(given, 'another scheme')).toEqual([signature]);
    }
  });

  test('is none where it is no refusal', () => {
    expect(judge({ status: 200 })).toEqual([]);
    expect(judgeRejectionDetails(answer({ failure: 'timeout' }), 'x', token, users)).toEqual([]);
  });

  test('is held to a challenge where it is a 401', () => {
    expect(outcomeOf(judge({}), 'auth.challenge')).toBe('passed');
    expect(outcomeOf(judge({ status: 403 }), 'auth.challenge')).toBe('nothing');
  });

  test('is held to silence where a token was sent', () => {
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
