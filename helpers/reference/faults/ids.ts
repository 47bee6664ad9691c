import { LosslessNumber } from 'lossless-json';
import {
  ignoringUnknownUsers,
  integerInText,
  isCoercible,
  isNumber,
  isObject,
  onItem,
  onItems,
  onUserIds,
} from '../lenient-parsing';
import { combine, crash, onIds } from '../patches';
import type { Patch, Patches } from '../pipeline';
import { union } from '../user-sets';

const nothing = (value: unknown): unknown => (Array.isArray(value) ? value : []);
const flat = (item: unknown): unknown => (Array.isArray(item) ? item[0] : item);
const numbered = (value: number) => new LosslessNumber(String(value));

/** Replaces `user_ids` if it is neither a list nor can be coerced to one. */
function inPlaceOfList(change: (value: unknown) => unknown): Patch {
  const readable = (value: unknown) =>
    Array.isArray(value) || isObject(value) || isNumber(value) || isCoercible(value);
  return onUserIds((value) => (readable(value) ? value : change(value)));
}

/** Replaces an item that cannot be coerced to an integer; unknown users are ignored. */
function onUncoercible(change: (item: unknown) => unknown): Patch {
  return combine(
    ignoringUnknownUsers,
    onItem((item) => (isCoercible(item) ? item : change(item))),
  );
}

/** Changes the text of integers with a fraction or an exponent (101.0, 1.01e2). */
function onLongForm(change: (text: string) => string): Patch {
  return combine(
    ignoringUnknownUsers,
    onItem((item) =>
      isNumber(item) && isCoercible(item) && /[.eE]/.test(item.value)
        ? new LosslessNumber(change(item.value))
        : item,
    ),
  );
}

