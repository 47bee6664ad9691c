import { formatIds, sortedUnique } from '../checks/user-set';
import { groupBy } from './order';
import type { CustomerUsers, KnownBy, KnownUsers, Users } from './report';

const MAX_IDS = 200;

/** Returns the first ids and their number. */
export function toUsers(ids: readonly string[]): Users {
  return { ids: ids.slice(0, MAX_IDS), count: ids.length };
}

/** Returns users who were read, or listed, in numerical order. */
export function toKnownUsers(ids: readonly string[], by: KnownBy): KnownUsers {
  return { ...toUsers(sortedUnique(ids)), by };
}

const SHOWN = 12;

function describe({ ids, count }: Users): string {
  const more = count - Math.min(ids.length, SHOWN);
  return formatIds(ids.slice(0, SHOWN)) + (more > 0 ? ` and ${String(more)} more` : '');
}

const same = (one: Users, other: Users) =>
  one.count === other.count && String(one.ids) === String(other.ids);

const source = (by: KnownBy) => (by === 'response' ? 'the response to the restore' : by);

/** Returns who was attached to a customer before a run, and is after it, and how that is known. */
function describeUsers({ before, restore, after }: CustomerUsers): string {
  const had = before ? `${describe(before)} before (by ${before.by})` : 'not read before';
  if (!after) return `${had}; not read after`;
  const has = `by ${source(after.by)}`;
  if (before && same(before, after)) return `${describe(after)} before and after (${has})`;
  if (same(restore, after)) {
    return `${had}; restored to ${describe(after)}, as set by RESTORE_USER_IDS (${has})`;
  }
  return `${had}; ${describe(after)} after (${has})`;
}

/** Returns a sentence about the users of each customer; customers with the same share one. */
export function describeCustomers(customers: readonly CustomerUsers[]): string[] {
  return groupBy(customers, describeUsers).map(
    ([users, alike]) =>
      `Users of customer ${formatIds(alike.map(({ customer }) => customer))}: ${users}.`,
  );
}
