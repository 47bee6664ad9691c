export type Ids = readonly string[];

function isIn(ids: Ids): (id: string) => boolean {
  const set = new Set(ids);
  return (id) => set.has(id);
}

export const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];
export const common = (some: Ids, others: Ids): Ids => some.filter(isIn(others));
export const isSuperset = (some: Ids, others: Ids): boolean => others.every(isIn(some));
export const sameUsers = (some: Ids, others: Ids): boolean =>
  some.length === others.length && isSuperset(others, some);

export function without(some: Ids, others: Ids): Ids {
  const isOther = isIn(others);
  return some.filter((id) => !isOther(id));
}