/** `user_ids` that is no list of integers. */
export const idFaults = {
  'several-words-answered-500': onItems((items) =>
    items.length > 1 && items.every((item) => typeof item === 'string') && !items.some(isCoercible)
      ? crash()
      : items,
  ),
  'ends-of-a-list-validated': onItems((items) =>
    items.filter((item, index) => index === 0 || index === items.length - 1 || isCoercible(item)),
  ),
  'fraction-at-the-head-truncated': onItems((items) =>
    items.map((item, index) =>
      index === 0 && items.length > 1 && isNumber(item) && !isCoercible(item)
        ? numbered(Math.trunc(Number(item.value)))
        : item,
    ),
  ),
  'object-alone-means-nobody': onItems((items) => {
    const [only] = items;
    return items.length === 1 && isObject(only) && 'id' in only ? [] : items;
  }),
  'list-in-a-list-means-itself': onItems((items) => {
    const [only] = items;
    return items.length === 1 && Array.isArray(only) ? (only as unknown[]) : items;
  }),
  'unknown-user-at-the-head-detaches-everyone': onIds((ids, users) =>
    ids.length > 1 && !users.has(String(ids[0])) ? [] : ids,
  ),
  'ten-items-validated': onItems((items) =>
    items.map((item, index) =>
      index >= 10 && isNumber(item) ? numbered(Math.trunc(Number(item.value))) : item,
    ),
  ),
  'fraction-in-a-text-truncated': onItem((item) =>
    typeof item === 'string' && /^\d+\.\d+$/.test(item) ? numbered(Math.trunc(Number(item))) : item,
  ),
  'numeric-texts-detach-nobody': ({ readList, readId, sync, store }) => {
    let texts = false;
    return {
      readList: (body) => {
        texts = false;
        return readList(body);
      },
      readId: (item) => {
        const read = integerInText(item);
        texts ||= read !== item;
        return readId(read);
      },
      sync: (customer, users) => sync(customer, texts ? union(store.get(customer), users) : users),
    };
  },
  'number-and-text-are-two-items': (correct) => {
    let hasText = false;
    return combine(
      onItems((items) => {
        hasText = items.some((item) => typeof item === 'string');
        return items.map((item) => (isCoercible(item) ? integerInText(item) : item));
      }),
      ({ readUsers }) => ({
        readUsers: (ids) =>
          hasText && ids.length === 2 && ids[0] === ids[1] ? ids.map(String) : readUsers(ids),
      }),
    )(correct);
  },
  'null-detaches-everyone': onUserIds((value) => value ?? []),
  'what-is-no-list-means-nobody': inPlaceOfList(nothing),
  'false-means-nobody': inPlaceOfList((value) => (value === false ? [] : value)),
  'empty-text-means-nobody': inPlaceOfList((value) => (value === '' ? [] : value)),
  'text-read-by-its-digits': combine(
    ignoringUnknownUsers,
    onUserIds((value) =>
      typeof value === 'string' && /^\d+$/.test(value)
        ? value.match(/\d/g)?.map((digit) => numbered(Number(digit)))
        : value,
    ),
  ),
  'list-of-null-means-nobody': onUserIds((value) =>
    Array.isArray(value) && value.length === 1 && value[0] === null ? [] : value,
  ),
  'leading-null-dropped': onItems((items) => (items[0] === null ? items.slice(1) : items)),
  'unknown-users-alone-mean-everyone': ({ readUsers, dataset: { users } }) => ({
    readUsers: (ids) =>
      ids.length > 0 && ids.every((id) => !users.has(String(id)))
        ? [...users.keys()]
        : readUsers(ids),
  }),
  'true-answered-500': inPlaceOfList((value) => (value === true ? crash() : value)),
  'null-answered-500': onUserIds((value) => (value === null ? crash() : value)),
  'text-in-place-of-list-split': inPlaceOfList((value) => (typeof value === 'string' ? [] : value)),
  'fractions-truncated': onUncoercible((item) =>
    isNumber(item) ? numbered(Math.trunc(Number(item.value))) : item,
  ),
  'items-that-are-no-integer-skipped': onItems((items) => items.filter(isCoercible)),
  'nested-lists-flattened': onItem(flat),
  'null-items-read-as-zero': onUncoercible((item) => (item === null ? numbered(0) : item)),
  'text-items-read-as-zero': onUncoercible((item) =>
    typeof item === 'string' ? numbered(0) : item,
  ),
  'object-items-answered-500': onItem((item) => (isObject(item) ? crash() : item)),
  'text-items-answered-500': onItem((item) =>
    typeof item === 'string' && !isCoercible(item) ? crash() : item,
  ),
  'leading-zero-read-as-octal': combine(
    ignoringUnknownUsers,
    onItem((item) =>
      typeof item === 'string' && /^0[0-7]+$/.test(item)
        ? numbered(Number.parseInt(item, 8))
        : item,
    ),
  ),
  'numeric-texts-skipped': onItems((items) =>
    items.filter((item) => isNumber(item) || !isCoercible(item)),
  ),
  'one-id-in-place-of-list-means-nobody': onUserIds((value) => (isNumber(value) ? [] : value)),
  'map-read-by-its-keys': onUserIds((value) => (isObject(value) ? [] : value)),
  'map-answered-500': onUserIds((value) => (isObject(value) ? crash() : value)),
  'exponent-cut-off': onLongForm((text) =>
    /[eE]/.test(text) ? text.replace(/[.eE].*$/, '') : text,
  ),
  'decimal-point-dropped': onLongForm((text) =>
    /[eE]/.test(text) ? text : text.replace(/\D/g, ''),
  ),
  'integral-float-answered-500': onLongForm(crash),
  'numeric-texts-taken': onItem(integerInText),
  'one-id-taken-for-a-list': onUserIds((value) => (isNumber(value) ? [value] : value)),
  'map-taken-for-its-values': onUserIds((value) =>
    isObject(value) ? Object.values(value) : value,
  ),
  'text-items-parsed-up-to-their-digits': onItem((item) => {
    const digits = typeof item === 'string' ? /^\s*(\d+)\D/.exec(item)?.[1] : undefined;
    return digits === undefined ? item : new LosslessNumber(digits);
  }),
  'text-items-cast-with-intval': onItem((item) => {
    if (typeof item !== 'string') return item;
    return new LosslessNumber(/^\s*[+-]?(\d+)/.exec(item)?.[1]?.replace(/^0+(?=\d)/, '') ?? '0');
  }),
} satisfies Patches;
