import type { ScenarioEvidence } from '../checks/result';
import { formatIds } from '../checks/user-set';
import { requirementOf } from '../contract/requirements';
import type { Report, RequirementResult, Scope } from './report';

/** Names the server that a run without BASE_URL tested. */
export const EMBEDDED_SERVER =
  'NOT YOUR SERVER: BASE_URL is not set, so the suite tested its own reference server';

/** Returns a sentence fragment about customers that could not be restored. */
export function describeUnrestored(unrestored: readonly string[]): string {
  return `NOT RESTORED: customer ${formatIds(unrestored)}`;
}

function describeScope(scope: Omit<Scope, 'description'>, embedded: boolean): string {
  const { customers, longestList, readBack } = scope;
  const size = [
    `${String(customers)} customer${customers === 1 ? '' : 's'}`,
    longestList === 0 ? 'no list confirmed' : describeLongestList(longestList),
  ].join(', ');
  const reads = readBack ? 'users read back' : 'nothing read back';
  return [...(embedded ? [EMBEDDED_SERVER] : []), size, reads].join('; ');
}

/** Returns "lists up to 60 users". */
export function describeLongestList(users: number): string {
  return `lists up to ${String(users)} user${users === 1 ? '' : 's'}`;
}

/** Returns the length of the longest list that a scenario confirmed; 0 if there is none. */
export function longestListOf(evidence: readonly Pick<ScenarioEvidence, 'longestList'>[]): number {
  return evidence.reduce((longest, { longestList }) => Math.max(longest, longestList), 0);
}

/** Returns what the verdict of a run covers. */
export function scopeOf(
  { customers, embedded }: Report['target'],
  evidence: readonly ScenarioEvidence[],
  results: readonly Pick<RequirementResult, 'id' | 'checks'>[],
  unrestored: readonly string[] = [],
): Scope {
  const scope = {
    customers: customers.length,
    longestList: longestListOf(evidence),
    readBack: results.some(
      ({ id, checks }) => checks > 0 && requirementOf(id).needs === 'READ_BACK',
    ),
  };
  const description = [
    ...(unrestored.length > 0 ? [describeUnrestored(unrestored)] : []),
    describeScope(scope, embedded),
  ].join('; ');
  return { ...scope, description };
}
