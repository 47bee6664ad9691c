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

test.describe('A list with users of another customer', () => {
  const exchanges = [
    sync('7a', '7', '103', 0),
    sync('7b', '7', '104', 20),
    sync('9a', '9', '101', 40),
    sync('7c', '7', '', 45),
    sync('7d', '7', '105', 60),
    { ...sync('9e', '9', '105', 80), response: { ...OK, status: 409 } },
    sync('7e', '7', '101', 100),
    sync('9f', '9', '101', 120),
  ];
  const isolation = failed('isolation.customers', '9a', '101', '104');
  const outcome = (check: Check, ...others: Check[]) =>
    discountOtherCustomers([check, ...others], exchanges)[0];

  test('shows nothing of its own clause if customers are not isolated', () => {
    const check = outcome(failed('detach.unlisted', '9a', '101', '104'), isolation);
    expect(check?.outcome).toBe('untested');
    expect(check?.message).toContain('104 is attached to customer 7 as well, ');
  });

  test('shows nothing if it is rejected, or lacks a user whom another customer has', () => {
    expect(outcome(rejected('attach.one', '9e'), isolation)?.outcome).toBe('untested');
    expect(outcome(rejected('attach.one', '9a'), isolation)?.outcome).toBe('failed');
    expect(outcome(failed('attach.many', '9f'), isolation)?.outcome).toBe('untested');
  });

  for (const [what, check, others] of [
    ['customers are isolated', failed('detach.unlisted', '9a', '101', '104'), []],
    ['the other customer has let them go', failed('attach.one', '9a', '101', '103'), [isolation]],
    ['the other customer gets them later', failed('attach.one', '9a', '101', '105'), [isolation]],
    ['one is of nobody', failed('attach.one', '9a', '101', '104', '106'), [isolation]],
    ['a user of nobody is missing', failed('attach.one', '9a', '104'), [isolation]],
    ['its clause is about customers', isolation, []],
    ['its clause is about anything else', failed('user.email', '9a', '101', '104'), [isolation]],
  ] as const) {
    test(`fails as it is if ${what}`, () => {
      expect(outcome(check, ...others)).toBe(check);
    });
  }
});
