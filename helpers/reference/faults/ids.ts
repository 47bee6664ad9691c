import { LosslessNumber } from 'lossless-json';
import { all, crash } from '../alterations';
import type { Alteration } from '../parts';
import {
  hasReading,
  ignoringUnknownUsers,
  integerInText,
  isNumber,
  isObject,
  onItem,
  onItems,
  onUserIds,
} from '../readings';
import type { Fault } from './fault';

const nothing = (value: unknown): unknown => (Array.isArray(value) ? value : []);
const flat = (item: unknown): unknown => (Array.isArray(item) ? item[0] : item);
const numbered = (value: number) => new LosslessNumber(String(value));

/** In place of `user_ids` where it is neither a list nor has one plain reading. */
function inPlaceOfList(change: (value: unknown) => unknown): Alteration {
  const readable = (value: unknown) =>
    Array.isArray(value) || isObject(value) || isNumber(value) || hasReading(value);
  return onUserIds((value) => (readable(value) ? value : change(value)));
}

/** An item that no reading makes an integer is read as another; who that is not is ignored. */
function unreadableItem(change: (item: unknown) => unknown): Alteration {
  return all(
    ignoringUnknownUsers,
    onItem((item) => (hasReading(item) ? item : change(item))),
  );
}

/** Integers that are not written as such (101.0, 1.01e2) are read as others. */
function onLongForm(change: (text: string) => string): Alteration {
  return all(
    ignoringUnknownUsers,
    onItem((item) =>
      isNumber(item) && hasReading(item) && /[.eE]/.test(item.value)
        ? new LosslessNumber(change(item.value))
        : item,
    ),
  );
}

const STRING_STRICT = { caughtBy: ['ids.one-reading'], warns: ['ids.strict'] } as const;

