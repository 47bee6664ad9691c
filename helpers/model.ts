/**
 * What a sync means, as set arithmetic: after it, the customer's users are the listed ones. Ids
 * are decimal digits.
 */

/** Ids each once, in numerical order. */
export function asSet(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

export function without(ids: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return asSet(ids.filter((id) => !left.has(id)));
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return without(a, b).length === 0 && without(b, a).length === 0;
}

/** The users that an answer should have listed, and those that it did. */
export interface Difference {
  expected: string[];
  got: string[];
}

const MOST_NAMED = 12;

export function name(ids: readonly string[]): string {
  if (ids.length === 0) return 'nobody';
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const more = ids.length - MOST_NAMED;
  return more > 0 ? `${named} and ${String(more)} more` : named;
}

const verb = (ids: readonly string[], one: string, many: string) => (ids.length === 1 ? one : many);

/**
 * Why an answer is not what was asked for, for a person; `undefined` if it is.
 *
 * @param attached the users attached before, where an earlier answer told
 */
export function explain(
  { expected, got }: Difference,
  attached?: readonly string[],
): string | undefined {
  const missing = without(expected, got);
  const extra = without(got, expected);
  if (missing.length === 0 && extra.length === 0) return undefined;
  const known = new Set(attached);
  const [still, foreign] = [extra.filter((id) => known.has(id)), without(extra, [...known])];
  const [lost, never] = [missing.filter((id) => known.has(id)), without(missing, [...known])];
  const reasons = [
    still.length > 0 &&
      `${name(still)} ${verb(still, 'was', 'were')} left out of the list and ${verb(still, 'is', 'are')} still attached`,
    foreign.length > 0 && `${name(foreign)} ${verb(foreign, 'was', 'were')} not asked for`,
    lost.length > 0 &&
      `${name(lost)} ${verb(lost, 'was', 'were')} attached and ${verb(lost, 'is', 'are')} gone`,
    never.length > 0 && `${name(never)} ${verb(never, 'was', 'were')} not attached`,
  ].filter((reason) => reason !== false);
  return `expected users ${name(asSet(expected))}; got ${name(asSet(got))} (${reasons.join('; ')})`;
}
