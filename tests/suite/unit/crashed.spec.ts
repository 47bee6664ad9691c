import { expect, test } from '@playwright/test';
import { crashed } from '../../../helpers/run/crashed';

const error = { message: 'reason' };

test.describe('A scenario', () => {
  for (const [what, result, evidence, expected] of [
    ['that passes has not crashed', { status: 'passed', errors: [] }, {}, false],
    ['that its checks fail has not', { status: 'failed', errors: [error] }, { fails: true }, false],
    ['that throws has, also beside a warning', { status: 'failed', errors: [error] }, {}, true],
    [
      'that throws has, also beside a failed check',
      { status: 'failed', errors: [error, error] },
      { fails: true },
      true,
    ],
  ] as const) {
    test(what, () => {
      expect(crashed({ ...result, errors: [...result.errors] }, evidence)).toBe(expected);
    });
  }
});
