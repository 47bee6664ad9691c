import type { User } from '../dataset';
import { counter, onRecords, onRepeat, property } from '../patches';
import type { Patch } from '../pipeline';
import { listInstead } from '../sync-patches';
import { sameUsers } from '../user-sets';
import { breaks, type Faults } from './fault';

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
  'name-short-in-lists': breaks(['user.stable'], {
    cause: 'Lists come from the search index, which keeps initials; a single user from the table.',
    patch: onRecords((record, { index, last }) =>
      index === 0 && last ? record : { ...record, name: String(record['name']).slice(0, 1) },
    ),
  }),
  'roles-of-the-customer': breaks(['user.stable'], {
    cause: 'Roles are read through the pivot of the customer that is asked for.',
    patch: onRecords((record, { context: { customer } }) => ({
      ...record,
      roles: [...list(record['roles']), `customer-${customer}`],
    })),
  }),
  'created-at-of-the-attachment': breaks(['user.stable'], {
    cause: 'The join selects *, and created_at of the pivot hides that of the user.',
    patch: ({ presentUser }) => {
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
  }),
  'records-of-the-first-listed': breaks(['user.stable'], {
    cause: 'The loop variable is captured, and every row shows the record of one user.',
    patch: otherUser((user, listed) => listed?.[0] ?? user.id),
  }),
  'records-shifted-when-many': breaks(['user.stable'], {
    cause: 'Ids and records are fetched in two queries, in two orders, and zipped.',
    patch: otherUser(
      (user, listed = []) => listed[(listed.indexOf(user.id) + 1) % listed.length] ?? user.id,
    ),
  }),
  'permissions-only-when-attached-now': breaks(['user.stable', 'idempotent.same-records'], {
    cause: 'Relations are loaded for the users that this sync attached, and for no other.',
    patch: onRecords((record, { context: { before } }) =>
      before.includes(String(record['id'])) ? { ...record, permissions: [] } : record,
    ),
  }),
  'roles-of-the-cache-on-repeat': breaks(['idempotent.same-records', 'user.stable'], {
    cause: 'When nothing changed, the answer comes from a cache that adds a role of its own.',
    patch: property('roles', (roles) => [...list(roles), 'cached'], onRepeat),
  }),
  'name-garbled-on-repeat': breaks(['idempotent.same-records', 'user.stable'], {
    cause: 'The cache is written in UTF-8 and read in Latin-1.',
    patch: property('name', (name) => `${Buffer.from(String(name)).toString('latin1')}?`, onRepeat),
  }),
  'roles-grow-with-every-sync': breaks(['idempotent.same-records', 'user.stable'], {
    cause: 'A hook of the sync adds the role again each time.',
    patch: ({ presentUser }) => {
      const count = counter();
      return {
        presentUser: (user, context) => {
          const member = Array.from({ length: count(user.id) }, () => 'member');
          return { ...presentUser(user, context), roles: [...user.roles, ...member] };
        },
      };
    },
  }),
  'created-at-touched-on-repeat': breaks(['idempotent.same-records', 'user.stable'], {
    cause: 'The upsert sets created_at as well as updated_at.',
    patch: property('created_at', () => new Date().toISOString(), onRepeat),
  }),
  'nobody-on-repeat': breaks(['idempotent.same-users', 'sequence.model'], {
    cause: 'The answer lists what the sync changed, and a repeat changes nothing.',
    patch: listInstead((attached, before) => (sameUsers(attached, before) ? [] : attached)),
  }),
  'last-user-missing-on-repeat': breaks(['idempotent.same-users', 'sequence.model'], {
    cause: 'A repeat is answered from a cached page that was cut one too short.',
    patch: listInstead((attached, before) =>
      sameUsers(attached, before) ? attached.slice(0, -1) : attached,
    ),
  }),
} satisfies Faults;
