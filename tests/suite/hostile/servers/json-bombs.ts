import { onError, onResponse, onText } from '../../../../helpers/reference/patches';
import { withText } from '../../../../helpers/reference/responses';
import type { HostileServers } from './hostile-server';
import { ONE_USER, serveMember, serveReference } from './start';

const scenarios = ONE_USER;
const MANY = 10 ** 5;

/** Replaces a property of every user by JSON text. */
const serveProperty = (key: string, value: string) =>
  serveReference(
    onText((text) =>
      text.replaceAll(new RegExp(`"${key}":("[^"]*"|null|\\d+)`, 'g'), () => `"${key}":${value}`),
    ),
  );

const READABLE = {
  scenarios,
  passed: ['attach.one', 'response.json', 'http.completes'],
  restored: 'yes',
} as const;
const TOO_LONG = {
  scenarios,
  output: 'a number longer than the limit of 1000 digits',
} as const;
const WRONG_DATE = {
  scenarios,
  failed: ['user.created-at'],
  passed: ['attach.one'],
  restored: 'yes',
} as const;

/** Servers whose JSON is long, odd or slow to process. */
export const jsonBombs = {
  'as-many-names-as-are-read': {
    cause: 'An object of a hundred thousand names.',
    serve: serveMember(
      `{${Array.from({ length: MANY }, (_item, at) => `"k${String(at)}":1`).join(',')}}`,
    ),
    ...READABLE,
  },
  'a-name-a-hundred-thousand-times': {
    cause: 'And always the same.',
    serve: serveMember(`{${Array.from({ length: MANY }, () => '"k":1').join(',')}}`),
    ...READABLE,
  },
  'a-million-escapes': {
    cause: 'A serializer that escapes whatever it can.',
    serve: serveMember(`"${'\\u0000'.repeat(10 * MANY)}"`),
    ...READABLE,
  },
  'an-integer-of-a-million-digits': {
    cause: 'To read it takes the square of its length.',
    serve: serveMember('9'.repeat(10 * MANY)),
    ...TOO_LONG,
  },
  'an-id-of-a-hundred-thousand-digits': {
    cause: 'Somebody counts what an id takes.',
    serve: serveProperty('id', `1${'0'.repeat(MANY)}`),
    ...TOO_LONG,
  },
  'a-name-of-seven-megabytes': {
    cause: 'Twice, and of what a pointer has to escape.',
    serve: serveMember(`{"${'/~'.repeat(35 * MANY)}":1,"${'/~'.repeat(35 * MANY)}":2}`),
    ...READABLE,
  },
  'an-id-in-a-string-of-a-hundred-thousand-digits': {
    cause: 'A long id is a string as well.',
    serve: serveProperty('id', `"1${'0'.repeat(MANY)}"`),
    scenarios,
    failed: ['user.id'],
    output: 'a listed user has an unreadable id',
  },
  'an-id-that-is-a-prototype': {
    cause: 'The id of each user is "__proto__".',
    serve: serveProperty('id', '"__proto__"'),
    scenarios,
    failed: ['user.id'],
    output: 'a listed user has an unreadable id',
  },
  'numbers-beyond-a-double': {
    cause: 'As JSON allows them.',
    serve: serveMember(
      '[1e999999, -1e999999, -0, -0.0, 1e-999999, 1E+400, 0e99999999999999999999]',
    ),
    ...READABLE,
  },
  'a-date-made-to-be-slow': {
    cause: 'A megabyte that nearly is a date, over and over.',
    serve: serveProperty('created_at', `"${'2024-01-01T00:00:00.'.repeat(MANY / 2)}"`),
    ...WRONG_DATE,
  },
  'a-date-of-a-million-fractions': {
    cause: 'RFC 3339 has no bound on them, and it ends without an offset.',
    serve: serveProperty('created_at', `"2024-01-01T00:00:00.${'0'.repeat(10 * MANY)}"`),
    ...WRONG_DATE,
  },
  'errors-made-to-be-slow': {
    cause: 'An error nearly matches what it is searched for, a hundred thousand times.',
    serve: serveReference(
      onError((response) =>
        withText(
          response,
          `{"e":"${'SELECT at a.b(select a.a, /var/a/'.repeat(MANY / 4)}"}`,
          'application/json',
        ),
      ),
    ),
    scenarios: 'without credentials',
    restored: 'yes',
  },
  'a-success-that-reads-as-a-refusal': {
    cause: 'The status is 200, and the error inside has 401.',
    serve: serveReference(
      onResponse((response) => (response.status === 401 ? { ...response, status: 200 } : response)),
    ),
    scenarios: 'without credentials',
    failed: ['auth.missing', 'auth.invalid', 'auth.each-request'],
    output: 'auth.missing',
    restored: 'yes',
  },
} satisfies HostileServers;
