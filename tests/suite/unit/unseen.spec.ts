import { expect, test } from '@playwright/test';
import { isRejection } from '../../../helpers/checks/rejection';
import { failed, passed, untested, type Judgement } from '../../../helpers/checks/result';
import { describeRequest, requireSeen } from '../../../helpers/checks/unseen';
import { withRequestsInProgress } from '../../../helpers/report/in-progress';
import { describeLastRequest } from '../../../helpers/report/last-request';
import { evidenceOf } from '../support/evidence';
import { formatJudgement, syncTo, type FakeResponse } from '../support/responses';

const bad: Judgement = failed('rejected', 'bad');
const ONCE = 'but 200 when it was sent again alone';
const ASKED = 'untested: POST /customers/7/users: ';

test.describe('A judgement that depends on responses', () => {
  for (const [what, fake, notRepeated, judgement, expected] of [
    ['of a 200', {}, undefined, passed, 'passed'],
    ['of a 500 that recurs', { status: 500 }, undefined, bad, 'failed: rejected: bad'],
    ['of a 500 that could pass', { status: 500 }, undefined, passed, `${ASKED}got 500`],
    ['of a 500 that does not recur', { status: 500 }, ONCE, bad, `${ASKED}got 500, ${ONCE}`],
    ['of a cut', { failure: 'incomplete' }, undefined, passed, `${ASKED}it was incomplete`],
    ['of nobody', { failure: 'unreachable' }, undefined, passed, `${ASKED}it was unreachable`],
    ['of no HTTP', { failure: 'not-http' }, undefined, passed, `${ASKED}it was not-http`],
    ['of what was not sent', { failure: 'not-sent' }, undefined, passed, `${ASKED}it was not-sent`],
    ['of a timeout', { failure: 'timeout' }, undefined, untested('x'), `${ASKED}it was timeout`],
    [
      'of a large response',
      { failure: 'too-large' },
      undefined,
      passed,
      `${ASKED}it was too-large`,
    ],
  ] satisfies [string, FakeResponse, string | undefined, Judgement, string][]) {
    test(`${what} is ${expected}`, () => {
      const answer = { ...syncTo(['101'], fake), ...(notRepeated && { notRepeated }) };
      const seen = requireSeen(judgement, [syncTo([]), answer]);
      expect(formatJudgement(seen)).toBe(expected);
      expect('unseen' in seen && seen.unseen).toBe(expected.startsWith(ASKED));
    });
  }

  for (const [bytes, status, expected] of [
    [64 * 1024, 422, 'passed'],
    [64 * 1024 - 1, 422, `${ASKED}it was too-large`],
    [64 * 1024, 200, `${ASKED}it was too-large`],
  ] as const) {
    test(`of a ${String(status)} too long to be read, to ${String(bytes)} bytes, is ${expected}`, () => {
      const answer = syncTo(['101'], { status, failure: 'too-large' });
      answer.exchange.request.bodyBytes = bytes;
      const seen = requireSeen(passed, [answer]);
      expect(formatJudgement(seen)).toBe(expected);
      expect(isRejection(answer)).toBe(expected === 'passed');
    });
  }

  test('names the request that failed once, before another', () => {
    const cut = syncTo([], { failure: 'incomplete' });
    const once = { ...syncTo([], { status: 500 }), notRepeated: ONCE };
    const judgement = requireSeen(passed, [cut, once]);
    expect(formatJudgement(judgement)).toBe(`${ASKED}got 500, ${ONCE}`);
  });
});

test('A request is described by its kind and the beginning of its body', () => {
  const { exchange } = syncTo([]);
  const describe = (parts: Partial<typeof exchange.request>) =>
    describeRequest({ ...exchange, request: { ...exchange.request, ...parts } });
  expect(describe({})).toBe('POST /customers/7/users');
  expect(describe({ kind: 'sync' })).toBe('POST /customers/7/users');
  expect(describe({ kind: 'put', method: 'PUT' })).toBe('PUT /customers/7/users (put)');
  expect(describe({ body: 'x' })).toBe('POST /customers/7/users with body x');
  expect(describe({ body: 'x'.repeat(999) }).length).toBeLessThan(150);
});

/** Returns an exchange with an id, from its start to its end in ms. */
function exchangeAt(id: string, at: readonly [number, number], fake: FakeResponse = {}) {
  const { exchange, status, failure } = syncTo(['101'], { ...fake, at: [at[0], at[1] - at[0]] });
  const response = status !== undefined && { status, headers: [], body: '', bodyBytes: 0 };
  return { ...exchange, id, ...(response && { response }), ...(failure && { failure }) };
}

const CUT: FakeResponse = { failure: 'incomplete' };
const GONE: FakeResponse = { failure: 'unreachable' };

test.describe('The last request of a run', () => {
  const lastOf = (exchanges: ReturnType<typeof exchangeAt>[], inconclusive?: string) =>
    describeLastRequest([
      evidenceOf({ exchanges, ...(inconclusive !== undefined && { inconclusive }) }),
    ]);
  const good = exchangeAt('1', [0, 5]);

  for (const [what, exchanges, expected] of [
    [
      'is that which was cut',
      [good, exchangeAt('2', [6, 8], CUT), exchangeAt('3', [9, 9], GONE)],
      'the last request was POST /customers/7/users (exchange 2).',
    ],
    [
      'is one of those that overlapped',
      [
        good,
        exchangeAt('2', [6, 8], CUT),
        exchangeAt('3', [7, 9], CUT),
        exchangeAt('4', [10, 10], GONE),
      ],
      'POST /customers/7/users (exchange 2) and POST /customers/7/users (exchange 3), which overlapped.',
    ],
    ['is not known if none was cut', [good, exchangeAt('2', [6, 6], GONE)], ''],
    ['is none before a response', [exchangeAt('2', [0, 1], CUT), exchangeAt('3', [2, 3])], ''],
  ] satisfies [string, ReturnType<typeof exchangeAt>[], string][]) {
    test(what, () => {
      const sentence = lastOf(exchanges, 'it stopped responding') ?? '';
      expect(sentence.endsWith(expected)).toBe(true);
      expect(sentence === '').toBe(expected === '');
      expect(lastOf(exchanges)).toBeUndefined();
    });
  }
});

test('A failure that does not recur alone names the requests that overlapped it', () => {
  const exchanges = [
    exchangeAt('1', [0, 10]),
    exchangeAt('2', [5, 8], { status: 500 }),
    exchangeAt('3', [11, 12]),
  ];
  const context = '; in progress at the same time: POST /customers/7/users (exchange 1)';
  const judged = (notRepeated?: true) =>
    withRequestsInProgress(
      [
        {
          requirement: 'http.no-5xx',
          outcome: 'failed',
          message: 'got 500',
          exchanges: ['2'],
          defects: [{ code: 'status-500', message: 'got 500', pointers: [] }],
          ...(notRepeated && { notRepeated }),
        },
      ],
      exchanges,
    ).map(({ message, defects }) => [message, defects?.[0]?.message]);
  expect(judged(true)).toEqual([[`got 500${context}`, `got 500${context}`]]);
  expect(judged()).toEqual([['got 500', 'got 500']]);
});
