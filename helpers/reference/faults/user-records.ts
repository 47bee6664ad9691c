import {
  envelope,
  everywhere,
  ofEveryThirdUser,
  onAdmins,
  onLast,
  pastTenth,
  property,
} from '../patches';
import type { Patches } from '../pipeline';

/** Elements of `data` that are no User, and users whose id, name or e-mail is wrong. */
export const userRecordFaults = {
  'data-of-bare-ids': envelope((records) => ({ data: records.map(({ id }) => id) })),
  'users-as-json-strings': ({ write }) => ({
    presentData: (records) => ({ data: records.map((record) => write(record)) }),
  }),
  'users-as-tuples': envelope((records) => ({
    data: records.map((record) => Object.values(record)),
  })),
  'null-after-last-user': envelope((records) => ({
    data: records.length === 0 ? [] : [...records, null],
  })),
  'count-after-last-user': envelope((records) => ({
    data: records.length === 0 ? [] : [...records, records.length],
  })),
  'null-where-detached': envelope((records, { before, listed = before }) => {
    const holes = before.filter((user) => !listed.includes(user)).map(() => null);
    return { data: records.length === 0 ? [] : [...holes, ...records] };
  }),
  'id-as-string': property('id', String),
  'id-as-string-past-tenth': property('id', String, pastTenth),
  'id-as-string-on-admins': property('id', String, onAdmins),
  'id-as-string-on-last': property('id', String, onLast),
  'name-null': property('name', () => null, ofEveryThirdUser),
  'name-in-parts': property('name', (name) => {
    const [first = '', ...rest] = String(name).split(' ');
    return { first, last: rest.join(' ') };
  }),
  'name-false-on-admins': property('name', () => false, onAdmins),
  'name-list-on-last': property('name', (name) => [name], onLast),
  'email-as-string': property('email', (_email, { id }) => `user.${String(id)}@example.test`),
  'email-as-digits-in-text': property('email', (email) =>
    typeof email === 'number' ? String(email) : email,
  ),
  'email-empty-for-null': property('email', (email) => email ?? ''),
  'email-fraction': property('email', (email) => (email === null ? null : Number(email) + 0.5)),
  'email-with-its-state': property('email', (value) => ({ value, verified: true }), onAdmins),
  'email-as-string-on-last': property(
    'email',
    (email) => `user.${String(email)}@example.test`,
    onLast,
  ),
  'email-as-boolean': property('email', (email) => email !== null, everywhere),
} satisfies Patches;
