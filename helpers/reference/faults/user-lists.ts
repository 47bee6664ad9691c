import { ofEveryThirdUser, onAdmins, onLast, property } from '../alterations';
import type { Fault } from './fault';

const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];
const nullWhenEmpty = (value: unknown) => (words(value).length === 0 ? null : value);
const aloneWhenOne = (value: unknown) => (words(value).length === 1 ? words(value)[0] : value);
const asMap = (value: unknown) => Object.fromEntries(words(value).entries());
const asModels = (value: unknown) => words(value).map((name, index) => ({ id: index + 1, name }));

/** Roles and permissions that are no list of strings. */
export const userListFaults: readonly Fault[] = [
  {
    name: 'roles-joined-by-commas',
    story: 'GROUP_CONCAT in the query, and nobody splits what it gives.',
    caughtBy: ['user.roles'],
    alter: property('roles', (roles) => words(roles).join(',')),
  },
  {
    name: 'roles-null-when-none',
    story: 'A Go slice that was never appended to is nil, and is encoded as null.',
    caughtBy: ['user.roles'],
    alter: property('roles', nullWhenEmpty),
  },
  {
    name: 'roles-as-models',
    story: 'The presenter gives the related role models in place of their names.',
    caughtBy: ['user.roles'],
    alter: property('roles', asModels),
  },
  {
    name: 'roles-as-numbers',
    story: 'Roles are an enum and are encoded by number.',
    caughtBy: ['user.roles'],
    alter: property('roles', (roles) => words(roles).map((role) => role.length)),
  },
  {
    name: 'role-alone-when-one',
    story: 'The converter from XML makes a list of one a plain value.',
    caughtBy: ['user.roles'],
    alter: property('roles', aloneWhenOne),
  },
  {
    name: 'roles-keyed-by-index',
    story: 'PHP encodes an array that was filtered, and has gaps in its keys, as an object.',
    caughtBy: ['user.roles'],
    alter: property('roles', asMap, ofEveryThirdUser),
  },
  {
    name: 'role-true-for-admins',
    story: 'The is_admin column is appended to the roles as it is.',
    caughtBy: ['user.roles'],
    alter: property('roles', () => [true], onAdmins),
  },
  {
    name: 'roles-keyed-by-index-on-last',
    story: 'Removing the duplicates of the last user leaves gaps in its keys.',
    caughtBy: ['user.roles', 'user.stable'],
    alter: property('roles', asMap, onLast),
  },
  {
    name: 'permissions-null-for-admins',
    story: 'Admins have all permissions implicitly, so that someone wrote null for them.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', () => null, onAdmins),
  },
  {
    name: 'permissions-star-for-admins',
    story: 'All permissions are written as one star, not as a list with a star.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', () => '*', onAdmins),
  },
  {
    name: 'permissions-as-flags',
    story: 'The front end wanted a map from permission to true.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', (permissions) =>
      Object.fromEntries(words(permissions).map((it) => [it, true])),
    ),
  },
  {
    name: 'permissions-as-json-text',
    story: 'The JSON column is not cast, and is encoded once more.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', (permissions) => JSON.stringify(permissions)),
  },
  {
    name: 'permissions-grouped-by-role',
    story: 'The lists of each role are collected and not flattened.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', (permissions) => [permissions]),
  },
  {
    name: 'permissions-with-null',
    story: 'A left join gives a null where a role has no permission.',
    caughtBy: ['user.permissions'],
    alter: property(
      'permissions',
      (permissions) => [...words(permissions), null],
      ofEveryThirdUser,
    ),
  },
  {
    name: 'permissions-as-models',
    story: 'The related models are given, id and name and all.',
    caughtBy: ['user.permissions'],
    alter: property('permissions', asModels),
  },
];
