import { customerInstead } from '../lenient-parsing';
import { crash, replaceError } from '../patches';
import { HttpError, type Patch } from '../pipeline';
import { breaks, type Fault, type Faults } from './fault';
import { UNKNOWN_CUSTOMER } from './requirement-lists';

/** Returns whether a segment is a possible id, though no customer has it. */
const isPlain = (segment: string) => /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31;
const isWhole = (segment: string) => /^-?\d+$/.test(segment);

const respondToUnknown = (status: number, cause: string): Fault =>
  breaks(['customer.not-found'], {
    cause,
    patch: replaceError(({ status: was, message }, { segment = '' }) =>
      was === 404 && isPlain(segment) ? new HttpError(status, message) : undefined,
    ),
  });

/** Crashes for some unknown customers. */
function crashing(which: (segment: string) => boolean): Patch {
  return customerInstead((segment) => (which(segment) ? crash() : undefined));
}

/** Ids in the path that are not those of a customer. */
export const customerFaults = {
  'unknown-customer-created': breaks(UNKNOWN_CUSTOMER, {
    cause: 'firstOrCreate in place of firstOrFail.',
    patch: customerInstead((segment) => (isPlain(segment) ? segment : undefined)),
  }),
  'unknown-customer-is-the-first': breaks(UNKNOWN_CUSTOMER, {
    cause: 'The tenant resolver falls back to a default.',
    patch: customerInstead((segment, [first]) => (isPlain(segment) ? first : undefined)),
  }),
  'unknown-customer-answered-500': breaks([...UNKNOWN_CUSTOMER, 'http.no-5xx'], {
    cause: 'Customer::find gives null, and null has no users().',
    patch: crashing(isPlain),
  }),
  'unknown-customer-answered-403': respondToUnknown(
    403,
    'The policy is checked first, and a customer that does not exist has no owner.',
  ),
  'unknown-customer-answered-400': respondToUnknown(
    400,
    'The `exists` rule of the validator is used for the path too.',
  ),
  'unknown-customer-answered-422': respondToUnknown(
    422,
    'The path is merged with the input and validated with it.',
  ),
  'customer-id-parsed-up-to-its-digits': breaks(['customer.not-integer'], {
    cause: 'parseInt reads 7 in 7abc, and in 7.5.',
    patch: customerInstead((segment, customers) =>
      customers.find((customer) => customer === /^[1-9]\d*/.exec(segment)?.[0]),
    ),
  }),
  'customer-id-rounded': breaks(['customer.not-integer'], {
    cause: 'The path parameter is a float, and the column an integer.',
    patch: customerInstead((segment, customers) =>
      /^\d+\.\d+$/.test(segment)
        ? customers.find((customer) => customer === String(Math.floor(Number(segment))))
        : undefined,
    ),
  }),
  'customer-id-cut-at-nul': breaks(['customer.not-integer'], {
    cause: 'The id goes through a function that takes C strings.',
    patch: customerInstead((segment, customers) =>
      customers.find((customer) => segment.startsWith(`${customer}\0`)),
    ),
  }),
  'blank-customer-is-the-first': breaks(['customer.not-integer'], {
    cause: 'Number(" ") is 0, and 0 stands for the customer of the session.',
    patch: customerInstead((segment, [first]) => (segment.trim() === '' ? first : undefined)),
  }),
  'customer-in-words-answered-500': breaks(['customer.not-integer', 'http.no-5xx'], {
    cause: 'invalid input syntax for type integer.',
    patch: crashing((segment) => !isWhole(segment)),
  }),
  'customer-in-words-is-the-last': breaks(['customer.not-integer'], {
    cause: 'A path that does not parse leaves the variable as the request before had set it.',
    patch: customerInstead((segment, customers) =>
      /^[a-z]+$/.test(segment) ? customers.at(-1) : undefined,
    ),
  }),
  'customer-overflow-answered-500': breaks(['customer.range', 'http.no-5xx'], {
    cause: 'The database throws "integer out of range".',
    patch: crashing((segment) => isWhole(segment) && Number(segment) >= 2 ** 31),
  }),
  'customer-overflow-saturates': breaks(['customer.range'], {
    cause: 'The cast to int stops at the largest, and the lookup takes the nearest below.',
    patch: customerInstead((segment, customers) =>
      isWhole(segment) && Number(segment) >= 2 ** 31 ? customers.at(-1) : undefined,
    ),
  }),
  'customer-minus-one-is-the-last': breaks(['customer.range'], {
    cause: 'Customers are in a list, and -1 is its last.',
    patch: customerInstead((segment, customers) =>
      segment === '-1' ? customers.at(-1) : undefined,
    ),
  }),
  'customer-zero-is-the-first': breaks(['customer.range'], {
    cause: '0 is falsy, so that the default customer is taken.',
    patch: customerInstead((segment, [first]) => (segment === '0' ? first : undefined)),
  }),
  'customer-beyond-64-bits-answered-500': breaks(['customer.range', 'http.no-5xx'], {
    cause: 'Long.parseLong throws, and nobody catches.',
    patch: crashing((segment) => isWhole(segment) && Number(segment) >= 2 ** 63),
  }),
} satisfies Faults;
