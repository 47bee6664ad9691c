import type { Check } from '../checks/result';

/** Where the smallest sequence that fails is longer, the defect builds up, and no one clause has it. */
const BUILT_UP = 4;

/** Clauses that tell what is wrong with a sync; shorter sequences and races only tell that something is. */
const ABOUT_SYNCS = /^(attach|detach|replace|empty|idempotent|set|isolation|volume)\./;

/**
 * Set-ups that went wrong are charged where no check of its own tells what is wrong with syncs;
 * where one does, they are its consequence, and say nothing.
 */
export function dropConsequentialFailures(checks: readonly Check[]): Check[] {
  const failed = checks.filter(({ outcome, setUp }) => outcome === 'failed' && setUp !== true);
  const sequences = failed.filter(({ requirement: id }) => id === 'sequence.model');
  const told =
    failed.some(({ requirement: id }) => ABOUT_SYNCS.test(id)) ||
    (sequences.length > 0 && sequences.every(({ exchanges }) => exchanges.length > BUILT_UP));
  return told ? checks.filter(({ setUp }) => setUp !== true) : [...checks];
}
