import { LosslessNumber } from 'lossless-json';
import { all } from '../alterations';
import type { Alteration } from '../parts';
import { customerInstead, ignoringUnknownUsers, onItem } from '../readings';
import type { Fault } from './fault';

const wrapped = (id: bigint): bigint => BigInt.asIntN(32, id);
const absolute = (id: bigint): bigint => (id < 0n ? -id : id);

/** Ids of nobody are read as others; whoever still is nobody is ignored. */
function idsAs(change: (id: bigint) => bigint): Alteration {
  return (correct) => {
    const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
    // Long lists are another matter (body.large).
    return { readUsers: (ids) => readUsers(ids.length > 999 ? ids : ids.map(change)) };
  };
}

/** The same of the customer in the path. */
function customerAs(change: (id: bigint) => bigint): Alteration {
  return customerInstead((segment, customers) =>
    /^-?[1-9]\d*$/.test(segment)
      ? customers.find((customer) => customer === String(change(BigInt(segment))))
      : undefined,
  );
}

/** Integers that the machine has narrower than JSON, and what is no integer and is taken for one. */
export const machineIntegerFaults: readonly Fault[] = [
  {
    name: 'ids-wrap-at-32-bits',
    story: 'The JSON library gives a long, and intValue() narrows it without a word.',
    caughtBy: ['ids.range'],
    alter: idsAs(wrapped),
  },
  {
    name: 'customer-wraps-at-32-bits',
    story: 'The path is cut with | 0, so that 2^32 + 7 is customer 7.',
    caughtBy: ['customer.range'],
    alter: customerAs(wrapped),
  },
  {
    name: 'negative-ids-lose-their-sign',
    story: 'absint() of the framework: an id cannot be negative, so it is made positive.',
    caughtBy: ['ids.range'],
    alter: idsAs(absolute),
  },
  {
    name: 'negative-customer-loses-its-sign',
    story: 'absint() of the path, so that -7 is customer 7.',
    caughtBy: ['customer.range'],
    alter: customerAs(absolute),
  },
  {
    name: 'true-read-as-user-one',
    story: 'A bool is an int in Python, and passes isinstance.',
    caughtBy: ['ids.not-integer'],
    alter: all(
      ignoringUnknownUsers,
      onItem((item) => (item === true ? new LosslessNumber('1') : item)),
    ),
  },
  {
    name: 'unknown-user-ends-the-loop',
    story: 'The loop over the ids breaks at the first that is not found, and keeps what it has.',
    caughtBy: ['ids.unknown'],
    alter: (correct) => {
      const isKnown = (id: bigint) => correct.directory.users.has(String(id));
      const isPlain = (id: bigint) => id > 0n && id < 2n ** 31n;
      return {
        readUsers: (ids) => {
          const at = ids.findIndex((id) => isPlain(id) && !isKnown(id));
          return correct.readUsers(at < 0 ? ids : ids.slice(0, at));
        },
      };
    },
  },
  {
    name: 'unknown-user-takes-the-next-along',
    story: 'Items are removed from the list that is being walked through, which skips the next.',
    caughtBy: ['ids.unknown'],
    alter: (correct) => {
      const unknown = (id: bigint | undefined) =>
        id !== undefined && id > 0n && id < 2n ** 31n && !correct.directory.users.has(String(id));
      return {
        readUsers: (ids) =>
          correct.readUsers(ids.filter((id, at) => !unknown(id) && !unknown(ids[at - 1]))),
      };
    },
  },
  {
    name: 'customer-wraps-at-64-bits',
    story: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    caughtBy: ['customer.range'],
    alter: customerAs((id) => BigInt.asUintN(64, id)),
  },
  {
    name: 'ids-wrap-at-64-bits',
    story: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    caughtBy: ['ids.range'],
    alter: idsAs((id) => BigInt.asUintN(64, id)),
  },
];
