import { LosslessNumber } from 'lossless-json';
import {
  customerInstead,
  ignoringUnknownUsers,
  isObject,
  isPlain,
  isUnknown,
  onBody,
  onItem,
  onUnknownIds,
} from '../lenient-parsing';
import { combine, crash, onIds } from '../patches';
import type { Patch } from '../pipeline';
import type { Ids } from '../user-sets';
import { breaks, type Faults } from './fault';

/** Lists some unknown ids beside the users. */
function phantoms(which: (id: bigint) => boolean): Patch {
  return (correct) => {
    const lists = new WeakMap<Ids, readonly bigint[]>();
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

const wrapped = (id: bigint): bigint => BigInt.asIntN(32, id);
const wrapped64 = (id: bigint): bigint => BigInt.asUintN(64, id);
const absolute = (id: bigint): bigint => (id < 0n ? -id : id);

/** Reads the customer id of the path as `change` returns it. */
function customerAs(change: (id: bigint) => bigint): Patch {
  return customerInstead((segment, customers) =>
    /^-?[1-9]\d*$/.test(segment)
      ? customers.find((customer) => customer === String(change(BigInt(segment))))
      : undefined,
  );
}

/** Crashes for some unknown ids. */
const crashing = (which: (id: bigint) => boolean) =>
  onUnknownIds((id) => (which(id) ? crash() : undefined));

/** Reads some unknown ids as the last user. */
const lastUser = (which: (id: bigint) => boolean) =>
  onUnknownIds((id, users) => (which(id) ? BigInt(users.at(-1) ?? id) : undefined));

const lacksIds = (body: unknown) => isObject(body) && !('user_ids' in body);

/** Unknown ids, ids that no database can hold or the machine cuts, and missing ids. */
export const idRangeFaults = {
  'unknown-user-listed': breaks(['ids.unknown'], {
    cause: 'The pivot has no foreign key, and the answer is made of the request.',
    patch: phantoms(isPlain),
  }),
  'unknown-user-answered-500': breaks(['ids.unknown', 'http.no-5xx'], {
    cause: 'The foreign key throws.',
    patch: crashing(isPlain),
  }),
  'unknown-user-is-the-nearest': breaks(['ids.unknown'], {
    cause: 'A lookup in a sorted index that does not compare what it has found.',
    patch: lastUser(isPlain),
  }),
  'unknown-user-empties-the-list': breaks(['ids.unknown'], {
    cause: 'The insert fails after the delete has been committed, and the error is swallowed.',
    patch: combine(
      ignoringUnknownUsers,
      onIds((ids, users) => (ids.some((id) => isUnknown(users, id)) ? [] : ids)),
    ),
  }),
  'large-ids-listed': breaks(['ids.range'], {
    cause: 'Ids beyond 31 bits are of another system, and are passed through.',
    patch: phantoms((id) => id >= 2n ** 31n),
  }),
  'ids-beyond-31-bits-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: 'The database throws "integer out of range".',
    patch: crashing((id) => id >= 2n ** 31n),
  }),
  'ids-beyond-64-bits-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: 'Long.parseLong throws, and nobody catches.',
    patch: crashing((id) => id >= 2n ** 63n),
  }),
  'infinite-id-answered-500': breaks(['ids.range', 'http.no-5xx'], {
    cause: '1e400 is read as Infinity, which has no integer.',
    patch: crashing((id) => id > 10n ** 39n),
  }),
  'ids-beyond-31-bits-saturate': breaks(['ids.range'], {
    cause: 'The cast to int stops at the largest, and the lookup takes the nearest below.',
    patch: lastUser((id) => id >= 2n ** 31n),
  }),
  'user-minus-one-is-the-last': breaks(['ids.range'], {
    cause: 'Users are in a list, and -1 is its last.',
    patch: lastUser((id) => id === -1n),
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
  'ids-wrap-at-32-bits': breaks(['ids.range'], {
    cause: 'The JSON library gives a long, and intValue() narrows it silently.',
    patch: onUnknownIds(wrapped),
  }),
  'customer-wraps-at-32-bits': breaks(['customer.range'], {
    cause: 'The path is cut with | 0, so that 2^32 + 7 is customer 7.',
    patch: customerAs(wrapped),
  }),
  'negative-ids-lose-their-sign': breaks(['ids.range'], {
    cause: 'absint() of the framework: an id cannot be negative, so it is made positive.',
    patch: onUnknownIds(absolute),
  }),
  'negative-customer-loses-its-sign': breaks(['customer.range'], {
    cause: 'absint() of the path, so that -7 is customer 7.',
    patch: customerAs(absolute),
  }),
  'true-read-as-user-one': breaks(['ids.not-integer'], {
    cause: 'A bool is an int in Python, and passes isinstance.',
    patch: combine(
      ignoringUnknownUsers,
      onItem((item) => (item === true ? new LosslessNumber('1') : item)),
    ),
  }),
  'unknown-user-ends-the-loop': breaks(['ids.unknown'], {
    cause: 'The loop over the ids breaks at the first that is not found, and keeps what it has.',
    patch: onIds((ids, users) => {
      const at = ids.findIndex((id) => isUnknown(users, id));
      return at < 0 ? ids : ids.slice(0, at);
    }),
  }),
  'unknown-user-takes-the-next-along': breaks(['ids.unknown'], {
    cause: 'Items are removed from the list that is being walked through, which skips the next.',
    patch: onIds((ids, users) => {
      const isLost = (id = 0n) => isUnknown(users, id);
      return ids.filter((id, at) => !isLost(id) && !isLost(ids[at - 1]));
    }),
  }),
  'customer-wraps-at-64-bits': breaks(['customer.range'], {
    cause: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    patch: customerAs(wrapped64),
  }),
  'ids-wrap-at-64-bits': breaks(['ids.range'], {
    cause: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    patch: onUnknownIds(wrapped64),
  }),
} satisfies Faults;
