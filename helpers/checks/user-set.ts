/**
 * Set arithmetic of a sync: after it, the customer's users are the listed ones. Ids are decimal
 * digits.
 */

/** Returns the ids without duplicates, in numerical order. */
export function sortedUnique(ids: readonly string[]): string[] {
  // Doubles that differ are in the order of the integers; the nearest of long ones may be equal.
  return [...new Set(ids)].sort(
    (a, b) => Number(a) - Number(b) || (BigInt(a) < BigInt(b) ? -1 : 1),
  );
}

export function without(ids: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return sortedUnique(ids.filter((id) => !left.has(id)));
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return without(a, b).length === 0 && without(b, a).length === 0;
}

/** The users that a response should list, and those that it lists. */
export interface SetMismatch {
  expected: string[];
  actual: string[];
}

const MAX_NAMED = 12;

export function formatIds(ids: readonly string[]): string {
  if (ids.length === 0) return 'nobody';
  const named = ids.slice(0, MAX_NAMED).join(', ');
  const more = ids.length - MAX_NAMED;
  return more > 0 ? `${named} and ${String(more)} more` : named;
}

const formatUsers = (ids: readonly string[]) =>
  ids.length === 0 ? 'no users' : `users ${formatIds(ids)}`;

const verb = (ids: readonly string[], one: string, many: string) => (ids.length === 1 ? one : many);

export type MismatchCode = 'still-attached' | 'unrequested' | 'lost' | 'not-attached';

/**
 * Returns each way in which the listed users are not the expected ones, with a sentence; none if
 * they are.
 *
 * @param attached the users attached before, if an earlier response listed them
 */
export function findMismatches(
  { expected, actual }: SetMismatch,
  attached: readonly string[] = [],
): { code: MismatchCode; message: string }[] {
  const missing = without(expected, actual);
  const extra = without(actual, expected);
  const known = new Set(attached);
  const [still, foreign] = [extra.filter((id) => known.has(id)), without(extra, attached)];
  const [lost, never] = [missing.filter((id) => known.has(id)), without(missing, attached)];
  const lists = `expected ${formatUsers(sortedUnique(expected))}; got ${formatIds(sortedUnique(actual))}`;
  const ways: readonly [MismatchCode, readonly string[], string][] = [
    [
      'still-attached',
      still,
      `${verb(still, 'was', 'were')} left out of the list and ${verb(still, 'is', 'are')} still attached`,
    ],
    ['unrequested', foreign, `${verb(foreign, 'was', 'were')} not in the list`],
    ['lost', lost, `${verb(lost, 'was', 'were')} attached and ${verb(lost, 'is', 'are')} gone`],
    ['not-attached', never, `${verb(never, 'was', 'were')} not attached`],
  ];
  return ways.flatMap(([code, ids, words]) =>
    ids.length === 0 ? [] : [{ code, message: `${lists} (${formatIds(ids)} ${words})` }],
  );
}
