/** Returns a function that compares by one key after another, for sorting. */
export const compareBy =
  <T>(...keys: readonly ((each: T) => number | string)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const [own, other] = [key(a), key(b)];
      if (own !== other) return own < other ? -1 : 1;
    }
    return 0;
  };

/** Groups items by a text of each, in the order in which the texts first appear. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    groups.set(key(item), group);
    group.push(item);
  }
  return [...groups];
}
