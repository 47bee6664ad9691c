import { LosslessNumber } from 'lossless-json';
import {
  envelope,
  everywhere,
  listInstead,
  onRecords,
  onSuccess,
  onText,
  property,
  withText,
} from '../alterations';
import type { Alteration, UserRecord } from '../parts';
import type { Variant } from './variant';

const ABSENT = 'The contract lists nothing as required.';
const ORDER = 'The contract promises no order of data.';
const EXTRA = 'The contract does not forbid further properties.';
const TIMES = 'RFC 3339 5.6 has many forms of one time.';

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

function only(keys: readonly string[]): Alteration {
  return onRecords((record) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key))),
  );
}

/** Both times of every user, written in another way. */
function times(name: string, write: (time: string) => string): Variant {
  const onTimes = (record: UserRecord): UserRecord => {
    const entries = Object.entries(record).map(([key, value]) => [
      key,
      key.endsWith('_at') && typeof value === 'string' ? write(value) : value,
    ]);
    return Object.fromEntries(entries) as UserRecord;
  };
  return { name, freedom: TIMES, alter: onRecords(onTimes) };
}

const shifted = (time: string, hours: number) =>
  new Date(Date.parse(time) + hours * 3_600_000).toISOString().slice(0, 19);

/** What `data` lists, in what order, and how users look. */
export const dataVariants: readonly Variant[] = [
  {
    name: 'order-of-the-request',
    freedom: ORDER,
    alter: ({ readUsers }) => ({
      readUsers: (ids) => {
        readUsers(ids);
        return [...new Set(ids.map(String))];
      },
    }),
  },
  {
    name: 'descending-order',
    freedom: ORDER,
    alter: listInstead((attached) => attached.toReversed()),
  },
  {
    name: 'another-order-every-time',
    freedom: ORDER,
    alter: listInstead((attached) => shuffled(attached)),
  },
  {
    name: 'newest-first',
    freedom: ORDER,
    alter: listInstead((attached, before) => [
      ...attached.filter((id) => !before.includes(id)),
      ...attached.filter((id) => before.includes(id)),
    ]),
  },
  {
    name: 'extra-user-properties',
    freedom: EXTRA,
    alter: onRecords((record, { context: { customer } }) => ({
      ...record,
      avatar: null,
      pivot: { customer_id: Number(customer), user_id: record['id'] },
      locale: 'en',
      scores: [0.5, -1e-7, 1e300],
    })),
  },
  {
    name: 'extra-envelope-properties',
    freedom: EXTRA,
    alter: envelope((records) => ({
      status: 'ok',
      meta: { total: records.length, current_page: 1, per_page: 100000 },
      links: { next: null },
      data: records,
    })),
  },
  {
    name: 'properties-named-like-methods',
    freedom: EXTRA,
    alter: onText((text) =>
      text.replaceAll('{"id":', '{"constructor":1,"toString":null,"__proto__":{"id":1},"id":'),
    ),
  },
  { name: 'ids-and-names-only', freedom: ABSENT, alter: only(['id', 'name']) },
  { name: 'ids-only', freedom: ABSENT, alter: only(['id']) },
  {
    name: 'nulls-left-out',
    freedom: ABSENT,
    alter: onRecords((record) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)),
    ),
  },
  {
    name: 'null-wherever-allowed',
    freedom: 'email, created_at and updated_at are nullable.',
    alter: onRecords((record) => ({ ...record, email: null, created_at: null, updated_at: null })),
  },
  {
    name: 'no-roles-no-permissions',
    freedom: 'A list may be empty.',
    alter: onRecords((record) => ({ ...record, roles: [], permissions: [] })),
  },
  {
    name: 'a-hundred-roles',
    freedom: 'The contract sets no limit to a list.',
    alter: property('roles', () => Array.from({ length: 100 }, (_, at) => `role-${String(at)}`)),
  },
  {
    name: 'repeated-roles',
    freedom: 'The contract does not ask for unique items.',
    alter: property('roles', () => ['agent', 'agent']),
  },
  {
    name: 'names-of-all-sorts',
    freedom: 'Any string is a name: empty, long, with quotes, controls, markup and emoji.',
    alter: property('name', (name, { id }) => {
      const sorts = ['', `"\\/\b\f\n\r\t\u0000\u2028`, '<script>alert(1)</script>', '👩‍🚀🏳️‍🌈'];
      return sorts[Number(id) % 5] ?? String(name).repeat(500);
    }),
  },
  {
    name: 'integers-with-a-fraction-of-zero',
    freedom: 'JSON Schema calls 101.0 an integer.',
    alter: property('id', (id) => new LosslessNumber(`${String(id)}.0`)),
  },
  {
    name: 'emails-beyond-64-bits',
    freedom: 'An integer without format has no bounds.',
    alter: property('email', (_email, { id }) => BigInt(String(id)) * 10n ** 24n),
  },
  {
    name: 'negative-and-zero-emails',
    freedom: 'An integer without minimum.',
    alter: property('email', (_email, { id }) => (Number(id) % 2 === 0 ? 0 : -7), everywhere),
  },
  times('times-in-lower-case', (time) => time.toLowerCase()),
  times('times-with-milliseconds', (time) => time.replace('Z', '.123Z')),
  times('times-with-nanoseconds', (time) => time.replace('Z', '.123456789Z')),
  times('times-east-of-utc', (time) => `${shifted(time, 5.5)}+05:30`),
  times('times-west-of-utc', (time) => `${shifted(time, -3)}-03:00`),
  times('times-of-unknown-offset', (time) => time.replace('Z', '-00:00')),
  times('times-with-offset-zero', (time) => time.replace('Z', '+00:00')),
  times('times-with-a-leap-second', (time) => time.replace(/-\d\d-\d\dT.*$/, '-12-31T23:59:60Z')),
  times('times-on-leap-day', (time) => time.replace(/^\d+-\d\d-\d\dT/, '2024-02-29T')),
  {
    name: 'updated-at-touched-by-every-sync',
    freedom: 'updated_at may change with every sync.',
    alter: property('updated_at', () => new Date().toISOString()),
  },
  {
    name: 'pretty-printed',
    freedom: 'RFC 8259 2: whitespace between tokens means nothing.',
    alter: onSuccess((answer) =>
      withText(
        answer,
        // What is not a whole string is a token, or a part of one.
        `\r\n\t ${answer.body.toString().replace(/"(?:\\.|[^"\\])*"|[{[,:]/g, '$&\n ')}\n\n`,
      ),
    ),
  },
  {
    name: 'everything-escaped',
    freedom: 'RFC 8259 7: any character may be escaped.',
    alter: onText((text) =>
      text.replace(
        /[\u0080-\uffff/]/g,
        (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ),
  },
  {
    name: 'names-of-properties-escaped',
    freedom: 'RFC 8259 8.3: names are compared once their escapes are read.',
    alter: onText((text) =>
      text.replaceAll('"id":', '"\\u0069d":').replace('"data":', '"d\\u0061ta":'),
    ),
  },
];
