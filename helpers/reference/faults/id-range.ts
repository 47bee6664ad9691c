import { crash } from '../alterations';
import type { Alteration } from '../parts';
import { ignoringUnknownUsers, isObject, onBody } from '../readings';
import type { Fault } from './fault';

const isPlain = (id: bigint) => id > 0n && id < 2n ** 31n;

/** Reads ids of nobody as `change` says; those that still are nobody's are ignored. */
function unknownId(
  change: (id: bigint, users: readonly string[]) => bigint | undefined,
): Alteration {
  return (correct) => {
    const users = [...correct.directory.users.keys()];
    const isKnown = (id: bigint) => correct.directory.users.has(String(id));
    const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
    return {
      readUsers: (ids) =>
        // Long lists are another matter (body.large): they are left to the correct reading.
        readUsers(
          ids.map((id) => (isKnown(id) || ids.length > 999 ? id : (change(id, users) ?? id))),
        ),
    };
  };
}

/** Lists, beside the users, those of the ids that are nobody's. */
function phantoms(which: (id: bigint) => boolean): Alteration {
  return (correct) => {
    const lists = new WeakMap<readonly string[], readonly bigint[]>();
    const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
    return {
      presentData: (records, context) => {
        const ids = (context.listed && lists.get(context.listed)) ?? [];
        const ghosts = ids.map((id) => ({ id, name: '', email: null, roles: [], permissions: [] }));
        return correct.presentData([...records, ...ghosts], context);
      },
      readUsers: (ids) => {
        const users = readUsers(ids);
        const unknown = ids.filter((id) => which(id) && !correct.directory.users.has(String(id)));
        lists.set(users, [...new Set(unknown)]);
        return users;
      },
    };
  };
}

const lacksIds = (body: unknown) => isObject(body) && !('user_ids' in body);

/** Ids of nobody, ids that no database can hold, and no ids at all. */
export const idRangeFaults: readonly Fault[] = [
  {
    name: 'unknown-user-listed',
    story: 'The pivot has no foreign key, and the answer is made of the request.',
    caughtBy: ['ids.unknown'],
    alter: phantoms(isPlain),
  },
  {
    name: 'unknown-user-answered-500',
    story: 'The foreign key throws.',
    caughtBy: ['ids.unknown', 'http.no-5xx'],
    alter: unknownId((id) => (isPlain(id) ? crash() : undefined)),
  },
  {
    name: 'unknown-user-is-the-nearest',
    story: 'A lookup in a sorted index that does not compare what it has found.',
    caughtBy: ['ids.unknown'],
    alter: unknownId((id, users) => (isPlain(id) ? BigInt(users.at(-1) ?? id) : undefined)),
  },
  {
    name: 'unknown-user-empties-the-list',
    story: 'The insert fails after the delete has been committed, and the error is swallowed.',
    caughtBy: ['ids.unknown'],
    alter: (correct) => {
      const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
      const isUnknown = (id: bigint) => isPlain(id) && !correct.directory.users.has(String(id));
      return { readUsers: (ids) => (ids.some(isUnknown) ? [] : readUsers(ids)) };
    },
  },
  {
    name: 'large-ids-listed',
    story: 'Ids beyond 31 bits are of another system, and are passed through.',
    caughtBy: ['ids.range'],
    alter: phantoms((id) => id >= 2n ** 31n),
  },
  {
    name: 'ids-beyond-31-bits-answered-500',
    story: 'integer out of range, says the database.',
    caughtBy: ['ids.range', 'http.no-5xx'],
    alter: unknownId((id) => (id >= 2n ** 31n ? crash() : undefined)),
  },
  {
    name: 'ids-beyond-64-bits-answered-500',
    story: 'Long.parseLong throws, and nobody catches.',
    caughtBy: ['ids.range', 'http.no-5xx'],
    alter: unknownId((id) => (id >= 2n ** 63n ? crash() : undefined)),
  },
  {
    name: 'infinite-id-answered-500',
    story: '1e400 is read as Infinity, which has no integer.',
    caughtBy: ['ids.range', 'http.no-5xx'],
    alter: unknownId((id) => (id > 10n ** 39n ? crash() : undefined)),
  },
  {
    name: 'ids-beyond-31-bits-saturate',
    story: 'The cast to int stops at the largest, and the lookup takes the nearest below.',
    caughtBy: ['ids.range'],
    alter: unknownId((id, users) => (id >= 2n ** 31n ? BigInt(users.at(-1) ?? id) : undefined)),
  },
  {
    name: 'user-minus-one-is-the-last',
    story: 'Users are in a list, and -1 is its last.',
    caughtBy: ['ids.range'],
    alter: unknownId((id, users) => (id === -1n ? BigInt(users.at(-1) ?? id) : undefined)),
  },
  {
    name: 'user-zero-is-the-first',
    story: '0 stands for the user who asks.',
    caughtBy: ['ids.range'],
    alter: unknownId((id, users) => (id === 0n ? BigInt(users[0] ?? id) : undefined)),
  },
  {
    name: 'user-zero-listed',
    story: 'The anonymous user has a row of its own, with id 0.',
    caughtBy: ['ids.range'],
    alter: phantoms((id) => id === 0n),
  },
  {
    name: 'missing-ids-mean-nobody',
    story: 'input("user_ids", []).',
    caughtBy: [],
    warns: ['ids.missing'],
    alter: onBody((body) => (lacksIds(body) ? { user_ids: [] } : body)),
  },
  {
    name: 'misspelt-ids-mean-nobody',
    story: 'Unknown names are ignored, and the known one has a default.',
    caughtBy: [],
    warns: ['ids.missing'],
    alter: onBody((body) =>
      isObject(body) && lacksIds(body) && Object.keys(body).length > 0 ? { user_ids: [] } : body,
    ),
  },
  {
    name: 'empty-object-means-nobody',
    story: 'An object without properties is falsy in the language of the template.',
    caughtBy: [],
    warns: ['ids.missing'],
    alter: onBody((body) =>
      isObject(body) && Object.keys(body).length === 0 ? { user_ids: [] } : body,
    ),
  },
  {
    name: 'missing-ids-answered-500',
    story: 'map of undefined.',
    caughtBy: ['http.no-5xx'],
    warns: ['ids.missing'],
    alter: onBody((body) => (lacksIds(body) ? crash() : body)),
  },
];
