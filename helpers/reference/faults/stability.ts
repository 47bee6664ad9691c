import { counter, listInstead, onRecords, onRepeat, property, sameUsers } from '../alterations';
import type { User } from '../directory';
import type { Alteration } from '../parts';
import type { Fault } from './fault';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Which record is shown of a user depends on what it should not. */
function otherUser(
  choose: (user: User, attached: readonly string[] | undefined) => string,
): Alteration {
  return ({ presentUser, directory }) => ({
    presentUser: (user, context) => {
      const other = directory.users.get(choose(user, context.listed)) ?? user;
      return { ...presentUser(other, context), id: BigInt(user.id) };
    },
  });
}

/** One id, and not the same record in every answer. */
export const stabilityFaults: readonly Fault[] = [
  {
    name: 'name-short-in-lists',
    story: 'Lists come from the search index, which keeps initials; a single user from the table.',
    caughtBy: ['user.stable'],
    alter: onRecords((record, { index, last }) =>
      index === 0 && last ? record : { ...record, name: String(record['name']).slice(0, 1) },
    ),
  },
  {
    name: 'roles-of-the-customer',
    story: 'Roles are read through the pivot of the customer that is asked for.',
    caughtBy: ['user.stable'],
    alter: onRecords((record, { context: { customer } }) => ({
      ...record,
      roles: [...list(record['roles']), `customer-${customer}`],
    })),
  },
  {
    name: 'created-at-of-the-attachment',
    story: 'The join selects *, and created_at of the pivot hides that of the user.',
    caughtBy: ['user.stable'],
    alter: ({ presentUser }) => {
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
  },
  {
    name: 'records-of-the-first-listed',
    story: 'The loop variable is captured, and every row shows the record of one user.',
    caughtBy: ['user.stable'],
    alter: otherUser((user, listed) => listed?.[0] ?? user.id),
  },
  {
    name: 'records-shifted-when-many',
    story: 'Ids and records are fetched in two queries, in two orders, and zipped.',
    caughtBy: ['user.stable'],
    alter: otherUser(
      (user, listed = []) => listed[(listed.indexOf(user.id) + 1) % listed.length] ?? user.id,
    ),
  },
  {
    name: 'permissions-only-when-attached-now',
    story: 'Relations are loaded for the users that this sync attached, and for no other.',
    caughtBy: ['user.stable', 'idempotent.same-records'],
    alter: onRecords((record, { context: { before } }) =>
      before.includes(String(record['id'])) ? { ...record, permissions: [] } : record,
    ),
  },
  {
    name: 'roles-of-the-cache-on-repeat',
    story: 'When nothing changed, the answer comes from a cache that adds a role of its own.',
    caughtBy: ['idempotent.same-records', 'user.stable'],
    alter: property('roles', (roles) => [...list(roles), 'cached'], onRepeat),
  },
  {
    name: 'name-garbled-on-repeat',
    story: 'The cache is written in UTF-8 and read in Latin-1.',
    caughtBy: ['idempotent.same-records', 'user.stable'],
    alter: property('name', (name) => `${Buffer.from(String(name)).toString('latin1')}?`, onRepeat),
  },
  {
    name: 'roles-grow-with-every-sync',
    story: 'A hook of the sync adds the role again each time.',
    caughtBy: ['idempotent.same-records', 'user.stable'],
    alter: ({ presentUser }) => {
      const count = counter();
      return {
        presentUser: (user, context) => {
          const member = Array.from({ length: count(user.id) }, () => 'member');
          return { ...presentUser(user, context), roles: [...user.roles, ...member] };
        },
      };
    },
  },
  {
    name: 'created-at-touched-on-repeat',
    story: 'The upsert sets created_at as well as updated_at.',
    caughtBy: ['idempotent.same-records', 'user.stable'],
    alter: property('created_at', () => new Date().toISOString(), onRepeat),
  },
  {
    name: 'nobody-on-repeat',
    story: 'The answer lists what the sync changed, and a repeat changes nothing.',
    caughtBy: ['idempotent.same-users', 'sequence.model'],
    alter: listInstead((attached, before) => (sameUsers(attached, before) ? [] : attached)),
  },
  {
    name: 'last-user-missing-on-repeat',
    story: 'A repeat is answered from a cached page that was cut one too short.',
    caughtBy: ['idempotent.same-users', 'sequence.model'],
    alter: listInstead((attached, before) =>
      sameUsers(attached, before) ? attached.slice(0, -1) : attached,
    ),
  },
];
