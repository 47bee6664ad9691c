import { ofEveryThirdUser, onAdmins, onLast, property } from '../patches';
import { breaks, type Faults } from './fault';

const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];
const nullWhenEmpty = (value: unknown) => (words(value).length === 0 ? null : value);
const aloneWhenOne = (value: unknown) => (words(value).length === 1 ? words(value)[0] : value);
const asMap = (value: unknown) => Object.fromEntries(words(value).entries());
const asModels = (value: unknown) => words(value).map((name, index) => ({ id: index + 1, name }));

/** Roles and permissions that are no list of strings. */
export const userListFaults = {
  'roles-joined-by-commas': breaks(['user.roles'], {
    cause: 'GROUP_CONCAT in the query, and nobody splits what it gives.',
    patch: property('roles', (roles) => words(roles).join(',')),
  }),
  'roles-null-when-none': breaks(['user.roles'], {
    cause: 'A Go slice that was never appended to is nil, and is encoded as null.',
    patch: property('roles', nullWhenEmpty),
  }),
  'roles-as-models': breaks(['user.roles'], {
    cause: 'The presenter gives the related role models in place of their names.',
    patch: property('roles', asModels),
  }),
  'roles-as-numbers': breaks(['user.roles'], {
    cause: 'Roles are an enum and are encoded by number.',
    patch: property('roles', (roles) => words(roles).map((role) => role.length)),
  }),
  'role-alone-when-one': breaks(['user.roles'], {
    cause: 'The converter from XML makes a list of one a plain value.',
    patch: property('roles', aloneWhenOne),
  }),
  'roles-keyed-by-index': breaks(['user.roles'], {
    cause: 'PHP encodes an array that was filtered, and has gaps in its keys, as an object.',
    patch: property('roles', asMap, ofEveryThirdUser),
  }),
  'role-true-for-admins': breaks(['user.roles'], {
    cause: 'The is_admin column is appended to the roles as it is.',
    patch: property('roles', () => [true], onAdmins),
  }),
  'roles-keyed-by-index-on-last': breaks(['user.roles', 'user.stable'], {
    cause: 'Removing the duplicates of the last user leaves gaps in its keys.',
    patch: property('roles', asMap, onLast),
  }),
  'permissions-null-for-admins': breaks(['user.permissions'], {
    cause: 'Admins have all permissions implicitly, so that someone wrote null for them.',
    patch: property('permissions', () => null, onAdmins),
  }),
  'permissions-star-for-admins': breaks(['user.permissions'], {
    cause: 'All permissions are written as one star, not as a list with a star.',
    patch: property('permissions', () => '*', onAdmins),
  }),
  'permissions-as-flags': breaks(['user.permissions'], {
    cause: 'The front end wanted a map from permission to true.',
    patch: property('permissions', (permissions) =>
      Object.fromEntries(words(permissions).map((it) => [it, true])),
    ),
  }),
  'permissions-as-json-text': breaks(['user.permissions'], {
    cause: 'The JSON column is not cast, and is encoded once more.',
    patch: property('permissions', (permissions) => JSON.stringify(permissions)),
  }),
  'permissions-grouped-by-role': breaks(['user.permissions'], {
    cause: 'The lists of each role are collected and not flattened.',
    patch: property('permissions', (permissions) => [permissions]),
  }),
  'permissions-with-null': breaks(['user.permissions'], {
    cause: 'A left join gives a null where a role has no permission.',
    patch: property(
      'permissions',
      (permissions) => [...words(permissions), null],
      ofEveryThirdUser,
    ),
  }),
  'permissions-as-models': breaks(['user.permissions'], {
    cause: 'The related models are given, id and name and all.',
    patch: property('permissions', asModels),
  }),
} satisfies Faults;
