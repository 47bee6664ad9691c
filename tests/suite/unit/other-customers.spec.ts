import { expect, test } from '@playwright/test';
import { discountOtherCustomers } from '../../../helpers/checks/other-customers';
import type { Check } from '../../../helpers/checks/result';
import type { RequirementId } from '../../../helpers/contract/requirements';
import type { Exchange } from '../../../helpers/http/exchange';

const OK = { status: 200, headers: [], body: '', bodyBytes: 0 };

/** Returns an accepted sync of 10 ms. */
const sync = (id: string, customer: string, ids: string, startedAt: number): Exchange => ({
  id,
  request: {
    method: 'POST',
    target: `/customers/${customer}/users`,
    headers: [],
    body: `{"user_ids":[${ids}]}`,
    bodyBytes: 20,
  },
  response: OK,
  startedAt,
  durationMs: 10,
});

/** Returns a failed check of an exchange that was rejected. */
const rejected = (requirement: RequirementId, exchange: string): Check => ({
  requirement,
  outcome: 'failed',
  message: 'wrong',
  exchanges: [exchange],
});

/** Returns a failed check of an exchange; user 101 was expected. */
const failed = (requirement: RequirementId, exchange: string, ...actual: string[]): Check => ({
  ...rejected(requirement, exchange),
  difference: { expected: ['101'], actual },
});

/** Returns a sync as another request, or with another response. */
const changed = (
  exchange: Exchange,
  { status = 200, ...request }: Partial<Exchange['request']> & { status?: number },
): Exchange => ({
  ...exchange,
  request: { ...exchange.request, ...request },
  response: { ...OK, status },
});

const BODILESS = { method: 'POST', headers: [], bodyBytes: 0 };

const unanswered = ({ id, request, startedAt, durationMs }: Exchange): Exchange => ({
  id,
  request,
  startedAt,
  durationMs,
});

const isolation = failed('isolation.customers', '9a', '101', '104');

test.describe('A list with users of another customer', () => {
  const exchanges = [
    sync('7a', '70', '103', 0),
    sync('7b', '70', '104,107', 20),
    sync('9a', '90', '101', 40),
    sync('7c', '70', '', 45),
    sync('7d', '70', '105', 60),
    changed(sync('9e', '90', '105', 80), { status: 409 }),
    sync('7e', '70', '101', 100),
    sync('9f', '90', '101', 120),
  ];
  const outcome = (check: Check, ...others: Check[]) =>
    discountOtherCustomers([check, ...others], exchanges)[0];

  test('shows nothing of its own clause if customers are not isolated', () => {
    const one = outcome(failed('detach.unlisted', '9a', '101', '104'), isolation);
    expect(one?.outcome).toBe('untested');
    expect(one?.message).toContain('104 is attached to customer 70 as well, ');
    const both = outcome(failed('detach.unlisted', '9a', '101', '104', '107'), isolation);
    expect(both?.message).toContain('104, 107 are attached to customer 70 as well, ');
  });

  test('shows nothing if it is rejected, or lacks a user whom another customer has', () => {
    expect(outcome(rejected('attach.one', '9e'), isolation)?.outcome).toBe('untested');
    expect(outcome(rejected('attach.one', '9a'), isolation)?.outcome).toBe('failed');
    expect(outcome(failed('attach.many', '9f'), isolation)?.outcome).toBe('untested');
  });

  for (const [what, check, others] of [
    ['customers are isolated', failed('detach.unlisted', '9a', '101', '104'), []],
    [
      'nothing shows whether customers are isolated',
      failed('detach.unlisted', '9a', '101', '104'),
      [{ requirement: 'isolation.customers', outcome: 'untested', exchanges: ['9a'] }],
    ],
    ['the other customer has let them go', failed('attach.one', '9a', '101', '103'), [isolation]],
    ['the other customer gets them later', failed('attach.one', '9a', '101', '105'), [isolation]],
    ['one is of nobody', failed('attach.one', '9a', '101', '104', '106'), [isolation]],
    ['a user of nobody is missing', failed('attach.one', '9a', '104'), [isolation]],
    ['its clause is about customers', isolation, []],
    [
      'its clause is about customers that are changed at once',
      failed('concurrency.independent', '9a', '101', '104'),
      [isolation],
    ],
    ['its clause is about anything else', failed('user.email', '9a', '101', '104'), [isolation]],
    ['its exchange is not known', failed('attach.one', '9z', '101', '104'), [isolation]],
  ] satisfies [string, Check, Check[]][]) {
    test(`fails as it is if ${what}`, () => {
      expect(outcome(check, ...others)).toBe(check);
    });
  }
});

/** Returns the outcome of a check of the last exchanges, and of customer 90, after a first one. */
function outcomeAfter(first: Exchange | Exchange[], lists: Check, ...last: Exchange[]) {
  const exchanges = [first, last].flat();
  return discountOtherCustomers([lists, isolation], exchanges)[0]?.outcome;
}

