import { ofEveryThirdUser, onAdmins, onLast, property } from '../patches';
import type { Patches } from '../pipeline';

const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];
const nullWhenEmpty = (value: unknown) => (words(value).length === 0 ? null : value);
const aloneWhenOne = (value: unknown) => (words(value).length === 1 ? words(value)[0] : value);
const asMap = (value: unknown) => Object.fromEntries(words(value).entries());
const asModels = (value: unknown) => words(value).map((name, index) => ({ id: index + 1, name }));

/** Roles and permissions that are no list of strings. */
export const userListFaults = {
  'roles-joined-by-commas': property('roles', (roles) => words(roles).join(',')),
  'roles-null-when-none': property('roles', nullWhenEmpty),
  'roles-as-models': property('roles', asModels),
  'roles-as-numbers': property('roles', (roles) => words(roles).map((role) => role.length)),
  'role-alone-when-one': property('roles', aloneWhenOne),
  'roles-keyed-by-index': property('roles', asMap, ofEveryThirdUser),
  'role-true-for-admins': property('roles', () => [true], onAdmins),
  'roles-keyed-by-index-on-last': property('roles', asMap, onLast),
  'permissions-null-for-admins': property('permissions', () => null, onAdmins),
  'permissions-star-for-admins': property('permissions', () => '*', onAdmins),
  'permissions-as-flags': property('permissions', (permissions) =>
    Object.fromEntries(words(permissions).map((it) => [it, true])),
  ),
  'permissions-as-json-text': property('permissions', (permissions) => JSON.stringify(permissions)),
  'permissions-grouped-by-role': property('permissions', (permissions) => [permissions]),
  'permissions-with-null': property(
    'permissions',
    (permissions) => [...words(permissions), null],
    ofEveryThirdUser,
  ),
  'permissions-as-models': property('permissions', asModels),
} satisfies Patches;
