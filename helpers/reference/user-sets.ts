export type Ids = readonly string[];

export const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];
export const without = (some: Ids, others: Ids): Ids => some.filter((id) => !others.includes(id));
export const common = (some: Ids, others: Ids): Ids => some.filter((id) => others.includes(id));
export const isSuperset = (some: Ids, others: Ids): boolean => without(others, some).length === 0;

export function sameUsers(some: Ids, others: Ids): boolean {
  return some.length === others.length && some.every((user) => others.includes(user));
}
