import { fieldValue, listedUsers, type Body, type ListedUser } from '../http/body';
import type { HttpResult } from '../http/client';
import { contract, isDateTime } from '../contract/contract';
import { remembered } from '../contract/remember';
import { isObject, type Json } from '../http/json';
import { isAccepted } from './listing';
import { sortedUnique } from './user-set';

/** Returns the observations that any response allows, each as id and value. */
export function observeResponse(
  answer: HttpResult,
  asked: readonly string[],
): [id: string, value: string][] {
  const { status, headers, body } = answer;
  if (status === undefined || !body) return [];
  const limits = headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => /^(x-)?ratelimit|^x-rate-limit/.test(name));
  const seen: [string, string][] =
    limits.length > 0 ? [['rate-limit-headers', asSorted(limits)]] : [];
  if (status >= 400) seen.push(['error-body', errorShape(headers, body)]);
  if (!isAccepted(answer)) return seen;
  const users = listedUsers(body.json?.value) ?? [];
  seen.push(...observeUsers(users));
  const ids = users.flatMap(({ id }) => id ?? []);
  const order = orderOf(ids, asked);
  if (order !== undefined) seen.push(['order-of-data', order]);
  return seen;
}

/** Lists of strings of a user. The contract does not ask for unique items. */
const LISTS = ['roles', 'permissions'] as const;

/** Returns what users have that the contract allows and a client may not expect. */
function observeUsers(users: readonly ListedUser[]): [id: string, value: string][] {
  const repeating = LISTS.filter((name) =>
    users.some(({ record: { [name]: list } }) => Array.isArray(list) && repeatsString(list)),
  );
  const seen: [string, string][] = repeating.map((name) => ['repeated-strings', name]);
  if (users.some(({ record }) => isUpdatedBeforeCreated(record))) {
    seen.push(['updated-before-created', 'some users']);
  }
  return seen;
}

function repeatsString(list: readonly Json[]): boolean {
  const strings = list.filter((item) => typeof item === 'string');
  return new Set(strings).size < strings.length;
}

/** Returns a date-time as Unix time in ms; NaN if it is none. */
const timeOf = remembered((text) => (isDateTime(text) ? Date.parse(text.toUpperCase()) : NaN));

function isUpdatedBeforeCreated({ created_at, updated_at }: ListedUser['record']): boolean {
  return (
    typeof created_at === 'string' &&
    typeof updated_at === 'string' &&
    timeOf(updated_at) < timeOf(created_at)
  );
}

/** Returns whether a property is more than null, an empty string or an empty list. */
export function hasValue(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !isEmptyList(value);
}

const isEmptyList = (value: Json) => Array.isArray(value) && value.length === 0;

const asSorted = (names: readonly string[]) => [...new Set(names)].sort().join(', ');

const MAX_NAMES = 6;

function errorShape(headers: HttpResult['headers'], body: Body): string {
  if (body.bytes === 0) return 'empty';
  const type = (fieldValue(headers, 'content-type') ?? 'no type').split(';')[0] ?? '';
  const value = body.json?.value;
  return isObject(value)
    ? `${type} {${Object.keys(value).slice(0, MAX_NAMES).sort().join(', ')}}`
    : type;
}

/** Returns the order of `data`; `undefined` if the list sent is ambiguous. */
function orderOf(ids: readonly string[], asked: readonly string[]): string | undefined {
  const sorted = sortedUnique(ids);
  const list = [...new Set(asked)];
  if (list.join() === sortedUnique(list).join() || ids.length !== list.length) return undefined;
  if (ids.join() === sorted.join()) return 'by id';
  return ids.join() === list.join() ? 'as in the list' : 'neither by id nor as in the list';
}

/** Returns the properties of a User in the contract. */
export function contractProperties(): string[] {
  const { components } = contract.document as {
    components: { schemas: { User: { properties: Record<string, unknown> } } };
  };
  return Object.keys(components.schemas.User.properties);
}
