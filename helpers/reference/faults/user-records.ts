import {
  envelope,
  everywhere,
  ofEveryThirdUser,
  onAdmins,
  onLast,
  pastTenth,
  property,
} from '../patches';
import { breaks, type Faults } from './fault';

/** Elements of `data` that are no User, and users whose id, name or e-mail is wrong. */
export const userRecordFaults = {
  'data-of-bare-ids': breaks(['user.object'], {
    cause: 'The serializer of the relation gives primary keys where nobody asked for nesting.',
    patch: envelope((records) => ({ data: records.map(({ id }) => id) })),
  }),
  'users-as-json-strings': breaks(['user.object'], {
    cause: 'Users cached as JSON text are put into the list without being parsed.',
    patch: ({ write }) => ({
      presentData: (records) => ({ data: records.map((record) => write(record)) }),
    }),
  }),
  'users-as-tuples': breaks(['user.object'], {
    cause: 'The database driver fetches rows by number and they are encoded as they come.',
    patch: envelope((records) => ({ data: records.map((record) => Object.values(record)) })),
  }),
  'null-after-last-user': breaks(['user.object'], {
    cause: 'A template ends each user with a comma, and the parser of the gateway adds a null.',
    patch: envelope((records) => ({ data: records.length === 0 ? [] : [...records, null] })),
  }),
  'count-after-last-user': breaks(['user.object'], {
    cause: 'The stored procedure returns a row count after its rows, taken for one more row.',
    patch: envelope((records) => ({
      data: records.length === 0 ? [] : [...records, records.length],
    })),
  }),
  'null-where-detached': breaks(['user.object'], {
    cause:
      'Detached users are unset in the collection, which leaves holes that are encoded as null.',
    patch: envelope((records, { before, listed = before }) => {
      const holes = before.filter((user) => !listed.includes(user)).map(() => null);
      return { data: records.length === 0 ? [] : [...holes, ...records] };
    }),
  }),
  'id-as-string': breaks(['user.id'], {
    cause: 'The database driver gives BIGINT columns as strings and nobody casts them.',
    patch: property('id', String),
  }),
  'id-as-string-past-tenth': breaks(['user.id'], {
    cause: 'The second page of the relation is fetched by another driver, without casts.',
    patch: property('id', String, pastTenth),
  }),
  'id-as-string-on-admins': breaks(['user.id'], {
    cause: 'Admins come from another table, whose key is a VARCHAR.',
    patch: property('id', String, onAdmins),
  }),
  'id-as-string-on-last': breaks(['user.id'], {
    cause: 'The last user is appended from the request, where its id was text.',
    patch: property('id', String, onLast),
  }),
  'name-null': breaks(['user.name'], {
    cause: 'The name column is nullable, and users invited by telephone have none.',
    patch: property('name', () => null, ofEveryThirdUser),
  }),
  'name-in-parts': breaks(['user.name'], {
    cause:
      'The model keeps first and last name, and the presenter gives the value object as it is.',
    patch: property('name', (name) => {
      const [first = '', ...rest] = String(name).split(' ');
      return { first, last: rest.join(' ') };
    }),
  }),
  'name-false-on-admins': breaks(['user.name'], {
    cause: 'The directory lookup gives false for service accounts, and no one checks.',
    patch: property('name', () => false, onAdmins),
  }),
  'name-list-on-last': breaks(['user.name', 'user.stable'], {
    cause: 'An accumulator is flushed one time too few, so that the last name stays a list.',
    patch: property('name', (name) => [name], onLast),
  }),
  'email-as-string': breaks(['user.email'], {
    cause:
      'The e-mail is what everyone thinks it is: an address, where the contract has an integer.',
    patch: property('email', (_email, { id }) => `user.${String(id)}@example.test`),
  }),
  'email-as-digits-in-text': breaks(['user.email'], {
    cause: 'The integer is cast to text, because its column is called e-mail.',
    patch: property('email', (email) => (typeof email === 'number' ? String(email) : email)),
  }),
  'email-empty-for-null': breaks(['user.email'], {
    cause: 'The import writes an empty string where there is no value.',
    patch: property('email', (email) => email ?? ''),
  }),
  'email-fraction': breaks(['user.email'], {
    cause: 'The column went through a spreadsheet and came back as a float.',
    patch: property('email', (email) => (email === null ? null : Number(email) + 0.5)),
  }),
  'email-with-its-state': breaks(['user.email'], {
    cause: 'A verified flag was added, and the property became an object on the way.',
    patch: property('email', (value) => ({ value, verified: true }), onAdmins),
  }),
  'email-as-string-on-last': breaks(['user.email', 'user.stable'], {
    cause: 'The user added last is shown from the form, before it has been read back.',
    patch: property('email', (email) => `user.${String(email)}@example.test`, onLast),
  }),
  'email-as-boolean': breaks(['user.email'], {
    cause: 'A privacy filter replaces addresses by whether there is one.',
    patch: property('email', (email) => email !== null, everywhere),
  }),
} satisfies Faults;
