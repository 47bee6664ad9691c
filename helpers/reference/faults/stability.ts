import type { User } from '../dataset';
import { counter, onRecords, onRepeat, property } from '../patches';
import type { Patch, Patches } from '../pipeline';
import { listInstead } from '../sync-patches';
import { sameUsers } from '../user-sets';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Shows the record of another user, under the id of the user. */
function otherUser(choose: (user: User, attached: readonly string[] | undefined) => string): Patch {
  return ({ presentUser, dataset }) => ({
    presentUser: (user, context) => {
      const other = dataset.users.get(choose(user, context.listed)) ?? user;
      return { ...presentUser(other, context), id: BigInt(user.id) };
    },
  });
}

/** Records that differ from response to response, for one id. */
export const stabilityFaults = {
  'name-short-in-lists': onRecords((record, { index, last }) =>
    index === 0 && last ? record : { ...record, name: String(record['name']).slice(0, 1) },
  ),
  'roles-of-the-customer': onRecords((record, { context: { customer } }) => ({
    ...record,
    roles: [...list(record['roles']), `customer-${customer}`],
  })),
  'created-at-of-the-attachment': ({ presentUser }) => {
    const attachedAt = new Map<string, string>();
    return {
      presentUser: (user, context) => {
        const key = `${context.customer}/${user.id}`;
        const kept = context.before.includes(user.id) ? attachedAt.get(key) : undefined;
        const time = kept ?? new Date().toISOString();
        attachedAt.set(key, time);
        return { ...presentUser(user, context), created_at: time };
      },
    };
  },
  'records-of-the-first-listed': otherUser((user, listed) => listed?.[0] ?? user.id),
  'records-shifted-when-many': otherUser(
    (user, listed = []) => listed[(listed.indexOf(user.id) + 1) % listed.length] ?? user.id,
  ),
  'permissions-only-when-attached-now': onRecords((record, { context: { before } }) =>
    before.includes(String(record['id'])) ? { ...record, permissions: [] } : record,
  ),
  'roles-of-the-cache-on-repeat': property(
    'roles',
    (roles) => [...list(roles), 'cached'],
    onRepeat,
  ),
  'name-garbled-on-repeat': property(
    'name',
    (name) => `${Buffer.from(String(name)).toString('latin1')}?`,
    onRepeat,
  ),
  'roles-grow-with-every-sync': ({ presentUser }) => {
    const count = counter();
    return {
      presentUser: (user, context) => {
        const member = Array.from({ length: count(user.id) }, () => 'member');
        return { ...presentUser(user, context), roles: [...user.roles, ...member] };
      },
    };
  },
  'created-at-touched-on-repeat': property('created_at', () => new Date().toISOString(), onRepeat),
  'nobody-on-repeat': listInstead((attached, before) =>
    sameUsers(attached, before) ? [] : attached,
  ),
  'last-user-missing-on-repeat': listInstead((attached, before) =>
    sameUsers(attached, before) ? attached.slice(0, -1) : attached,
  ),
} satisfies Patches;
