import { onAdmins, onLast, onRepeat, pastTenth, property, type Where } from '../alterations';
import type { Fault } from './fault';

/** Applies to a time that is there; null stays null. */
function times(change: (time: string) => unknown): (value: unknown) => unknown {
  return (value) => (typeof value === 'string' ? change(value) : value);
}

function created(name: string, story: string, change: (time: string) => unknown): Fault {
  return {
    name,
    story,
    caughtBy: ['user.created-at'],
    alter: property('created_at', times(change)),
  };
}

/** `updated_at` may differ from answer to answer, so that where it is wrong changes nothing else. */
function updated(
  name: string,
  story: string,
  change: (time: string) => unknown,
  where?: Where,
): Fault {
  const alter = property('updated_at', times(change), where);
  return { name, story, caughtBy: ['user.updated-at'], alter };
}

const spaced = (time: string) => time.replace('T', ' ').replace('Z', '');
const noOffset = (time: string) => time.replace('Z', '');

/** Times that are no RFC 3339 date-time. */
export const userTimeFaults: readonly Fault[] = [
  created('created-at-as-in-sql', 'The column is printed as MySQL gives it.', spaced),
  created('created-at-without-offset', 'toISOString of a naive datetime.', noOffset),
  created('created-at-date-only', 'The column is a DATE.', (time) => time.slice(0, 10)),
  created('created-at-as-in-http', 'Printed by the function that prints HTTP dates.', (time) =>
    new Date(time).toUTCString(),
  ),
  created('created-at-in-seconds', 'Given as a Unix time, a number.', (time) =>
    Math.floor(Date.parse(time) / 1000),
  ),
  created('created-at-in-milliseconds-as-text', 'Date.now() put into a string column.', (time) =>
    String(Date.parse(time)),
  ),
  created('created-at-offset-without-colon', 'strftime with %z, which has no colon.', (time) =>
    time.replace('Z', '+0000'),
  ),
  created('created-at-february-30', 'A month is added to January 30 by hand.', (time) =>
    time.replace(/-\d\d-\d\dT/, '-02-30T'),
  ),
  created('created-at-day-first', 'Printed by the locale of the server.', (time) =>
    time.replace(/^(\d+)-(\d+)-(\d+)/, '$3.$2.$1'),
  ),
  created(
    'created-at-as-an-object',
    'PHP encodes a DateTime by its public properties.',
    (time) => ({
      date: spaced(time),
      timezone_type: 3,
      timezone: 'UTC',
    }),
  ),
  {
    name: 'created-at-empty-for-null',
    story: 'The import wrote an empty string where nothing was known.',
    caughtBy: ['user.created-at'],
    alter: property('created_at', (value) => value ?? ''),
  },
  {
    name: 'created-at-zero-for-null',
    story: 'MySQL without strict mode keeps its zero date where nothing was known.',
    caughtBy: ['user.created-at'],
    alter: property('created_at', (value) => value ?? '0000-00-00T00:00:00Z'),
  },
  {
    name: 'created-at-without-offset-on-last',
    story: 'The last row comes from the insert itself, and was never parsed.',
    caughtBy: ['user.created-at', 'user.stable'],
    alter: property('created_at', times(noOffset), onLast),
  },
  updated('updated-at-as-in-sql', 'Eloquent with a date format of its own.', spaced),
  updated('updated-at-without-offset', 'Python isoformat() of a naive datetime.', noOffset),
  updated('updated-at-hour-24', 'Midnight is printed as the end of the day.', (time) =>
    time.replace(/T\d\d:\d\d:\d\d/, 'T24:00:00'),
  ),
  updated(
    'updated-at-month-13',
    'Months are counted from 0 in one place and from 1 in another.',
    (t) => t.replace(/-\d\d-/, '-13-'),
  ),
  updated('updated-at-in-seconds', 'The cache keeps Unix times.', (time) =>
    Math.floor(Date.parse(time) / 1000),
  ),
  updated('updated-at-comma-fraction', 'ISO 8601 allows a comma, RFC 3339 does not.', (time) =>
    time.replace('Z', ',250Z'),
  ),
  updated('updated-at-in-words', 'diffForHumans, from the web page.', () => '3 days ago'),
  updated('updated-at-named-zone', 'java.time prints the zone as well.', (time) =>
    time.replace('Z', '+01:00[Europe/Paris]'),
  ),
  updated('updated-at-without-seconds', 'Printed to the minute for a form field.', (time) =>
    time.replace(/:\d\dZ$/, 'Z'),
  ),
  updated('updated-at-basic-format', 'ISO 8601 has a form without separators.', (time) =>
    time.replace(/[-:]/g, ''),
  ),
  updated('updated-at-wrong-on-last', 'The last row was never parsed.', spaced, onLast),
  updated('updated-at-wrong-past-tenth', 'The second page has no casts.', spaced, pastTenth),
  updated('updated-at-wrong-on-admins', 'Admins come from another table.', spaced, onAdmins),
  updated('updated-at-wrong-on-repeat', 'What was not saved is not cast.', spaced, onRepeat),
  {
    name: 'updated-at-false-for-null',
    story: 'strtotime of nothing gives false.',
    caughtBy: ['user.updated-at'],
    alter: property('updated_at', (value) => value ?? false),
  },
];
