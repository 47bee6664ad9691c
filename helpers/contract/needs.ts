import type { Requirement } from './requirements';

type Need = NonNullable<Requirement['needs']>;

/** Descriptions of the needs whose name alone is not clear. */
const IN_WORDS: Readonly<Partial<Record<Need, string>>> = {
  CUSTOMER_IDS: 'a second customer in CUSTOMER_IDS',
  READ_BACK: 'READ_BACK_PATH or READ_BACK_COMMAND',
  'HTTP/2': 'an https target that offers HTTP/2',
};

/** Returns the options or the ability that a requirement needs, in words. */
export function describeNeed(needs: Need): string {
  return IN_WORDS[needs] ?? needs;
}
