import { onAdmins, onLast, onRepeat, pastTenth, property, type RecordFilter } from '../patches';
import { breaks, type Fault, type Faults } from './fault';

/** Changes a time; null stays null. */
const times = (change: (time: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? change(value) : value;

const created = (cause: string, change: (time: string) => unknown): Fault =>
  breaks(['user.created-at'], { cause, patch: property('created_at', times(change)) });

/** `updated_at` may differ in every response, so a wrong one breaks no other requirement. */
const updated = (cause: string, change: (time: string) => unknown, where?: RecordFilter): Fault =>
  breaks(['user.updated-at'], { cause, patch: property('updated_at', times(change), where) });

const spaced = (time: string) => time.replace('T', ' ').replace('Z', '');
const noOffset = (time: string) => time.replace('Z', '');

/** Times that are no RFC 3339 date-time. */
export const userTimeFaults = {
  'created-at-as-in-sql': created('The column is printed as MySQL gives it.', spaced),
  'created-at-without-offset': created('toISOString of a naive datetime.', noOffset),
  'created-at-date-only': created('The column is a DATE.', (time) => time.slice(0, 10)),
  'created-at-as-in-http': created('Printed by the function that prints HTTP dates.', (time) =>
    new Date(time).toUTCString(),
  ),
  'created-at-in-seconds': created('Given as a Unix time, a number.', (time) =>
    Math.floor(Date.parse(time) / 1000),
  ),
  'created-at-in-milliseconds-as-text': created('Date.now() put into a string column.', (time) =>
    String(Date.parse(time)),
  ),
  'created-at-offset-without-colon': created('strftime with %z, which has no colon.', (time) =>
    time.replace('Z', '+0000'),
  ),
  'created-at-february-30': created('A month is added to January 30 by hand.', (time) =>
    time.replace(/-\d\d-\d\dT/, '-02-30T'),
  ),
  'created-at-day-first': created('Printed by the locale of the server.', (time) =>
    time.replace(/^(\d+)-(\d+)-(\d+)/, '$3.$2.$1'),
  ),
  'created-at-as-an-object': created(
    'PHP encodes a DateTime by its public properties.',
    (time) => ({
      date: spaced(time),
      timezone_type: 3,
      timezone: 'UTC',
    }),
  ),
  'created-at-empty-for-null': breaks(['user.created-at'], {
    cause: 'The import wrote an empty string where nothing was known.',
    patch: property('created_at', (value) => value ?? ''),
  }),
  'created-at-zero-for-null': breaks(['user.created-at'], {
    cause: 'MySQL without strict mode keeps its zero date where nothing was known.',
    patch: property('created_at', (value) => value ?? '0000-00-00T00:00:00Z'),
  }),
  'created-at-without-offset-on-last': breaks(['user.created-at', 'user.stable'], {
    cause: 'The last row comes from the insert itself, and was never parsed.',
    patch: property('created_at', times(noOffset), onLast),
  }),
  'updated-at-as-in-sql': updated('Eloquent with a date format of its own.', spaced),
  'updated-at-without-offset': updated('Python isoformat() of a naive datetime.', noOffset),
  'updated-at-hour-24': updated('Midnight is printed as the end of the day.', (time) =>
    time.replace(/T\d\d:\d\d:\d\d/, 'T24:00:00'),
  ),
  'updated-at-month-13': updated(
    'Months are counted from 0 in one place and from 1 in another.',
    (t) => t.replace(/-\d\d-/, '-13-'),
  ),
  'updated-at-in-seconds': updated('The cache keeps Unix times.', (time) =>
    Math.floor(Date.parse(time) / 1000),
  ),
  'updated-at-comma-fraction': updated('ISO 8601 allows a comma, RFC 3339 does not.', (time) =>
    time.replace('Z', ',250Z'),
  ),
  'updated-at-in-words': updated('diffForHumans, from the web page.', () => '3 days ago'),
  'updated-at-named-zone': updated('java.time prints the zone as well.', (time) =>
    time.replace('Z', '+01:00[Europe/Paris]'),
  ),
  'updated-at-without-seconds': updated('Printed to the minute for a form field.', (time) =>
    time.replace(/:\d\dZ$/, 'Z'),
  ),
  'updated-at-basic-format': updated('ISO 8601 has a form without separators.', (time) =>
    time.replace(/[-:]/g, ''),
  ),
  'updated-at-wrong-on-last': updated('The last row was never parsed.', spaced, onLast),
  'updated-at-wrong-past-tenth': updated('The second page has no casts.', spaced, pastTenth),
  'updated-at-wrong-on-admins': updated('Admins come from another table.', spaced, onAdmins),
  'updated-at-wrong-on-repeat': updated(
    'A record that was not saved is not cast.',
    spaced,
    onRepeat,
  ),
  'updated-at-false-for-null': breaks(['user.updated-at'], {
    cause: 'strtotime of nothing gives false.',
    patch: property('updated_at', (value) => value ?? false),
  }),
} satisfies Faults;
