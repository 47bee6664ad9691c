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
import { combine, crash } from '../patches';
import type { Patch } from '../pipeline';
import { breaks, type Faults } from './fault';

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

const COERCION = ['ids.one-reading', 'ids.strict'] as const;

/** `user_ids` that is no list of integers. */
export const idFaults = {
  'null-detaches-everyone': breaks(['ids.not-array'], {
    cause: 'user_ids ?? [].',
    patch: onUserIds((value) => value ?? []),
  }),
  'what-is-no-list-means-nobody': breaks(['ids.not-array'], {
    cause: 'A cast to an array that drops what is no integer.',
    patch: inPlaceOfList(nothing),
  }),
  'true-answered-500': breaks(['ids.not-array', 'http.no-5xx'], {
    cause: 'true is not iterable.',
    patch: inPlaceOfList((value) => (value === true ? crash() : value)),
  }),
  'null-answered-500': breaks(['ids.not-array', 'http.no-5xx'], {
    cause: 'NullPointerException: the field of the request object was never set.',
    patch: onUserIds((value) => (value === null ? crash() : value)),
  }),
  'text-in-place-of-list-split': breaks(['ids.not-array'], {
    cause: 'explode(",") of a list that used to come in the query, without a look at the parts.',
    patch: inPlaceOfList((value) => (typeof value === 'string' ? [] : value)),
  }),
  'fractions-truncated': breaks(['ids.not-integer', 'ids.range', 'http.no-5xx'], {
    cause: 'A cast to int.',
    patch: onUncoercible((item) =>
      isNumber(item) ? numbered(Math.trunc(Number(item.value))) : item,
    ),
  }),
  'items-that-are-no-integer-skipped': breaks(['ids.not-integer'], {
    cause: 'array_filter with is_numeric.',
    patch: onItems((items) => items.filter(isCoercible)),
  }),
  'nested-lists-flattened': breaks(['ids.not-integer'], {
    cause: 'Arr::flatten, to be kind.',
    patch: onItem(flat),
  }),
  'null-items-read-as-zero': breaks(['ids.not-integer'], {
    cause: 'intval(null) is 0, and there is no user 0.',
    patch: onUncoercible((item) => (item === null ? numbered(0) : item)),
  }),
  'text-items-read-as-zero': breaks(['ids.not-integer'], {
    cause: 'intval("abc") is 0, and there is no user 0.',
    patch: onUncoercible((item) => (typeof item === 'string' ? numbered(0) : item)),
  }),
  'object-items-answered-500': breaks(['ids.not-integer', 'http.no-5xx'], {
    cause: 'Array to string conversion.',
    patch: onItem((item) => (isObject(item) ? crash() : item)),
  }),
  'text-items-answered-500': breaks(['ids.not-integer', 'http.no-5xx'], {
    cause: 'invalid input syntax for type bigint.',
    patch: onItem((item) => (typeof item === 'string' && !isCoercible(item) ? crash() : item)),
  }),
  'leading-zero-read-as-octal': breaks(COERCION, {
    cause: 'parseInt of old, or intval with base 0.',
    patch: combine(
      ignoringUnknownUsers,
      onItem((item) =>
        typeof item === 'string' && /^0[0-7]+$/.test(item)
          ? numbered(Number.parseInt(item, 8))
          : item,
      ),
    ),
  }),
  'numeric-texts-skipped': breaks(COERCION, {
    cause: 'array_filter with is_int.',
    patch: onItems((items) => items.filter((item) => isNumber(item) || !isCoercible(item))),
  }),
  'one-id-in-place-of-list-means-nobody': breaks(COERCION, {
    cause: 'A value that is no list is replaced by an empty one.',
    patch: onUserIds((value) => (isNumber(value) ? [] : value)),
  }),
  'map-read-by-its-keys': breaks(COERCION, {
    cause: 'for ... in.',
    patch: onUserIds((value) => (isObject(value) ? [] : value)),
  }),
  'map-answered-500': breaks([...COERCION, 'http.no-5xx'], {
    cause: 'An object is not iterable.',
    patch: onUserIds((value) => (isObject(value) ? crash() : value)),
  }),
  'exponent-cut-off': breaks(['ids.one-reading'], {
    cause: 'The text of the number is read up to its digits.',
    patch: onLongForm((text) => (/[eE]/.test(text) ? text.replace(/[.eE].*$/, '') : text)),
  }),
  'decimal-point-dropped': breaks(['ids.one-reading'], {
    cause: 'Everything that is no digit is removed: 101.0 becomes 1010.',
    patch: onLongForm((text) => (/[eE]/.test(text) ? text : text.replace(/\D/g, ''))),
  }),
  'integral-float-answered-500': breaks(['ids.one-reading', 'http.no-5xx'], {
    cause: 'The type assertion to int panics for a float.',
    patch: onLongForm(crash),
  }),
  'numeric-texts-taken': breaks(['ids.strict'], {
    cause: 'PHP and SQL compare "101" and 101 as equal.',
    patch: onItem(integerInText),
  }),
  'one-id-taken-for-a-list': breaks(['ids.strict'], {
    cause: 'Arr::wrap.',
    patch: onUserIds((value) => (isNumber(value) ? [value] : value)),
  }),
  'map-taken-for-its-values': breaks(['ids.strict'], {
    cause: 'A PHP array is a list and a map.',
    patch: onUserIds((value) => (isObject(value) ? Object.values(value) : value)),
  }),
  'text-items-parsed-up-to-their-digits': breaks(['ids.not-integer'], {
    cause: 'parseInt, intval, to_i: "101abc" is 101; what has no digits is refused.',
    patch: onItem((item) => {
      const digits = typeof item === 'string' ? /^\s*(\d+)\D/.exec(item)?.[1] : undefined;
      return digits === undefined ? item : new LosslessNumber(digits);
    }),
  }),
  'text-items-cast-with-intval': breaks(['ids.not-integer', 'ids.strict'], {
    cause: 'array_map("intval"): "101abc" is 101, "abc" and "" are 0, and 0 does not exist: 422.',
    patch: onItem((item) => {
      if (typeof item !== 'string') return item;
      return new LosslessNumber(/^\s*[+-]?(\d+)/.exec(item)?.[1]?.replace(/^0+(?=\d)/, '') ?? '0');
    }),
  }),
} satisfies Faults;
