import { expect, test } from '@playwright/test';
import { failed, passed, type Check } from '../../../helpers/checks/result';
import {
  describeWrongCredentials,
  discountTokenRefusals,
  findTokenRefusals,
  isTokenRefusal,
} from '../../../helpers/checks/token-refusals';
import type { Exchange } from '../../../helpers/http/exchange';
import { evidenceOf } from '../support/evidence';

const RIGHT = ['Authorization', 'Bearer $API_TOKEN'] as const;

function exchange(
  id: string,
  status: number | undefined,
  headers: readonly (readonly [string, string])[] = [RIGHT],
  startedAt = 0,
): Exchange {
  const request = { method: 'POST', target: '/customers/7/users', bodyBytes: 0 };
  return {
    id,
    request: { ...request, headers: [...headers] },
    ...(status !== undefined && { response: { status, headers: [], body: '', bodyBytes: 0 } }),
    startedAt,
    durationMs: 1,
  };
}

test.describe('A refusal of API_TOKEN', () => {
  for (const [what, given, expected] of [
    ['is a 401 with the token', exchange('0.1', 401), true],
    ['is a 403 with the token', exchange('0.1', 403), true],
    ['is no 404', exchange('0.1', 404), false],
    ['is no request without a response', exchange('0.1', undefined), false],
    ['is no 401 without the token', exchange('0.1', 401, []), false],
    ['is no 401 with another token', exchange('0.1', 401, [['Authorization', 'Bearer x']]), false],
    ['is no 401 with the token elsewhere', exchange('0.1', 401, [['X', RIGHT[1]]]), false],
    ['is a 401 with more fields', exchange('0.1', 401, [['Accept', '*/*'], RIGHT]), true],
  ] as const) {
    test(what, () => {
      expect(isTokenRefusal(given)).toBe(expected);
    });
  }

  const bad = failed('rejected', 'expected 200, got 401');
  const check = (judgement: Check | typeof bad | typeof passed, ...exchanges: string[]): Check => ({
    requirement: 'attach.one',
    exchanges,
    ...judgement,
  });
  const exchanges = [exchange('0.1', 401), exchange('0.2', 200), exchange('0.3', 403)];

  test('is found once, where a failed check is based on it', () => {
    const checks = [
      check(bad, '0.2', '0.1'),
      check(bad, '0.1'),
      check(bad, '0.2'),
      check(passed, '0.3'),
    ];
    expect(findTokenRefusals({ checks, exchanges })).toEqual(['0.1']);
  });

  test('leaves failed checks untested, and no others', () => {
    const checks = [check(bad, '0.2', '0.1'), check(bad, '0.2'), check(passed, '0.1')];
    expect(discountTokenRefusals(checks, exchanges)).toEqual([
      {
        requirement: 'attach.one',
        exchanges: ['0.2', '0.1'],
        outcome: 'untested',
        message: 'API_TOKEN was refused, where it had been accepted before',
      },
      checks[1],
      checks[2],
    ]);
  });
});

test.describe('Wrong credentials before a lock-out', () => {
  const early = [
    exchange('0.1', 401, [], 1),
    exchange('0.2', 400, [['authorization', 'Basic x']], 2),
    exchange('0.3', 499, [['X-Authorization', RIGHT[1]]], 3),
    exchange('0.31', 401, [['Authorization-X', RIGHT[1]]], 3),
    exchange('0.32', 401, [['Authorization', `x${RIGHT[1]}`]], 3),
    exchange('0.33', 401, [['Authorization', `${RIGHT[1]}x`]], 3),
  ];
  const others = [
    exchange('0.4', 401, [['AUTHORIZATION', 'bearer $API_TOKEN']], 4),
    exchange('0.5', 200, [], 5),
    exchange('0.6', 500, [], 6),
    exchange('0.7', undefined, [], 7),
    exchange('0.8', 401, [], 9),
  ];
  const counted = (count: number) => [
    `The run had sent ${String(count)} requests with missing or wrong credentials by then, which may be the cause.`,
  ];

  test('are counted, up to the first refusal', () => {
    const scenarios = [
      evidenceOf({ exchanges: [...early, ...others], refusedAt: 9 }),
      evidenceOf({ refusedAt: 100 }),
      evidenceOf({}),
    ];
    expect(describeWrongCredentials(scenarios)).toEqual(counted(early.length));
  });

  test('are counted where no check reads them', () => {
    const scenarios = [evidenceOf({ exchanges: others, unjudged: early, refusedAt: 9 })];
    expect(describeWrongCredentials(scenarios)).toEqual(counted(early.length));
  });

  test('are not mentioned without a refusal, or if there were none', () => {
    expect(describeWrongCredentials([evidenceOf({ exchanges: early })])).toEqual([]);
    expect(describeWrongCredentials([evidenceOf({ exchanges: others, refusedAt: 9 })])).toEqual([]);
  });
});
