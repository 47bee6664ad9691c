import type { TestInfo } from '@playwright/test';
import type { FullConfig, TestCase, TestResult } from '@playwright/test/reporter';

/** Set in workers whose failures the first reporter takes for unexpected. */
const EXPECTED = 'SYNC_USERS_EXPECT_FAILURES';

/**
 * Has the workers expect the failures of scenarios if a reporter is the first of a run. Playwright
 * ends the worker of an unexpected failure, and another one takes a second to start.
 *
 * @param file the file of the reporter
 */
export function expectFailures({ reporter: [first] }: Pick<FullConfig, 'reporter'>, file: string) {
  if (first?.[0] === file) process.env[EXPECTED] = '1';
  else Reflect.deleteProperty(process.env, EXPECTED);
}

/** Expects a scenario to fail, in a worker. */
export function expectFailure(scenario: Pick<TestInfo, 'expectedStatus'>): void {
  if (process.env[EXPECTED] === '1') scenario.expectedStatus = 'failed';
}

/** Makes a failure an unexpected one for `-x`, `--last-failed` and all reporters after the first. */
export function restoreExpectation(
  scenario: Pick<TestCase, 'expectedStatus'>,
  { status }: Pick<TestResult, 'status'>,
): void {
  if (status === 'failed') scenario.expectedStatus = 'passed';
}
