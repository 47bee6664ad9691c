import type { Check } from '../checks/result';
import { requirementOf, type RequirementId } from '../contract/requirements';

/** If every failing sequence is longer, the defect accumulates, and no single clause shows it. */
const MAX_SIMPLE_SEQUENCE = 4;

/** Requirements that fail if overlapping syncs are rejected. */
const OVERLAP_REJECTED: readonly RequirementId[] = [
  'concurrency.accepted',
  'concurrency.independent',
];

/**
 * Returns the checks without failed set-ups if another failed check names the defect of syncs: the
 * failed set-ups are its consequence. A rejection that does not recur alone is also the consequence
 * of a rejection of overlapping syncs.
 */
export function dropConsequentialFailures(checks: readonly Check[]): Check[] {
  const failed = checks.filter(({ outcome, setUp }) => outcome === 'failed' && setUp !== true);
  const sequences = failed.filter(({ requirement: id }) => id === 'sequence.model');
  const explained =
    failed.some(({ requirement }) => requirementOf(requirement).describesSync) ||
    (sequences.length > 0 &&
      sequences.every(({ exchanges }) => exchanges.length > MAX_SIMPLE_SEQUENCE));
  const overlapping = failed.some(({ requirement: id }) => OVERLAP_REJECTED.includes(id));
  return checks.filter(
    ({ setUp, notRepeated }) =>
      setUp !== true || !(explained || (overlapping && notRepeated === true)),
  );
}
