import type { TestResult } from '@playwright/test/reporter';
import type { ScenarioEvidence } from '../checks/result';

/** Returns whether a scenario failed for another reason than its checks. Those are one error at most. */
export function crashed(
  { status, errors }: Pick<TestResult, 'status' | 'errors'>,
  { fails = false }: Pick<ScenarioEvidence, 'fails'>,
): boolean {
  return status !== 'passed' && (!fails || errors.length > 1);
}
