import {
  envelope,
  everywhere,
  ofEveryThirdUser,
  onAdmins,
  onLast,
  pastTenth,
  property,
} from '../alterations';
import type { Fault } from './fault';

/** Elements of `data` that are no User, and users whose id, name or e-mail is wrong. */
export const userRecordFaults: readonly Fault[] = [
  {
    name: 'data-of-bare-ids',
    story: 'The serializer of the relation gives primary keys where nobody asked for nesting.',
    caughtBy: ['user.object'],
    alter: envelope((records) => ({ data: records.map(({ id }) => id) })),
  },
  {
    name: 'users-as-json-strings',
    story: 'Users cached as JSON text are put into the list without being parsed.',
    caughtBy: ['user.object'],
    alter: ({ write }) => ({
      presentData: (records) => ({ data: records.map((record) => write(record)) }),
    }),
  },
  {
    name: 'users-as-tuples',
    story: 'The database driver fetches rows by number and they are encoded as they come.',
    caughtBy: ['user.object'],
    alter: envelope((records) => ({ data: records.map((record) => Object.values(record)) })),
  },
  {
    name: 'null-after-last-user',
    story:
      'A template ends each user with a comma, and the parser of the gateway mends it with null.',
    caughtBy: ['user.object'],
    alter: envelope((records) => ({ data: records.length === 0 ? [] : [...records, null] })),
  },
  {
    name: 'count-after-last-user',
    story: 'The stored procedure returns a row count after its rows, taken for one more row.',
    caughtBy: ['user.object'],
    alter: envelope((records) => ({
      data: records.length === 0 ? [] : [...records, records.length],
    })),
  },
  {
    name: 'null-where-detached',
    story:
      'Detached users are unset in the collection, which leaves holes that are encoded as null.',
    caughtBy: ['user.object'],
    alter: envelope((records, { before, listed = before }) => {
      const holes = before.filter((user) => !listed.includes(user)).map(() => null);
      return { data: records.length === 0 ? [] : [...holes, ...records] };
    }),
  },
  {
    name: 'id-as-string',
    story: 'The database driver gives BIGINT columns as strings and nobody casts them.',
    caughtBy: ['user.id'],
    alter: property('id', String),
  },
  {
    name: 'id-as-string-past-tenth',
    story: 'The second page of the relation is fetched by another driver, without casts.',
    caughtBy: ['user.id'],
    alter: property('id', String, pastTenth),
  },
  {
    name: 'id-as-string-on-admins',
    story: 'Admins come from another table, whose key is a VARCHAR.',
    caughtBy: ['user.id'],
    alter: property('id', String, onAdmins),
  },
  {
    name: 'id-as-string-on-last',
    story: 'The last user is appended from the request, where its id was text.',
    caughtBy: ['user.id'],
    alter: property('id', String, onLast),
  },
  {
    name: 'name-null',
    story: 'The name column is nullable, and users invited by telephone have none.',
    caughtBy: ['user.name'],
    alter: property('name', () => null, ofEveryThirdUser),
  },
  {
    name: 'name-in-parts',
    story:
      'The model keeps first and last name, and the presenter gives the value object as it is.',
    caughtBy: ['user.name'],
    alter: property('name', (name) => {
      const [first = '', ...rest] = String(name).split(' ');
      return { first, last: rest.join(' ') };
    }),
  },
  {
    name: 'name-false-on-admins',
    story: 'The directory lookup gives false for service accounts, and no one checks.',
    caughtBy: ['user.name'],
    alter: property('name', () => false, onAdmins),
  },
  {
    name: 'name-list-on-last',
    story: 'An accumulator is flushed one time too few, so that the last name stays a list.',
    caughtBy: ['user.name', 'user.stable'],
    alter: property('name', (name) => [name], onLast),
  },
  {
    name: 'email-as-string',
    story:
      'The e-mail is what everyone thinks it is: an address, where the contract has an integer.',
    caughtBy: ['user.email'],
    alter: property('email', (_email, { id }) => `user.${String(id)}@example.test`),
  },
  {
    name: 'email-as-digits-in-text',
    story: 'The integer is cast to text, because its column is called e-mail.',
    caughtBy: ['user.email'],
    alter: property('email', (email) => (typeof email === 'number' ? String(email) : email)),
  },
  {
    name: 'email-empty-for-null',
    story: 'The import writes an empty string where there is no value.',
    caughtBy: ['user.email'],
    alter: property('email', (email) => email ?? ''),
  },
  {
    name: 'email-fraction',
    story: 'The column went through a spreadsheet and came back as a float.',
    caughtBy: ['user.email'],
    alter: property('email', (email) => (email === null ? null : Number(email) + 0.5)),
  },
  {
    name: 'email-with-its-state',
    story: 'A verified flag was added, and the property became an object on the way.',
    caughtBy: ['user.email'],
    alter: property('email', (value) => ({ value, verified: true }), onAdmins),
  },
  {
    name: 'email-as-string-on-last',
    story: 'The user added last is shown from the form, before it has been read back.',
    caughtBy: ['user.email', 'user.stable'],
    alter: property('email', (email) => `user.${String(email)}@example.test`, onLast),
  },
  {
    name: 'email-as-boolean',
    story: 'A privacy filter replaces addresses by whether there is one.',
    caughtBy: ['user.email'],
    alter: property('email', (email) => email !== null, everywhere),
  },
];
