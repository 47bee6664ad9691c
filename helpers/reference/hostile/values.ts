import { onAnswer, onRefusal, onText, withText } from '../alterations';
import type { Hostile } from './hostile';
import { reference } from './serving';

const scenarios = 'one user is attached';

/** Puts a member of its own into the object of each success. */
const beside = (member: string) =>
  reference(onText((text) => text.replace(/\}$/, () => `,"x":${member}}`)));

/** A property of every user is replaced by a text. */
const everyUsers = (key: string, value: string) =>
  reference(
    onText((text) =>
      text.replaceAll(new RegExp(`"${key}":("[^"]*"|null|\\d+)`, 'g'), () => `"${key}":${value}`),
    ),
  );

const readable = {
  verdict: 'inconclusive',
  passed: ['attach.one', 'response.json', 'http.completes'],
  says: '',
  restored: 'yes',
} as const;

const beyond = {
  verdict: 'inconclusive',
  says: 'a number longer than the 1000 digits that are read',
  restored: 'said',
} as const;

const wrong = (failed: string, says: string) =>
  ({
    verdict: 'nonconformant',
    failed: [failed],
    passed: ['attach.one'],
    says,
    restored: 'yes',
  }) as const;

const MANY = 10 ** 5;

/** Values that are long, odd or made to be slow: JSON as it may be, and as nobody expects it. */
export const values: readonly Hostile[] = [
  {
    name: 'as-many-names-as-are-read',
    story: 'An object of a hundred thousand names.',
    serve: beside(
      `{${Array.from({ length: MANY }, (_item, at) => `"k${String(at)}":1`).join(',')}}`,
    ),
    scenarios,
    outcome: readable,
  },
  {
    name: 'a-name-a-hundred-thousand-times',
    story: 'And always the same.',
    serve: beside(`{${Array.from({ length: MANY }, () => '"k":1').join(',')}}`),
    scenarios,
    outcome: readable,
  },
  {
    name: 'a-million-escapes',
    story: 'A serializer that escapes whatever it can.',
    serve: beside(`"${'\\u0000'.repeat(10 * MANY)}"`),
    scenarios,
    outcome: readable,
  },
  {
    name: 'an-integer-of-a-million-digits',
    story: 'To read it takes the square of its length.',
    serve: beside('9'.repeat(10 * MANY)),
    scenarios,
    outcome: beyond,
  },
  {
    name: 'an-id-of-a-hundred-thousand-digits',
    story: 'Somebody counts what an id takes.',
    serve: everyUsers('id', `1${'0'.repeat(MANY)}`),
    scenarios,
    outcome: beyond,
  },
  {
    name: 'a-name-of-seven-megabytes',
    story: 'Twice, and of what a pointer has to escape.',
    serve: beside(`{"${'/~'.repeat(35 * MANY)}":1,"${'/~'.repeat(35 * MANY)}":2}`),
    scenarios,
    outcome: readable,
  },
  {
    name: 'an-id-in-a-string-of-a-hundred-thousand-digits',
    story: 'The same, where it is a string besides.',
    serve: everyUsers('id', `"1${'0'.repeat(MANY)}"`),
    scenarios,
    outcome: {
      verdict: 'nonconformant',
      failed: ['user.id'],
      says: 'a user whose id cannot be read',
      restored: 'said',
    },
  },
  {
    name: 'numbers-beyond-a-double',
    story: 'As JSON allows them.',
    serve: beside('[1e999999, -1e999999, -0, -0.0, 1e-999999, 1E+400, 0e99999999999999999999]'),
    scenarios,
    outcome: readable,
  },
  {
    name: 'a-date-made-to-be-slow',
    story: 'A megabyte that nearly is a date, over and over.',
    serve: everyUsers('created_at', `"${'2024-01-01T00:00:00.'.repeat(MANY / 2)}"`),
    scenarios,
    outcome: wrong('user.created-at', ''),
  },
  {
    name: 'a-date-of-a-million-fractions',
    story: 'RFC 3339 has no bound on them, and it ends without an offset.',
    serve: everyUsers('created_at', `"2024-01-01T00:00:00.${'0'.repeat(10 * MANY)}"`),
    scenarios,
    outcome: wrong('user.created-at', ''),
  },
  {
    name: 'errors-made-to-be-slow',
    story: 'What is looked for in an error is there nearly, a hundred thousand times.',
    serve: reference(
      onRefusal((answer) =>
        withText(
          answer,
          `{"e":"${'SELECT at a.b(select a.a, /var/a/'.repeat(MANY / 4)}"}`,
          'application/json',
        ),
      ),
    ),
    scenarios: 'none at all are refused',
    outcome: { verdict: 'inconclusive', says: '', restored: 'yes' },
  },
  {
    name: 'a-success-that-reads-as-a-refusal',
    story: '200, and an error that says 401 in it.',
    serve: reference(
      onAnswer((answer) => (answer.status === 401 ? { ...answer, status: 200 } : answer)),
    ),
    scenarios: 'none at all are refused',
    outcome: {
      verdict: 'nonconformant',
      failed: ['auth.missing'],
      says: 'auth.missing',
      restored: 'yes',
    },
  },
];
