import { expect, test } from '@playwright/test';
import type { Check } from '../../../helpers/checks/result';
import { dropConsequentialFailures } from '../../../helpers/report/setup-failures';
import type { RequirementId } from '../../../helpers/contract/requirements';

const setUp: Check = {
  requirement: 'detach.unlisted',
  outcome: 'failed',
  message: 'who was attached before is still listed',
  exchanges: ['0.1', '0.2'],
  setUp: true,
};

const failed = (requirement: RequirementId, exchanges = 2): Check => ({
  requirement,
  outcome: 'failed',
  message: 'it is not as it should be',
  exchanges: Array.from({ length: exchanges }, (_item, index) => `0.${String(index)}`),
});

const notRepeated: Check = { ...setUp, requirement: 'concurrency.independent', notRepeated: true };

const sequence = (exchanges: number) => failed('sequence.model', exchanges);

test.describe('A set-up that went wrong', () => {
  for (const [what, others] of [
    ['no other check failed', []],
    ['one about syncs has passed', [{ ...failed('attach.one'), outcome: 'passed' }]],
    ['another set-up went wrong', [{ ...setUp, requirement: 'attach.one' }]],
    ['what failed is not about syncs', [failed('user.email'), failed('auth.missing')]],
    ['a sequence fails in so few requests that a clause has it', [sequence(4)]],
    ['the smallest of the sequences that fail is so short', [sequence(9), sequence(3)]],
  ] as const satisfies readonly (readonly [string, readonly Check[]])[]) {
    test(`is charged where ${what}`, () => {
      expect(dropConsequentialFailures([...others, setUp])).toEqual([...others, setUp]);
    });
  }

  for (const [what, others] of [
    ['a check of syncs fails', [failed('empty.detaches-all')]],
    ['a check about syncs fails beside a short sequence', [sequence(3), failed('attach.one')]],
    ['the defect builds up over requests', [sequence(5)]],
    ['it builds up in each sequence that fails', [sequence(9), sequence(5)]],
  ] as const satisfies readonly (readonly [string, readonly Check[]])[]) {
    test(`is a consequence where ${what}`, () => {
      expect(dropConsequentialFailures([...others, setUp])).toEqual(others);
    });
  }

  test('is a consequence of overlap where it did not recur, and overlapping requests fail', () => {
    const overlap = failed('concurrency.accepted');
    expect(dropConsequentialFailures([overlap, setUp, notRepeated])).toEqual([overlap, setUp]);
    // A mixture of lists is a warning alone, and rejects nothing.
    for (const id of ['user.email', 'concurrency.one-of', 'concurrency.settles'] as const) {
      expect(dropConsequentialFailures([failed(id), notRepeated])).toContain(notRepeated);
    }
  });
});
