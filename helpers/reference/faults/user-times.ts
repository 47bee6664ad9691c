import { onAdmins, onLast, onRepeat, pastTenth, property, type RecordFilter } from '../patches';
import type { Patches } from '../pipeline';

/** Changes a time; null stays null. */
const times = (change: (time: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? change(value) : value;

const created = (change: (time: string) => unknown, where?: RecordFilter) =>
  property('created_at', times(change), where);

/** `updated_at` may differ in every response, so a wrong one breaks no other requirement. */
const updated = (change: (time: string) => unknown, where?: RecordFilter) =>
  property('updated_at', times(change), where);

const spaced = (time: string) => time.replace('T', ' ').replace('Z', '');
const noOffset = (time: string) => time.replace('Z', '');

/** Times that are no RFC 3339 date-time. */
export const userTimeFaults = {
  'created-at-as-in-sql': created(spaced),
  'created-at-without-offset': created(noOffset),
  'created-at-date-only': created((time) => time.slice(0, 10)),
  'created-at-as-in-http': created((time) => new Date(time).toUTCString()),
  'created-at-in-seconds': created((time) => Math.floor(Date.parse(time) / 1000)),
  'created-at-in-milliseconds-as-text': created((time) => String(Date.parse(time))),
  'created-at-offset-without-colon': created((time) => time.replace('Z', '+0000')),
  'created-at-february-30': created((time) => time.replace(/-\d\d-\d\dT/, '-02-30T')),
  'created-at-day-first': created((time) => time.replace(/^(\d+)-(\d+)-(\d+)/, '$3.$2.$1')),
  'created-at-as-an-object': created((time) => ({
    date: spaced(time),
    timezone_type: 3,
    timezone: 'UTC',
  })),
  'created-at-empty-for-null': property('created_at', (value) => value ?? ''),
  'created-at-zero-for-null': property('created_at', (value) => value ?? '0000-00-00T00:00:00Z'),
  'created-at-without-offset-on-last': created(noOffset, onLast),
  'updated-at-as-in-sql': updated(spaced),
  'updated-at-without-offset': updated(noOffset),
  'updated-at-hour-24': updated((time) => time.replace(/T\d\d:\d\d:\d\d/, 'T24:00:00')),
  'updated-at-month-13': updated((t) => t.replace(/-\d\d-/, '-13-')),
  'updated-at-in-seconds': updated((time) => Math.floor(Date.parse(time) / 1000)),
  'updated-at-comma-fraction': updated((time) => time.replace('Z', ',250Z')),
  'updated-at-in-words': updated(() => '3 days ago'),
  'updated-at-named-zone': updated((time) => time.replace('Z', '+01:00[Europe/Paris]')),
  'updated-at-without-seconds': updated((time) => time.replace(/:\d\dZ$/, 'Z')),
  'updated-at-basic-format': updated((time) => time.replace(/[-:]/g, '')),
  'updated-at-wrong-on-last': updated(spaced, onLast),
  'updated-at-wrong-past-tenth': updated(spaced, pastTenth),
  'updated-at-wrong-on-admins': updated(spaced, onAdmins),
  'updated-at-wrong-on-repeat': updated(spaced, onRepeat),
  'updated-at-false-for-null': property('updated_at', (value) => value ?? false),
} satisfies Patches;
