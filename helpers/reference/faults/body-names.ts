import { LosslessNumber } from 'lossless-json';
import { isObject, onBody, onItem, onItems } from '../lenient-parsing';
import { crash, onRequest, recover } from '../patches';
import type { Patch, Patches } from '../pipeline';

/** Reads the last property whose name is another spelling of `user_ids`. */
const onSpelling = (isName: (name: string) => boolean): Patch =>
  onBody((body) => {
    const names = isObject(body) ? Object.keys(body).filter(isName) : [];
    const last = names.at(-1);
    return isObject(body) && last !== undefined ? { ...body, user_ids: body[last] } : body;
  });

const lettersOf = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

/** Returns how deep a value is nested in lists. */
function depthOf(value: unknown): number {
  let depth = 0;
  for (let inner = value; Array.isArray(inner); inner = inner[0] as unknown) depth++;
  return depth;
}

const countDistinct = (items: readonly unknown[]) =>
  new Set(items.map((item) => (item instanceof LosslessNumber ? item.value : item))).size;

/** Reads a body that is not JSON once more, repaired. */
const readAgain =
  (repair: (text: string) => string): Patch =>
  ({ readJson }) => ({ readJson: recover(readJson, (text) => readJson(repair(text))) });

/** Names and values in a body that a parser reads as something else. */
export const bodyNameFaults = {
  'names-matched-in-any-case': onSpelling((name) => name.toLowerCase() === 'user_ids'),
  'name-in-pascal-case-preferred': onSpelling((name) => name === 'UserIds'),
  'names-matched-in-any-spelling': onSpelling((name) => lettersOf(name) === 'userids'),
  'nested-list-before-it-preferred': onBody((body) => {
    if (!isObject(body)) return body;
    const before = Object.entries(body).slice(0, Object.keys(body).indexOf('user_ids'));
    const nested = before.find(([, value]) => isObject(value) && 'user_ids' in value)?.[1];
    return nested ?? body;
  }),
  'empty-list-beside-others-answered-500': onBody((body) =>
    isObject(body) && Array.isArray(body['user_ids']) && body['user_ids'].length === 0
      ? Object.keys(body).length > 1
        ? crash()
        : body
      : body,
  ),
  'users-preferred': onBody((body) =>
    isObject(body) && 'users' in body ? { user_ids: body['users'] } : body,
  ),
  'one-user-id-preferred': onBody((body) =>
    isObject(body) && 'user_id' in body ? { user_ids: [body['user_id']] } : body,
  ),
  'list-behind-a-long-text-not-found': ({ readText }) => ({
    readText: (bytes) => {
      const text = readText(bytes);
      return text.indexOf('"user_ids"') > 1_000 ? '{"user_ids":[]}' : text;
    },
  }),
  'method-taken-from-the-body': onRequest(async (request, { readJson }) => {
    const body = recover(readJson, () => undefined)((await request.bytes()).toString());
    const method = isObject(body) ? body['_method'] : undefined;
    return typeof method === 'string' ? { ...request, method } : request;
  }),
  'text-after-the-json-ignored': readAgain((text) => /^\s*\{[^{}]*\}/.exec(text)?.[0] ?? text),
  'text-after-the-json-means-nobody': readAgain((text) =>
    text.includes('\n') ? '{"user_ids":[]}' : text,
  ),
  'unclosed-list-closed': readAgain((text) => text.replace(/(\d)\}$/, '$1]}')),
  'deep-item-answered-500': onItem((item) => (depthOf(item) > 100 ? crash() : item)),
  'many-distinct-ids-answered-500': onItems((items) =>
    countDistinct(items) > 32_766 ? crash() : items,
  ),
  'long-list-means-nobody': onItems((items) => (items.length > 5000 ? [] : items)),
} satisfies Patches;
