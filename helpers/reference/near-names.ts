import { distance } from 'fastest-levenshtein';

const MAX_NEAR = 3;

/** A name may differ from a wrong one in this share of its characters, and always in two. */
const MAX_SHARE = 1 / 3;

/** Returns the names that are nearest to a wrong one, or contain it: the nearest first. */
export function nearNames(wrong: string, names: readonly string[]): string[] {
  const given = wrong.toLowerCase();
  const isNear = (name: string, edits: number) =>
    edits <= Math.max(2, Math.floor(name.length * MAX_SHARE)) ||
    (given.length > 2 && name.toLowerCase().includes(given));
  return names
    .map((name) => ({ name, edits: distance(given, name.toLowerCase()) }))
    .filter(({ name, edits }) => isNear(name, edits))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_NEAR)
    .map(({ name }) => name);
}

/** Returns " Did you mean a, b or c?", or nothing if no name is near. */
export function suggestNames(wrong: string, names: readonly string[]): string {
  const near = nearNames(wrong, names);
  const last = near.pop();
  if (last === undefined) return '';
  return ` Did you mean ${near.length > 0 ? `${near.join(', ')} or ` : ''}${last}?`;
}
