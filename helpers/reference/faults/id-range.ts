import { LosslessNumber } from 'lossless-json';
import {
  customerInstead,
  ignoringUnknownUsers,
  isNumber,
  isObject,
  isPlain,
  isUnknown,
  onBody,
  onItem,
  onUnknownIds,
} from '../lenient-parsing';
import { combine, crash, onIds } from '../patches';
import type { Patch, Patches } from '../pipeline';
import type { Ids } from '../user-sets';

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
const without31stBit = (id: bigint): bigint => (id < 2n ** 32n ? id % 2n ** 31n : id);
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
  'list-with-an-id-out-of-range-changes-nobody': ({ readUsers, sync, store }) => {
    let skipped = false;
    return {
      readUsers: (ids) => {
        skipped = ids.length < 1_000 && ids.some((id) => id >= 2n ** 31n);
        return skipped ? [] : readUsers(ids);
      },
      sync: (customer, users) =>
        skipped ? Promise.resolve(store.get(customer)) : sync(customer, users),
    };
  },
  'id-of-many-digits-answered-500': onItem((item) =>
    isNumber(item) && item.value.length > 4_300 ? crash() : item,
  ),
  'unknown-user-listed': phantoms(isPlain),
  'unknown-user-answered-500': crashing(isPlain),
  'unknown-user-is-the-nearest': lastUser(isPlain),
  'unknown-user-empties-the-list': combine(
    ignoringUnknownUsers,
    onIds((ids, users) => (ids.some((id) => isUnknown(users, id)) ? [] : ids)),
  ),
  'large-ids-listed': phantoms((id) => id >= 2n ** 31n),
  'ids-beyond-31-bits-answered-500': crashing((id) => id >= 2n ** 31n),
  'ids-beyond-64-bits-answered-500': crashing((id) => id >= 2n ** 63n),
  'infinite-id-answered-500': crashing((id) => id > 10n ** 39n),
  'ids-beyond-31-bits-saturate': lastUser((id) => id >= 2n ** 31n),
  'user-minus-one-is-the-last': lastUser((id) => id === -1n),
  'user-zero-is-the-first': onUnknownIds((id, users) =>
    id === 0n ? BigInt(users[0] ?? id) : undefined,
  ),
  'zero-alone-means-everyone': onIds((ids, users) =>
    ids.length === 1 && ids[0] === 0n ? [...users.keys()].map(BigInt) : ids,
  ),
  'user-zero-listed': phantoms((id) => id === 0n),
  'missing-ids-mean-nobody': onBody((body) => (lacksIds(body) ? { user_ids: [] } : body)),
  'misspelt-ids-mean-nobody': onBody((body) =>
    isObject(body) && lacksIds(body) && Object.keys(body).length > 0 ? { user_ids: [] } : body,
  ),
  'another-property-means-nobody': onBody((body) =>
    isObject(body) && 'note' in body && lacksIds(body) ? { user_ids: [] } : body,
  ),
  'empty-object-means-nobody': onBody((body) =>
    isObject(body) && Object.keys(body).length === 0 ? { user_ids: [] } : body,
  ),
  'length-makes-the-body-a-list': onBody((body) =>
    isObject(body) && 'length' in body ? { user_ids: [] } : body,
  ),
  'missing-ids-answered-500': onBody((body) => (lacksIds(body) ? crash() : body)),
  'ids-lose-the-31st-bit': onUnknownIds(without31stBit),
  'customer-loses-the-31st-bit': customerAs(without31stBit),
  'ids-wrap-at-32-bits': onUnknownIds(wrapped),
  'customer-wraps-at-32-bits': customerAs(wrapped),
  'negative-ids-lose-their-sign': onUnknownIds(absolute),
  'negative-customer-loses-its-sign': customerAs(absolute),
  'true-read-as-another-user': (correct) => {
    const last = new LosslessNumber([...correct.dataset.users.keys()].at(-1) ?? '1');
    return onItem((item) => (item === true ? last : item))(correct);
  },
  'unknown-user-ends-the-loop': onIds((ids, users) => {
    const at = ids.findIndex((id) => isUnknown(users, id));
    return at < 0 ? ids : ids.slice(0, at);
  }),
  'unknown-user-takes-the-next-along': onIds((ids, users) => {
    const isLost = (id = 0n) => isUnknown(users, id);
    return ids.filter((id, at) => !isLost(id) && !isLost(ids[at - 1]));
  }),
  'customer-wraps-at-64-bits': customerAs(wrapped64),
  'ids-wrap-at-64-bits': onUnknownIds(wrapped64),
} satisfies Patches;
