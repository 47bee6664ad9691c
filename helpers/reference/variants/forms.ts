import { LosslessNumber } from 'lossless-json';
import { combine, envelope, onRecords } from '../patches';
import type { Patch, UserRecord, Patches } from '../pipeline';

/** Writes an instant in one notation after the other. */
function time(value: unknown, turn: number): unknown {
  if (typeof value !== 'string') return value;
  const shifted = (hours: number) =>
    new Date(Date.parse(value) + hours * 3_600_000).toISOString().slice(0, 19);
  const forms = [
    value,
    value.replace('Z', '.000Z'),
    value.toLowerCase(),
    value.replace('T', ' ').replace('Z', '+00:00'),
    value.replace('Z', '.000000000000-00:00'),
    `${shifted(14)}+14:00`,
    `${shifted(-12.75)}-12:45`,
  ];
  return forms[turn % forms.length];
}

/** Writes a number in one notation after the other. */
function number(value: unknown, turn: number): unknown {
  if (typeof value !== 'number' && typeof value !== 'bigint') return value;
  const digits = String(value);
  const forms = [
    digits,
    `${digits}.000`,
    `${digits}e0`,
    `${digits}0E-1`,
    `${digits.slice(0, 1)}.${digits.slice(1) || '0'}e+${String(digits.length - 1)}`,
    `0.${digits}E${String(digits.length)}`,
  ];
  return new LosslessNumber(forms[turn % forms.length] ?? digits);
}

/** Gives each record another form than the one before. */
function byTurns(change: (record: UserRecord, turn: number) => UserRecord): Patch {
  let turn = 0;
  return onRecords((record) => change(record, ++turn));
}

const reversed = (value: unknown): unknown => (Array.isArray(value) ? value.toReversed() : value);

const isBlank = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

/** Leaves what has no value out of every other response: two servers share the requests. */
function withoutBlanksByTurns(): Patch {
  let turn = 0;
  return envelope((records) => {
    const leavesOut = ++turn % 2 === 0;
    const kept = (record: UserRecord) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => !isBlank(value)));
    return { data: leavesOut ? records.map(kept) : records };
  });
}

/** Users whose notation changes from one response to the next. */
export const formVariants = {
  'times-written-otherwise-each-time': byTurns((record, turn) => ({
    ...record,
    created_at: time(record['created_at'], turn),
    updated_at: time(record['updated_at'], turn + 3),
  })),
  'times-at-the-ends-of-the-calendar': onRecords((record) => {
    const nth = Number(record['id']) % 3;
    const first = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.9-23:59', '0001-01-01T00:00:00Z'];
    const leaps = [
      '2016-12-31T15:59:60.5-08:00',
      '2017-01-01T05:29:60+05:30',
      '1937-01-01T12:00:27.87+00:20',
    ];
    return { ...record, created_at: first[nth], updated_at: leaps[nth] };
  }),
  'numbers-written-otherwise-each-time': byTurns((record, turn) => ({
    ...record,
    id: number(record['id'], turn),
    email: number(record['email'], turn + 1),
  })),
  'roles-in-another-order-each-time': byTurns((record, turn) =>
    turn % 2 === 0
      ? { ...record, roles: reversed(record['roles']) }
      : { ...record, permissions: reversed(record['permissions']) },
  ),
  'properties-left-out-by-turns': byTurns((record, turn) =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([key], index) => key === 'id' || index % 3 !== turn % 3)
        .toReversed(),
    ),
  ),
  'values-left-out-by-turns': withoutBlanksByTurns(),
  'data-beside-data': combine(
    onRecords((record) => ({ ...record, data: [{ id: 1 }], error: null, trace: 'a7c1' })),
    envelope((records) => ({
      errors: [],
      Data: [],
      included: [{ id: 7, data: [] }],
      trace: '4bf92f3577b34da6a3ce929d0e0e4736',
      data: records,
    })),
  ),
  'names-like-code': onRecords((record) => {
    const names = [
      'SELECT name FROM users',
      '/var/www/app/users.php',
      'x\n    at Object.<anonymous> (/srv/app/x.js:1:1)',
      'Traceback (most recent call last)',
    ];
    return { ...record, name: names[Number(record['id']) % 4], roles: ['SELECT a FROM b'] };
  }),
} satisfies Patches;
