import type { Requirement } from './requirements';

/** Returns the options or the ability that a requirement needs, in words. */
export function describeNeed(needs: NonNullable<Requirement['needs']>): string {
  return needs === 'READ_BACK' ? 'READ_BACK_PATH or READ_BACK_COMMAND' : needs;
}
