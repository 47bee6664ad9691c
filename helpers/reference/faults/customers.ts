import { customerInstead } from '../lenient-parsing';
import { crash, onResponse, replaceError } from '../patches';
import { HttpError, type Patch, type Patches } from '../pipeline';
import { withText } from '../responses';

/** Returns whether a segment is a possible id, though no customer has it. */
const isPlain = (segment: string) => /^[1-9]\d{0,9}$/.test(segment) && Number(segment) < 2 ** 31;
const isWhole = (segment: string) => /^-?\d+$/.test(segment);

/** Rejects unknown customers with another status than 404. */
const respondToUnknown = (status: number) =>
  replaceError(({ status: was, message }, { segment = '' }) =>
    was === 404 && isPlain(segment) ? new HttpError(status, message) : undefined,
  );

/** Crashes for some unknown customers. */
function crashing(which: (segment: string) => boolean): Patch {
  return customerInstead((segment) => (which(segment) ? crash() : undefined));
}

/** Ids in the path that are not those of a customer. */
export const customerFaults = {
  'unknown-customer-created': customerInstead((segment) =>
    isPlain(segment) ? segment : undefined,
  ),
  'unknown-customer-is-the-first': customerInstead((segment, [first]) =>
    isPlain(segment) ? first : undefined,
  ),
  'empty-list-for-an-unknown-customer-accepted': onResponse(async (response, request) =>
    response.status === 404 &&
    isPlain(request.segment ?? '') &&
    (await request.bytes()).toString() === '{"user_ids":[]}'
      ? { ...withText(response, '{"data":[]}'), status: 200 }
      : response,
  ),
  'unknown-customer-answered-500': crashing(isPlain),
  'unknown-customer-answered-403': respondToUnknown(403),
  'unknown-customer-answered-400': respondToUnknown(400),
  'unknown-customer-answered-422': respondToUnknown(422),
  'customers-of-a-list-synced': customerInstead((segment, customers) => {
    const [first, ...others] = segment.split(',');
    return others.length > 0 ? customers.find((customer) => customer === first) : undefined;
  }),
  'customer-id-parsed-up-to-its-digits': customerInstead((segment, customers) =>
    customers.find((customer) => customer === /^[1-9]\d*/.exec(segment)?.[0]),
  ),
  'customer-id-rounded': customerInstead((segment, customers) =>
    /^\d+\.\d+$/.test(segment)
      ? customers.find((customer) => customer === String(Math.floor(Number(segment))))
      : undefined,
  ),
  'customer-id-cut-at-nul': customerInstead((segment, customers) =>
    customers.find((customer) => segment.startsWith(`${customer}\0`)),
  ),
  'blank-customer-is-the-first': customerInstead((segment, [first]) =>
    segment.trim() === '' ? first : undefined,
  ),
  'customer-in-words-answered-500': crashing((segment) => !isWhole(segment)),
  'customer-in-words-is-the-last': customerInstead((segment, customers) =>
    /^[a-z]+$/.test(segment) ? customers.at(-1) : undefined,
  ),
  'customer-overflow-answered-500': crashing(
    (segment) => isWhole(segment) && Number(segment) >= 2 ** 31,
  ),
  'customer-overflow-saturates': customerInstead((segment, customers) =>
    isWhole(segment) && Number(segment) >= 2 ** 31 ? customers.at(-1) : undefined,
  ),
  'customer-minus-one-is-the-last': customerInstead((segment, customers) =>
    segment === '-1' ? customers.at(-1) : undefined,
  ),
  'customer-zero-is-the-first': customerInstead((segment, [first]) =>
    segment === '0' ? first : undefined,
  ),
  'customer-beyond-64-bits-answered-500': crashing(
    (segment) => isWhole(segment) && Number(segment) >= 2 ** 63,
  ),
} satisfies Patches;
