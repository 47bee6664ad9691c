import { expect, test } from '@playwright/test';
import {
  isRejection,
  judgeAccepted,
  judgeAuthFirst,
  judgeNotAttached,
  judgeNotPerformed,
  judgeNotServed,
  judgeRejected,
  judgeRejectionDetails,
  judgeSession,
  judgeUnauthorized,
} from '../../../helpers/checks/rejection';
import type { KnownUsers } from '../../../helpers/checks/records-in-json';
import { passed } from '../../../helpers/checks/result';
import {
  bearer,
  emptyCredentials,
  looseTokens,
  neverIssued,
  tokensWithJunk,
} from '../../../helpers/http/credentials';
import {
  JSON_TYPE,
  answer,
  failing,
  formatJudgement,
  outcomeOf,
  formatJudgements,
  type FakeResponse,
} from '../support/responses';
import { readTables } from '../support/table';

const { details, findings } = readTables<{
  details: (FakeResponse & { title: string; fails: string[] })[];
  findings: (FakeResponse & { requirement: string; judged: string })[];
}>('unit/tables/rejection.yaml');

/** Codes of each status: where the credentials are wrong, the content is, and nothing is. */
const CODES = [
  [200, 'accepted', 'accepted', 'passed'],
  [204, 'accepted', 'accepted', 'passed'],
  [300, 'redirected', 'redirected', 'redirected'],
  [302, 'redirected', 'redirected', 'redirected'],
  [400, 'other-rejection', 'passed', 'rejected'],
  [401, 'passed', 'passed', 'rejected'],
  [403, 'passed', 'passed', 'rejected'],
  [404, 'other-rejection', 'passed', 'rejected'],
  [422, 'other-rejection', 'passed', 'rejected'],
  [429, 'other-rejection', 'passed', 'rejected'],
  [499, 'other-rejection', 'passed', 'rejected'],
  [500, 'server-error', 'server-error', 'server-error'],
  [503, 'server-error', 'server-error', 'server-error'],
] as const;