/** `user_ids` that is no list of integers. */
export const idFaults: readonly Fault[] = [
  {
    name: 'null-detaches-everyone',
    story: 'user_ids ?? [].',
    caughtBy: ['ids.not-array'],
    alter: onUserIds((value) => value ?? []),
  },
  {
    name: 'what-is-no-list-means-nobody',
    story: 'A cast to an array that drops what is no integer.',
    caughtBy: ['ids.not-array'],
    alter: inPlaceOfList(nothing),
  },
  {
    name: 'true-answered-500',
    story: 'true is not iterable.',
    caughtBy: ['ids.not-array', 'http.no-5xx'],
    alter: inPlaceOfList((value) => (value === true ? crash() : value)),
  },
  {
    name: 'null-answered-500',
    story: 'NullPointerException: the field of the request object was never set.',
    caughtBy: ['ids.not-array', 'http.no-5xx'],
    alter: onUserIds((value) => (value === null ? crash() : value)),
  },
  {
    name: 'text-in-place-of-list-split',
    story: 'explode(",") of a list that used to come in the query, without a look at the parts.',
    caughtBy: ['ids.not-array'],
    alter: inPlaceOfList((value) => (typeof value === 'string' ? [] : value)),
  },
  {
    name: 'fractions-truncated',
    story: 'A cast to int.',
    caughtBy: ['ids.not-integer', 'ids.range', 'http.no-5xx'],
    alter: unreadableItem((item) =>
      isNumber(item) ? numbered(Math.trunc(Number(item.value))) : item,
    ),
  },
  {
    name: 'items-that-are-no-integer-skipped',
    story: 'array_filter with is_numeric.',
    caughtBy: ['ids.not-integer'],
    alter: onItems((items) => items.filter(hasReading)),
  },
  {
    name: 'nested-lists-flattened',
    story: 'Arr::flatten, to be kind.',
    caughtBy: ['ids.not-integer'],
    alter: onItem(flat),
  },
  {
    name: 'null-items-read-as-zero',
    story: 'intval(null) is 0, and there is no user 0.',
    caughtBy: ['ids.not-integer'],
    alter: unreadableItem((item) => (item === null ? numbered(0) : item)),
  },
  {
    name: 'text-items-read-as-zero',
    story: 'intval("abc") is 0, and there is no user 0.',
    caughtBy: ['ids.not-integer'],
    alter: unreadableItem((item) => (typeof item === 'string' ? numbered(0) : item)),
  },
  {
    name: 'object-items-answered-500',
    story: 'Array to string conversion.',
    caughtBy: ['ids.not-integer', 'http.no-5xx'],
    alter: onItem((item) => (isObject(item) ? crash() : item)),
  },
  {
    name: 'text-items-answered-500',
    story: 'invalid input syntax for type bigint.',
    caughtBy: ['ids.not-integer', 'http.no-5xx'],
    alter: onItem((item) => (typeof item === 'string' && !hasReading(item) ? crash() : item)),
  },
  {
    name: 'leading-zero-read-as-octal',
    story: 'parseInt of old, or intval with base 0.',
    ...STRING_STRICT,
    alter: all(
      ignoringUnknownUsers,
      onItem((item) =>
        typeof item === 'string' && /^0[0-7]+$/.test(item)
          ? numbered(Number.parseInt(item, 8))
          : item,
      ),
    ),
  },
  {
    name: 'numeric-texts-skipped',
    story: 'array_filter with is_int.',
    ...STRING_STRICT,
    alter: onItems((items) => items.filter((item) => isNumber(item) || !hasReading(item))),
  },
  {
    name: 'one-id-in-place-of-list-means-nobody',
    story: 'What is no list is replaced by an empty one.',
    ...STRING_STRICT,
    alter: onUserIds((value) => (isNumber(value) ? [] : value)),
  },
  {
    name: 'map-read-by-its-keys',
    story: 'for ... in.',
    ...STRING_STRICT,
    alter: onUserIds((value) => (isObject(value) ? [] : value)),
  },
  {
    name: 'map-answered-500',
    story: 'An object is not iterable.',
    caughtBy: ['ids.one-reading', 'http.no-5xx'],
    warns: ['ids.strict'],
    alter: onUserIds((value) => (isObject(value) ? crash() : value)),
  },
  {
    name: 'exponent-cut-off',
    story: 'The text of the number is read up to its digits.',
    caughtBy: ['ids.one-reading'],
    alter: onLongForm((text) => (/[eE]/.test(text) ? text.replace(/[.eE].*$/, '') : text)),
  },
  {
    name: 'decimal-point-dropped',
    story: 'Everything that is no digit is removed: 101.0 becomes 1010.',
    caughtBy: ['ids.one-reading'],
    alter: onLongForm((text) => (/[eE]/.test(text) ? text : text.replace(/\D/g, ''))),
  },
  {
    name: 'integral-float-answered-500',
    story: 'The type assertion to int panics for a float.',
    caughtBy: ['ids.one-reading', 'http.no-5xx'],
    alter: onLongForm(crash),
  },
  {
    name: 'numeric-texts-taken',
    story: 'PHP and SQL compare "101" and 101 as equal.',
    caughtBy: [],
    warns: ['ids.strict'],
    alter: onItem(integerInText),
  },
  {
    name: 'one-id-taken-for-a-list',
    story: 'Arr::wrap.',
    caughtBy: [],
    warns: ['ids.strict'],
    alter: onUserIds((value) => (isNumber(value) ? [value] : value)),
  },
  {
    name: 'map-taken-for-its-values',
    story: 'A PHP array is a list and a map.',
    caughtBy: [],
    warns: ['ids.strict'],
    alter: onUserIds((value) => (isObject(value) ? Object.values(value) : value)),
  },
  {
    name: 'text-items-parsed-up-to-their-digits',
    story: 'parseInt, intval, to_i: "101abc" is 101; what has no digits is refused.',
    caughtBy: ['ids.not-integer'],
    alter: onItem((item) => {
      const digits = typeof item === 'string' ? /^\s*(\d+)\D/.exec(item)?.[1] : undefined;
      return digits === undefined ? item : new LosslessNumber(digits);
    }),
  },
  {
    name: 'text-items-cast-with-intval',
    story: 'array_map("intval"): "101abc" is 101, "abc" and "" are 0, and 0 does not exist: 422.',
    caughtBy: ['ids.not-integer'],
    warns: ['ids.strict'],
    alter: onItem((item) => {
      if (typeof item !== 'string') return item;
      return new LosslessNumber(/^\s*[+-]?(\d+)/.exec(item)?.[1]?.replace(/^0+(?=\d)/, '') ?? '0');
    }),
  },
];
