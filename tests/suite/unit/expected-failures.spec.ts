import { expect, test, type TestInfo } from '@playwright/test';
import {
  allowExpectedFailures,
  expectFailure,
  restoreExpectation,
} from '../../../helpers/scenario/expected-failures';

const VARIABLE = 'SYNC_USERS_RESTORING_PROCESS';
const OURS = '/suite/reporter.ts';

test.afterEach(() => {
  Reflect.deleteProperty(process.env, VARIABLE);
});

/** Returns the status that a failed scenario is expected to have in this worker. */
function expectedStatus(): TestInfo['expectedStatus'] {
  const scenario: Pick<TestInfo, 'expectedStatus'> = { expectedStatus: 'passed' };
  expectFailure(scenario);
  return scenario.expectedStatus;
}

test.describe('A failed scenario', () => {
  test('is expected if the parent of its worker restores the expectation', () => {
    process.env[VARIABLE] = String(process.ppid);
    expect(expectedStatus()).toBe('failed');
    const scenario = { expectedStatus: expectedStatus() };
    restoreExpectation(scenario, { status: 'failed' });
    expect(scenario.expectedStatus).toBe('passed');
  });

  for (const [what, value] of [
    ['nothing sets the variable', undefined],
    ['a user sets it', '1'],
    ['another process set it', String(process.pid)],
  ] as const) {
    test(`is unexpected if ${what}`, () => {
      if (value !== undefined) process.env[VARIABLE] = value;
      expect(expectedStatus()).toBe('passed');
    });
  }

  test('is expected only where the reporter of the suite is the first', () => {
    allowExpectedFailures({ reporter: [['list'], [OURS]] }, OURS);
    expect(process.env[VARIABLE]).toBeUndefined();
    allowExpectedFailures({ reporter: [[OURS], ['blob', {}]] }, OURS);
    expect(process.env[VARIABLE]).toBe(String(process.pid));
  });
});
