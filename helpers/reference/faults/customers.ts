import { crash, refuseOtherwise } from '../alterations';
import { type Alteration, Refusal } from '../parts';
import { customerInstead } from '../readings';
import type { Fault } from './fault';

/** An id as the database may have it, given to nobody yet. */
const isPlain = (segment: string) => /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31;
const isWhole = (segment: string) => /^-?\d+$/.test(segment);

function unknownAnswered(status: number, story: string): Fault {
  return {
    name: `unknown-customer-answered-${String(status)}`,
    story,
    caughtBy: [],
    warns: ['customer.not-found'],
    alter: refuseOtherwise(({ status: was, message }, { segment = '' }) =>
      was === 404 && isPlain(segment) ? new Refusal(status, message) : undefined,
    ),
  };
}

/** Crashes for a customer that is not found, where `which` holds. */
function crashing(which: (segment: string) => boolean): Alteration {
  return customerInstead((segment) => (which(segment) ? crash() : undefined));
}

/** Another id than that of a customer, in the path. */
export const customerFaults: readonly Fault[] = [
  {
    name: 'unknown-customer-created',
    story: 'firstOrCreate in place of firstOrFail.',
    caughtBy: ['customer.unknown'],
    warns: ['customer.not-found'],
    alter: customerInstead((segment) => (isPlain(segment) ? segment : undefined)),
  },
  {
    name: 'unknown-customer-is-the-first',
    story: 'The tenant resolver falls back to a default.',
    caughtBy: ['customer.unknown'],
    warns: ['customer.not-found'],
    alter: customerInstead((segment, [first]) => (isPlain(segment) ? first : undefined)),
  },
  {
    name: 'unknown-customer-answered-500',
    story: 'Customer::find gives null, and null has no users().',
    caughtBy: ['customer.unknown', 'http.no-5xx'],
    warns: ['customer.not-found'],
    alter: crashing(isPlain),
  },
  unknownAnswered(403, "The policy is asked first, and what does not exist is nobody's."),
  unknownAnswered(400, 'The `exists` rule of the validator is used for the path too.'),
  unknownAnswered(422, 'The path is merged with the input, and judged with it.'),
  {
    name: 'customer-id-parsed-up-to-its-digits',
    story: 'parseInt reads 7 in 7abc, and in 7.5.',
    caughtBy: ['customer.not-integer'],
    alter: customerInstead((segment, customers) =>
      customers.find((customer) => customer === /^[1-9]\d*/.exec(segment)?.[0]),
    ),
  },
  {
    name: 'customer-id-rounded',
    story: 'The path parameter is a float, and the column an integer.',
    caughtBy: ['customer.not-integer'],
    alter: customerInstead((segment, customers) =>
      /^\d+\.\d+$/.test(segment)
        ? customers.find((customer) => customer === String(Math.floor(Number(segment))))
        : undefined,
    ),
  },
  {
    name: 'customer-id-cut-at-nul',
    story: 'The id goes through a function that takes C strings.',
    caughtBy: ['customer.not-integer'],
    alter: customerInstead((segment, customers) =>
      customers.find((customer) => segment.startsWith(`${customer}\0`)),
    ),
  },
  {
    name: 'blank-customer-is-the-first',
    story: 'Number(" ") is 0, and 0 stands for the customer of the session.',
    caughtBy: ['customer.not-integer'],
    alter: customerInstead((segment, [first]) => (segment.trim() === '' ? first : undefined)),
  },
  {
    name: 'customer-in-words-answered-500',
    story: 'invalid input syntax for type integer.',
    caughtBy: ['customer.not-integer', 'http.no-5xx'],
    alter: crashing((segment) => !isWhole(segment)),
  },
  {
    name: 'customer-in-words-is-the-last',
    story: 'A path that does not parse leaves the variable as the request before had set it.',
    caughtBy: ['customer.not-integer'],
    alter: customerInstead((segment, customers) =>
      /^[a-z]+$/.test(segment) ? customers.at(-1) : undefined,
    ),
  },
  {
    name: 'customer-overflow-answered-500',
    story: 'integer out of range, says the database.',
    caughtBy: ['customer.range', 'http.no-5xx'],
    alter: crashing((segment) => isWhole(segment) && Number(segment) >= 2 ** 31),
  },
  {
    name: 'customer-overflow-saturates',
    story: 'The cast to int stops at the largest, and the lookup takes the nearest below.',
    caughtBy: ['customer.range'],
    alter: customerInstead((segment, customers) =>
      isWhole(segment) && Number(segment) >= 2 ** 31 ? customers.at(-1) : undefined,
    ),
  },
  {
    name: 'customer-minus-one-is-the-last',
    story: 'Customers are in a list, and -1 is its last.',
    caughtBy: ['customer.range'],
    alter: customerInstead((segment, customers) =>
      segment === '-1' ? customers.at(-1) : undefined,
    ),
  },
  {
    name: 'customer-zero-is-the-first',
    story: '0 is falsy, so that the default customer is taken.',
    caughtBy: ['customer.range'],
    alter: customerInstead((segment, [first]) => (segment === '0' ? first : undefined)),
  },
  {
    name: 'customer-beyond-64-bits-answered-500',
    story: 'Long.parseLong throws, and nobody catches.',
    caughtBy: ['customer.range', 'http.no-5xx'],
    alter: crashing((segment) => isWhole(segment) && Number(segment) >= 2 ** 63),
  },
];
