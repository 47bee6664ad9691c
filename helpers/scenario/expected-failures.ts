import type { TestInfo } from '@playwright/test';
import type { FullConfig, TestCase, TestResult } from '@playwright/test/reporter';

/**
 * Has the id of the process whose first reporter restores the expectation of a failed scenario. A
 * variable from elsewhere has another id, and hides no failure.
 */
const RESTORING_PROCESS = 'SYNC_USERS_RESTORING_PROCESS';

/**
 * Lets the workers of this process expect failures, if a reporter is the first of the run. Playwright
 * ends the worker of an unexpected failure, and another one takes a second to start.
 *
 * @param file the file of the reporter
 */
export function allowExpectedFailures(
  { reporter: [first] }: Pick<FullConfig, 'reporter'>,
  file: string,
): void {
  if (first?.[0] === file) process.env[RESTORING_PROCESS] = String(process.pid);
}

/** Expects a scenario to fail, in a worker whose parent restores the expectation. */
export function expectFailure(scenario: Pick<TestInfo, 'expectedStatus'>): void {
  if (process.env[RESTORING_PROCESS] === String(process.ppid)) scenario.expectedStatus = 'failed';
}

/** Makes a failure unexpected again, for `-x`, `--last-failed` and the reporters after the first. */
export function restoreExpectation(
  scenario: Pick<TestCase, 'expectedStatus'>,
  { status }: Pick<TestResult, 'status'>,
): void {
  if (status === 'failed') scenario.expectedStatus = 'passed';
}
