import {
  ignoringUnknownUsers,
  isObject,
  isUnknown,
  onBody,
  onUnknownIds,
} from '../lenient-parsing';
import { crash } from '../patches';
import type { Patch } from '../pipeline';
import { breaks, type Faults } from './fault';

const isPlain = (id: bigint) => id > 0n && id < 2n ** 31n;

/** Lists some unknown ids beside the users. */
function phantoms(which: (id: bigint) => boolean): Patch {
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
        const unknown = ids.filter((id) => which(id) && !correct.dataset.users.has(String(id)));
        lists.set(users, [...new Set(unknown)]);
        return users;
      },
    };
  };
}

const lacksIds = (body: unknown) => isObject(body) && !('user_ids' in body);

/** Unknown ids, ids that no database can hold, and missing ids. */
export const idRangeFaults = {
  'unknown-user-listed': breaks(['ids.unknown'], {
    cause: 'The pivot has no foreign key, and the answer is made of the request.',
    patch: phantoms(isPlain),
  }),
  'unknown-user-answered-500': breaks(['ids.unknown', 'http.no-5xx'], {
    cause: 'The foreign key throws.',
    patch: onUnknownIds((id) => (isPlain(id) ? crash() : undefined)),
  }),
  'unknown-user-is-the-nearest': breaks(['ids.unknown'], {
    cause: 'A lookup in a sorted index that does not compare what it has found.',
    patch: onUnknownIds((id, users) => (isPlain(id) ? BigInt(users.at(-1) ?? id) : undefined)),
  }),
  'unknown-user-empties-the-list': breaks(['ids.unknown'], {
    cause: 'The insert fails after the delete has been committed, and the error is swallowed.',
    patch: (correct) => {
      const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
      const hasUnknown = (ids: readonly bigint[]) =>
        ids.some((id) => isUnknown(correct.dataset, id));
      return { readUsers: (ids) => (hasUnknown(ids) ? [] : readUsers(ids)) };
    },
  }),
  'large-ids-listed': breaks(['ids.range'], {
    cause: 'Ids beyond 31 bits are of another system, and are passed through.',
    patch: phantoms((id) => id >= 2n ** 31n),
  }),
  'ids-beyond-31-bits-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: 'The database throws "integer out of range".',
    patch: onUnknownIds((id) => (id >= 2n ** 31n ? crash() : undefined)),
  }),
  'ids-beyond-64-bits-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: 'Long.parseLong throws, and nobody catches.',
    patch: onUnknownIds((id) => (id >= 2n ** 63n ? crash() : undefined)),
  }),
  'infinite-id-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: '1e400 is read as Infinity, which has no integer.',
    patch: onUnknownIds((id) => (id > 10n ** 39n ? crash() : undefined)),
  }),
  'ids-beyond-31-bits-saturate': breaks(['ids.range'], {
    cause: 'The cast to int stops at the largest, and the lookup takes the nearest below.',
    patch: onUnknownIds((id, users) => (id >= 2n ** 31n ? BigInt(users.at(-1) ?? id) : undefined)),
  }),
  'user-minus-one-is-the-last': breaks(['ids.range'], {
    cause: 'Users are in a list, and -1 is its last.',
    patch: onUnknownIds((id, users) => (id === -1n ? BigInt(users.at(-1) ?? id) : undefined)),
  }),
  'user-zero-is-the-first': breaks(['ids.range'], {
    cause: '0 stands for the user who asks.',
    patch: onUnknownIds((id, users) => (id === 0n ? BigInt(users[0] ?? id) : undefined)),
  }),
  'user-zero-listed': breaks(['ids.range'], {
    cause: 'The anonymous user has a row of its own, with id 0.',
    patch: phantoms((id) => id === 0n),
  }),
  'missing-ids-mean-nobody': breaks(['ids.missing'], {
    cause: 'input("user_ids", []).',
    patch: onBody((body) => (lacksIds(body) ? { user_ids: [] } : body)),
  }),
  'misspelt-ids-mean-nobody': breaks(['ids.missing'], {
    cause: 'Unknown names are ignored, and the known one has a default.',
    patch: onBody((body) =>
      isObject(body) && lacksIds(body) && Object.keys(body).length > 0 ? { user_ids: [] } : body,
    ),
  }),
  'empty-object-means-nobody': breaks(['ids.missing'], {
    cause: 'An object without properties is falsy in the language of the template.',
    patch: onBody((body) =>
      isObject(body) && Object.keys(body).length === 0 ? { user_ids: [] } : body,
    ),
  }),
  'missing-ids-answered-500': breaks(['http.no-5xx', 'ids.missing'], {
    cause: 'map of undefined.',
    patch: onBody((body) => (lacksIds(body) ? crash() : body)),
  }),
} satisfies Faults;
