import type { Check } from '../checks/result';
import { requirementOf } from '../contract/requirements';

/** If every failing sequence is longer, the defect accumulates, and no single clause shows it. */
const MAX_SIMPLE_SEQUENCE = 4;

/**
 * Returns the checks without failed set-ups if another failed check names the defect of syncs: the
 * failed set-ups are its consequence.
 */
export function dropConsequentialFailures(checks: readonly Check[]): Check[] {
  const failed = checks.filter(({ outcome, setUp }) => outcome === 'failed' && setUp !== true);
  const sequences = failed.filter(({ requirement: id }) => id === 'sequence.model');
  const explained =
    failed.some(({ requirement }) => requirementOf(requirement).describesSync) ||
    (sequences.length > 0 &&
      sequences.every(({ exchanges }) => exchanges.length > MAX_SIMPLE_SEQUENCE));
  return explained ? checks.filter(({ setUp }) => setUp !== true) : [...checks];
}
