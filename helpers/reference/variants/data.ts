import { LosslessNumber } from 'lossless-json';
import { combine, envelope, everywhere, onRecords, onSuccess, onText, property } from '../patches';
import type { Patch, Patches } from '../pipeline';
import { withText } from '../responses';
import { listInstead } from '../sync-patches';

const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);

/** Keeps some properties of every user. */
const keep = (which: (key: string, value: unknown) => boolean): Patch =>
  onRecords((record) =>
    Object.fromEntries(Object.entries(record).filter(([key, value]) => which(key, value))),
  );

/** Writes both times of every user in another notation. */
const times = (write: (time: string) => string) =>
  combine(
    ...['created_at', 'updated_at'].map((key) =>
      property(key, (value) => (typeof value === 'string' ? write(value) : value)),
    ),
  );

const shifted = (time: string, hours: number) =>
  new Date(Date.parse(time) + hours * 3_600_000).toISOString().slice(0, 19);

/** The order of `data`, and the properties of users. */
export const dataVariants = {
  'order-of-the-request': ({ readUsers }) => ({
    readUsers: (ids) => {
      readUsers(ids);
      return [...new Set(ids.map(String))];
    },
  }),
  'descending-order': listInstead((attached) => attached.toReversed()),
  'another-order-every-time': listInstead((attached) => shuffled(attached)),
  'newest-first': listInstead((attached, before) => [
    ...attached.filter((id) => !before.includes(id)),
    ...attached.filter((id) => before.includes(id)),
  ]),
  'extra-user-properties': onRecords((record, { context: { customer } }) => ({
    ...record,
    avatar: null,
    pivot: { customer_id: Number(customer), user_id: record['id'] },
    locale: 'en',
    scores: [0.5, -1e-7, 1e300],
  })),
  'extra-envelope-properties': envelope((records) => ({
    status: 'ok',
    meta: { total: records.length, current_page: 1, per_page: 100000 },
    links: { next: null },
    data: records,
  })),
  'properties-named-like-methods': onText((text) =>
    text.replaceAll('{"id":', '{"constructor":1,"toString":null,"__proto__":{"id":1},"id":'),
  ),
  'ids-and-names-only': keep((key) => ['id', 'name'].includes(key)),
  'ids-only': keep((key) => key === 'id'),
  'nulls-left-out': keep((_key, value) => value !== null),
  'null-wherever-allowed': onRecords((record) => ({
    ...record,
    email: null,
    created_at: null,
    updated_at: null,
  })),
  'no-roles-no-permissions': onRecords((record) => ({ ...record, roles: [], permissions: [] })),
  'a-hundred-roles': property('roles', () =>
    Array.from({ length: 100 }, (_, at) => `role-${String(at)}`),
  ),
  'repeated-roles': property('roles', () => ['agent', 'agent']),
  'names-of-all-sorts': property('name', (name, { id }) => {
    const sorts = ['', `"\\/\b\f\n\r\t\u0000\u2028`, '<script>alert(1)</script>', '👩‍🚀🏳️‍🌈'];
    return sorts[Number(id) % 5] ?? String(name).repeat(500);
  }),
  'integers-with-a-fraction-of-zero': property('id', (id) => new LosslessNumber(`${String(id)}.0`)),
  'emails-beyond-64-bits': property('email', (_email, { id }) => BigInt(String(id)) * 10n ** 24n),
  'negative-and-zero-emails': property(
    'email',
    (_email, { id }) => (Number(id) % 2 === 0 ? 0 : -7),
    everywhere,
  ),
  'times-in-lower-case': times((time) => time.toLowerCase()),
  'times-with-milliseconds': times((time) => time.replace('Z', '.123Z')),
  'times-with-nanoseconds': times((time) => time.replace('Z', '.123456789Z')),
  'times-east-of-utc': times((time) => `${shifted(time, 5.5)}+05:30`),
  'times-west-of-utc': times((time) => `${shifted(time, -3)}-03:00`),
  'times-of-unknown-offset': times((time) => time.replace('Z', '-00:00')),
  'times-with-offset-zero': times((time) => time.replace('Z', '+00:00')),
  'times-with-a-leap-second': times((time) => time.replace(/-\d\d-\d\dT.*$/, '-12-31T23:59:60Z')),
  'times-on-leap-day': times((time) => time.replace(/^\d+-\d\d-\d\dT/, '2024-02-29T')),
  'updated-at-touched-by-every-sync': property('updated_at', () => new Date().toISOString()),
  'pretty-printed': onSuccess((response) =>
    withText(
      response,
      // Outside of strings, each match is a token or a part of one.
      `\r\n\t ${response.body.toString().replace(/"(?:\\.|[^"\\])*"|[{[,:]/g, '$&\n ')}\n\n`,
    ),
  ),
  'everything-escaped': onText((text) =>
    text.replace(
      /[\u0080-\uffff/]/g,
      (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  ),
  'names-of-properties-escaped': onText((text) =>
    text.replaceAll('"id":', '"\\u0069d":').replace('"data":', '"d\\u0061ta":'),
  ),
} satisfies Patches;
