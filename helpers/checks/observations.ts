import { fieldValue, listedUsers, type Body } from '../http/body';
import type { HttpResult } from '../http/client';
import { contract } from '../contract/contract';
import { isObject } from '../http/json';
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
  if (status !== 200) return seen;
  const ids = listedUsers(body.json?.value)?.flatMap(({ id }) => id ?? []);
  const order = ids && orderOf(ids, asked);
  if (order !== undefined) seen.push(['order-of-data', order]);
  return seen;
}

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