test.describe('A user listed for a customer', () => {
  const last = sync('9a', '90', '101', 100);
  const lists = failed('detach.unlisted', '9a', '101', '104');
  const first = sync('7a', '70', '104', 0);

  for (const [what, request] of [
    ['a sync', {}],
    ['a sync with a query', { target: '/customers/70/users?page=1' }],
    ['a sync that was answered with 201', { status: 201 }],
  ] as const) {
    test(`is of another one after ${what}`, () => {
      expect(outcomeAfter(changed(first, request), lists, last)).toBe('untested');
    });
  }

  for (const [what, request] of [
    ['a sync that was rejected', { status: 400 }],
    ['a sync that was redirected', { status: 300 }],
    ['a sync without a final response', { status: 100 }],
    ['another method', { method: 'PUT' }],
    ['another resource', { target: '/customers/70/users/104' }],
    ['the resource of a group', { target: '/groups/1/customers/70/users' }],
    ['another body', { body: '{"user_ids":["104"]}' }],
    ['a body with more than the list', { body: '{"x":{"user_ids":[104]}}' }],
    ['a list within a list', { body: '[{"user_ids":[104]}' }],
    ['a list before another property', { body: '{"user_ids":[104]},' }],
  ] as const) {
    test(`is not of another one after ${what}`, () => {
      expect(outcomeAfter(changed(first, request), lists, last)).toBe('failed');
    });
  }

  test('is not of another one after a request without a body or a response', () => {
    expect(outcomeAfter(unanswered(first), lists, last)).toBe('failed');
    const request = { ...BODILESS, target: first.request.target };
    expect(outcomeAfter({ ...first, request }, lists, last)).toBe('failed');
  });

  test('is of the customers that had them, and not of the others', () => {
    const others = [first, sync('8a', '80', '105', 0), sync('6a', '60', '106', 0)];
    const both = failed('detach.unlisted', '9a', '101', '104', '105');
    const [check] = discountOtherCustomers([both, isolation], [...others, last]);
    expect(check?.message).toContain('104, 105 are attached to customer 70, 80 as well, ');
  });

  for (const [what, from, outcome] of [
    ['that ends when its sync begins', 90, 'failed'],
    ['that ends after its sync begins', 91, 'untested'],
    ['that begins before its sync ends', 109, 'untested'],
    ['that begins when its sync ends', 110, 'failed'],
  ] as const) {
    test(`may be of another one until a sync ${what}, which is ${outcome}`, () => {
      const { id, request } = from < 100 ? sync('7b', '70', '', from) : first;
      const second = { ...sync(id, '70', '', from), request };
      const before = from < 100 ? [first, second] : [second];
      expect(outcomeAfter(before, lists, last)).toBe(outcome);
    });
  }

  test('is of another one by the sync that ended last, in any order', () => {
    const gone = sync('7b', '70', '', 20);
    expect(outcomeAfter([first, gone], lists, last)).toBe('failed');
    expect(outcomeAfter([gone, first], lists, last)).toBe('failed');
  });

  test('is not of another one if a read lists them for its own, at any path', () => {
    const own = sync('9b', '90', '104', 50);
    const request = { ...BODILESS, method: 'GET', target: '/members?of=90' };
    const read = { ...last, request };
    const shown = failed('readback.refused-unchanged', '9a', '101', '104');
    const check = { ...shown, exchanges: ['9b', '9a'] };
    expect(outcomeAfter([], check, own, read)).toBe('failed');
    expect(outcomeAfter(first, check, own, read)).toBe('untested');
    expect(outcomeAfter(first, { ...check, exchanges: ['9a'] }, read)).toBe('failed');
  });
});

test.describe('A sync with a user of another customer', () => {
  for (const [status, outcome] of [
    [200, 'failed'],
    [399, 'failed'],
    [400, 'untested'],
    [499, 'untested'],
    [500, 'failed'],
  ] as const) {
    test(`that is answered with ${String(status)} is ${outcome}`, () => {
      const last = changed(sync('9a', '90', '104', 100), { status });
      const check = rejected('attach.one', '9a');
      expect(outcomeAfter(sync('7a', '70', '104', 0), check, last)).toBe(outcome);
    });
  }

  test('is failed if it is not answered, and if it is rejected without a user', () => {
    const [first, last] = [sync('7a', '70', '104', 0), sync('9a', '90', '104', 100)];
    const check = rejected('attach.one', '9a');
    expect(outcomeAfter(first, check, unanswered(last))).toBe('failed');
    const listless = changed(last, { status: 400, body: '[104]' });
    expect(outcomeAfter(first, check, listless)).toBe('failed');
    const [none, nobody] = [
      sync('7a', '70', '', 0),
      changed(sync('9a', '90', '', 9), { status: 400 }),
    ];
    expect(outcomeAfter(none, check, nobody)).toBe('failed');
  });
});
