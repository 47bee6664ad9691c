import { LosslessNumber } from 'lossless-json';
import {
  customerInstead,
  ignoringUnknownUsers,
  isUnknown,
  onItem,
  onUnknownIds,
} from '../lenient-parsing';
import { combine } from '../patches';
import type { Patch } from '../pipeline';
import { breaks, type Faults } from './fault';

const wrapped = (id: bigint): bigint => BigInt.asIntN(32, id);
const absolute = (id: bigint): bigint => (id < 0n ? -id : id);

/** Reads the customer id of the path as `change` returns it. */
function customerAs(change: (id: bigint) => bigint): Patch {
  return customerInstead((segment, customers) =>
    /^-?[1-9]\d*$/.test(segment)
      ? customers.find((customer) => customer === String(change(BigInt(segment))))
      : undefined,
  );
}

/** Integers that are narrower in the machine than in JSON, and loops over ids that go wrong. */
export const machineIntegerFaults = {
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
    patch: (correct) => {
      return {
        readUsers: (ids) => {
          const at = ids.findIndex((id) => isUnknown(correct.dataset, id));
          return correct.readUsers(at < 0 ? ids : ids.slice(0, at));
        },
      };
    },
  }),
  'unknown-user-takes-the-next-along': breaks(['ids.unknown'], {
    cause: 'Items are removed from the list that is being walked through, which skips the next.',
    patch: (correct) => {
      const unknown = (id: bigint | undefined) =>
        id !== undefined && isUnknown(correct.dataset, id);
      return {
        readUsers: (ids) =>
          correct.readUsers(ids.filter((id, at) => !unknown(id) && !unknown(ids[at - 1]))),
      };
    },
  }),
  'customer-wraps-at-64-bits': breaks(['customer.range'], {
    cause: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    patch: customerAs((id) => BigInt.asUintN(64, id)),
  }),
  'ids-wrap-at-64-bits': breaks(['ids.range'], {
    cause: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    patch: onUnknownIds((id) => BigInt.asUintN(64, id)),
  }),
} satisfies Faults;