test.describe('An expected rejection', () => {
  for (const [status, credentials, content, nothing] of CODES) {
    test(`with ${String(status)} is ${credentials} for credentials, ${content} for the rest`, () => {
      const given = answer({ status, body: '{}' });
      const told = (code: string, what: string, expected: string) =>
        code === 'passed'
          ? 'passed'
          : `failed: ${code}: ${what}: expected ${expected}, got ${String(status)}`;
      expect(formatJudgement(judgeNotPerformed(given, 'x'))).toBe(
        told(status < 300 ? 'accepted' : 'passed', 'no Authorization header, and x', '4xx'),
      );
      expect(formatJudgement(judgeUnauthorized(given, 'x'))).toBe(
        told(credentials, 'x', '401 or 403'),
      );
      expect(formatJudgement(judgeAuthFirst(given, 'x'))).toBe(
        told(credentials, 'no credentials, and x', '401 or 403'),
      );
      expect(formatJudgement(judgeRejected(given, 'x'))).toBe(told(content, 'x', '4xx'));
      expect(formatJudgement(judgeAccepted(given, 'x'))).toBe(told(nothing, 'x', '200'));
      expect(isRejection(given)).toBe(content === 'passed');
    });
  }

  for (const [status, plain, judged] of [
    [400, 400, 'passed'],
    [404, 404, 'passed'],
    [422, 401, 'failed'],
    [200, 200, 'failed'],
    [500, 500, 'failed'],
  ] as const) {
    test(`with ${String(status)}, and ${String(plain)} without another defect, has ${judged}`, () => {
      const judgement = judgeAuthFirst(answer({ status }), 'x', answer({ status: plain }));
      expect(judgement.outcome).toBe(judged);
    });
  }

  for (const failure of ['timeout', 'incomplete', 'not-http', 'unreachable', 'not-sent'] as const) {
    test(`is untested without a response: ${failure}`, () => {
      const given = answer({ failure });
      for (const judge of [judgeUnauthorized, judgeRejected, judgeAuthFirst, judgeAccepted]) {
        expect(formatJudgement(judge(given, 'x'))).toBe(`untested: it was ${failure}`);
      }
      expect(isRejection(given)).toBe(false);
    });
  }

  test('is not an incomplete response', () => {
    expect(isRejection(answer({ status: 404, failure: 'incomplete' }))).toBe(false);
    const incomplete = answer({ status: 401, failure: 'incomplete' });
    expect(judgeUnauthorized(incomplete, 'x').outcome).toBe('untested');
    expect(judgeNotPerformed(incomplete, 'x').outcome).toBe('untested');
  });

  const UNLISTED =
    'untested: no Authorization header, and x: got 200 without a user of the request';

  for (const body of [
    '',
    '<!DOCTYPE html>',
    '{"routes":[]}',
    '{"data":null}',
    '{"data":{"a":1}}',
    '{"data":[]}',
    '{"data":[{"method":"POST"}]}',
    '{"data":[{"id":7}]}',
    '[{"rel":"self"}]',
  ]) {
    test(`is not shown by a 200 without users of another path or method: "${body}"`, () => {
      const given = answer({ status: 200, body, sent: '{"user_ids":[101]}' });
      const { request } = given.exchange;
      const judge = () => formatJudgement(judgeNotPerformed(given, 'x'));
      expect(judge()).toMatch(/^failed: accepted: /);
      request.target = '/customers/7/users?v=.css';
      expect(judge()).toMatch(/^failed: accepted: /);
      request.target = '/Customers/7/users';
      expect(judge()).toBe(UNLISTED);
      request.target = '/customers/7/users';
      request.headers = [['X-HTTP-Method-Override', 'OPTIONS']];
      expect(judge()).toBe(UNLISTED);
      request.headers = [['X-Forwarded-User', 'admin']];
      expect(judge()).toMatch(/^failed: accepted: /);
    });

    test(`is shown by a 200 of the path of the contract, and with a list for any id: "${body}"`, () => {
      const given = answer({ status: 200, body });
      const judgedAt = (target: string) => {
        given.exchange.request.target = target;
        return judgeNotServed(given, 'x').outcome;
      };
      expect(judgedAt('/customers/7abc/users')).toBe('failed');
      const hasList = /^\[|"data":\[/.test(body);
      expect(judgedAt('/customers/7%ff/users')).toBe(hasList ? 'failed' : 'untested');
      expect(judgedAt('/Customers/7/users')).toBe('untested');
    });
  }

  for (const body of [
    '{"data":[{"id":101}]}',
    '{"data":[{"id":102},{"id":"101"}]}',
    '{"data":[101]}',
    '[{"id":101}]',
  ]) {
    test(`is shown by a 200 with a user of the request, of any path or method: ${body}`, () => {
      const given = answer({ status: 200, body, sent: '{"user_ids":[101]}' });
      given.exchange.request.target = '/health/../customers/7/users';
      expect(formatJudgement(judgeNotPerformed(given, 'x'))).toMatch(/^failed: accepted: /);
      given.exchange.request.target = '/customers/7/users';
      given.exchange.request.method = 'OPTIONS';
      expect(formatJudgement(judgeNotPerformed(given, 'x'))).toMatch(/^failed: accepted: /);
    });
  }

  test('names the credentials of a request that was performed', () => {
    const performed = judgeNotPerformed(answer({ status: 200 }), 'PUT', neverIssued);
    expect(formatJudgement(performed)).toBe(
      'failed: accepted: a token that was never issued, and PUT: expected 4xx, got 200',
    );
  });

  test('may have other allowed statuses', () => {
    const judge = (status: number) =>
      formatJudgement(judgeUnauthorized(answer({ status }), 'x', [403, 404]));
    expect(judge(404)).toBe('passed');
    expect(judge(422)).toBe('failed: other-rejection: x: expected 403 or 404, got 422');
  });
});

test('A cookie that an accepted response set replaces no token', () => {
  expect(judgeSession(undefined)).toEqual(passed);
  expect(judgeSession(answer({ status: 401 }))).toEqual(passed);
  expect(formatJudgement(judgeSession(answer({ status: 200 })))).toBe(
    'failed: accepted: no Authorization header, and the cookies of the accepted answer: expected 4xx, got 200',
  );
});

test('A rejection of any kind lists nobody whom it attached', () => {
  const known: KnownUsers = { ids: new Set(['101', '102']), memory: new Map() };
  const users = '{"data":[{"id":101,"roles":[]}]}';
  const judge = (body: string, before?: string[]) => {
    const given = answer({ status: 422, body });
    given.exchange.request.body = '{"user_ids":[101,"abc"]}';
    return formatJudgement(judgeNotAttached(given, known, before));
  };
  const attached =
    'failed: lists-attached: a request was rejected with 422, but the body lists user 101, whom it attached';
  expect(judge(`{"error":"no"}${users}`)).toBe(attached);
  expect(judge(users, [])).toBe(attached);
  expect(judge(users.replace('data', 'attached'), [])).toBe(attached);
  expect(judge(users.replace('data', 'valid'), [])).toBe('passed');
  const error = users.replace('{', '{"message":"no",');
  expect(judge(error, [])).toBe('passed');
  expect(judge(error.replace('data', 'attached'), [])).toBe(attached);
  expect(judge(users, ['101'])).toBe('passed');
  expect(judge(users)).toBe('passed');
  expect(judge('{"error":"no"}{"data":[]}', [])).toBe('passed');
  expect(judge('{"error":"no","user_ids":[101]}', [])).toBe('passed');
});

test.describe('A rejection for lack of credentials', () => {
  const seen = (value: string) => ({ value, seen: '1' });
  const users: KnownUsers = {
    ids: new Set(['101', '102', '9007199254740993']),
    memory: new Map([
      ['101', { name: seen('"Ann Alvarez"'), email: seen('900101') }],
      ['102', { name: seen('"User 102"'), email: seen('null') }],
      ['104', { name: seen('"admin"'), email: seen('null') }],
    ]),
  };
  const challenge = [...JSON_TYPE, ['WWW-Authenticate', 'Bearer']] as const;
  const judge = (fake: FakeResponse, sent = bearer('The-Token-Of-The-Target')) =>
    judgeRejectionDetails(
      answer({ status: 401, headers: challenge, body: '{"error":"no"}', ...fake }),
      'no token',
      sent,
      users,
    );

  for (const { title, fails, ...fake } of details) {
    test(`with ${title} fails ${fails.join(' and ') || 'nothing'}`, () => {
      expect(failing(judge(fake))).toEqual(fails);
    });
  }

  for (const { requirement, judged, ...fake } of findings) {
    test(`that has ${requirement} ${judged} names the request`, () => {
      expect(formatJudgements(judge(fake), requirement)).toBe(judged);
    });
  }

  test('is not judged if the request was accepted', () => {
    expect(judge({ status: 200 })).toEqual([]);
    expect(judgeRejectionDetails(answer({ failure: 'timeout' }), 'x', undefined, users)).toEqual(
      [],
    );
  });

  test('may be a 400 if the credentials are malformed', () => {
    for (const sent of [...emptyCredentials, ...tokensWithJunk('abcdef')]) {
      expect(outcomeOf(judge({ status: 400 }, sent), 'auth.status')).toBe('passed');
      expect(formatJudgements(judge({ status: 403 }, sent), 'auth.status')).toMatch(
        /401 or 400, got 403$/,
      );
    }
    expect(outcomeOf(judge({ status: 400 }), 'auth.status')).toBe('failed');
  });

  test('needs a challenge if it is a 401', () => {
    expect(outcomeOf(judge({}), 'auth.challenge')).toBe('passed');
    expect(outcomeOf(judge({ status: 403 }), 'auth.challenge')).toBe('nothing');
  });

  test('must not repeat the token', () => {
    const given = answer({ status: 401, body: '{}' });
    const without = judgeRejectionDetails(given, 'x', undefined, users);
    // A word for a token is in ordinary texts: "undefined".
    const [unset] = looseTokens;
    expect(outcomeOf(without, 'auth.no-echo')).toBe('nothing');
    for (const [sent, expected] of [
      [bearer('abcde'), 'nothing'],
      [bearer('abcdef'), 'failed'],
      [neverIssued, 'failed'],
      ...(unset ? ([[unset, 'nothing']] as const) : []),
    ] as const) {
      const echo = judge({ body: JSON.stringify(sent.value) }, sent);
      expect(outcomeOf(echo, 'auth.no-echo'), sent.value).toBe(expected);
    }
  });
});
