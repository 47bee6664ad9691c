import type { RequestKind } from '../contract/requirements';
import { syncBody } from '../http/requests';

/**
 * A replacement for one part of a sync that the contract does not allow, and its description in
 * messages. Ids are decimal digits.
 */
export interface InvalidInput<Text = string> {
  kind: RequestKind;
  what: string;
  /** A path segment for `{id}`, or a body, as written. */
  text: Text;
}

type Texts = Partial<Record<RequestKind, string>>;

/** Returns inputs from their texts by kind. */
function inputs(
  texts: Texts,
  describe: (text: string) => string,
  write = (text: string) => text,
): InvalidInput[] {
  return Object.entries(texts).map(([kind, text]) => ({
    kind: kind as RequestKind,
    what: describe(text),
    text: write(text),
  }));
}

const customerIds = (texts: Texts) => inputs(texts, (text) => `customer ${text}`);

const userIds = (values: Texts) =>
  inputs(
    values,
    (value) => `user_ids ${value}`,
    (value) => `{"user_ids":${value}}`,
  );

/** Returns path segments that cannot be read as an integer. */
export function nonIntegerCustomerIds(customer: string): InvalidInput[] {
  return customerIds({
    'customer-word': 'abc',
    'customer-word-after': `${customer}abc`,
    'customer-fraction': `${customer}.5`,
    'customer-nul': `${customer}%00`,
    'customer-space': '%20',
  });
}

/** Returns other forms of the customer's id: a server rejects them or reads the same id. */
export function nonCanonicalCustomerIds(customer: string): InvalidInput[] {
  return customerIds({
    'customer-leading-zero': `0${customer}`,
    'customer-plus': `+${customer}`,
    'customer-float': `${customer}.0`,
  });
}

/** An integer out of range: of customers and of users. */
type OutOfRange = readonly [
  kind: 'zero' | 'negative' | 'int32' | 'int64' | 'plus-int32' | 'negated' | 'plus-int64',
  what: string,
  value: bigint,
];

const OUT_OF_RANGE: readonly OutOfRange[] = [
  ['zero', '0', 0n],
  ['negative', '-1', -1n],
  ['int32', '2^31', 2n ** 31n],
  ['int64', '2^63', 2n ** 63n],
];

/**
 * Returns the integers that become an id if their sign or their upper bits are lost. An id of more
 * than 31 or 63 bits has none, because the result may be the id of another customer or user.
 */
function overflowAliases(text: string): OutOfRange[] {
  const id = BigInt(text);
  const short: OutOfRange[] = [
    ['plus-int32', `2^32 + ${text}`, 2n ** 32n + id],
    ['negated', `-${text}`, -id],
  ];
  const long: OutOfRange = ['plus-int64', `2^64 + ${text}`, 2n ** 64n + id];
  return [...(id < 2n ** 31n ? short : []), ...(id < 2n ** 63n ? [long] : [])];
}

export function outOfRangeCustomerIds(customer: string): InvalidInput[] {
  return [
    ...[...OUT_OF_RANGE, ...overflowAliases(customer)].map(([kind, what, value]) => ({
      kind: `customer-${kind}` as const,
      what: `customer ${what}`,
      text: String(value),
    })),
    { kind: 'customer-digits', what: 'customer 40 digits', text: '1234567890'.repeat(4) },
  ];
}

/** Integers that are not among the reserved users. */
export function outOfRangeUserIds(users: readonly string[]): InvalidInput[] {
  return [
    ...[...OUT_OF_RANGE, ...users.slice(0, 1).flatMap(overflowAliases)].map(
      ([kind, what, value]) => ({ kind: `user-${kind}` as const, what, text: String(value) }),
    ),
    { kind: 'user-int53' as const, what: '2^53 + 1', text: String(2n ** 53n + 1n) },
    { kind: 'user-infinity' as const, what: '1e400', text: '1e400' },
  ].filter(({ text }) => !users.includes(text));
}

/** Bodies that are not JSON, and from which no one list can be read. */
export function malformedBodies(user: string): InvalidInput[] {
  return [
    { kind: 'cut-short', what: 'a body cut short', text: `{"user_ids":[${user}` },
    { kind: 'unclosed-list', what: 'an unclosed list', text: `{"user_ids":[${user}}` },
    { kind: 'nan', what: 'NaN for an id', text: '{"user_ids":[NaN]}' },
  ];
}

/** Bodies that are not JSON, and which a lenient parser reads as the list of one user. */
export function lenientlyReadBodies(user: string): InvalidInput<string | Buffer>[] {
  const latin1 = `{"user_ids":[${user}],"note":"\xc3\x28\xff"}`;
  return [
    { kind: 'trailing-comma', what: 'a trailing comma', text: `{"user_ids":[${user},]}` },
    { kind: 'single-quotes', what: 'single quotes', text: `{'user_ids':[${user}]}` },
    { kind: 'text-after', what: 'text after it', text: `{"user_ids":[${user}]}\n// and so on` },
    {
      kind: 'nan-beside',
      what: 'NaN in another property',
      text: `{"user_ids":[${user}],"note":NaN}`,
    },
    { kind: 'not-utf8', what: 'bytes that are not UTF-8', text: Buffer.from(latin1, 'latin1') },
  ];
}

/** Returns JSON values that are not objects. The number is the id of a reserved user. */
export function nonObjectBodies(user: string): InvalidInput[] {
  const texts = {
    'body-array': '[]',
    'body-string': '"x"',
    'body-number': user,
    'body-true': 'true',
    'body-null': 'null',
  };
  return inputs(texts, (text) => `the body ${text}`);
}

/** Values of `user_ids` that are not a list, and cannot be read as one. */
export function nonArrayUserIds(): InvalidInput[] {
  return userIds({ 'ids-null': 'null', 'ids-true': 'true', 'ids-word': '"abc"' });
}

/** Levels of a nested list: more than a parser or a validator that calls itself may take. */
const DEPTH = 300;

/** Items that cannot be read as an integer, beside a valid one. */
export function nonIntegerUserIds(right: string, other: string): InvalidInput[] {
  const items = {
    'item-word': '"abc"',
    'item-word-after': `"${other}abc"`,
    'item-empty-string': '""',
    'item-fraction': `${other}.5`,
    'item-null': 'null',
    'item-true': 'true',
    'item-object': '{}',
    'item-array': `[${other}]`,
    'item-deep': '['.repeat(DEPTH) + other + ']'.repeat(DEPTH),
  };
  const describe = (item: string) =>
    item.length > DEPTH ? `an item in ${String(DEPTH)} lists` : `the item ${item}`;
  const write = (item: string) => `{"user_ids":[${right},${item}]}`;
  return inputs(items, describe, write);
}

/** A value of `user_ids` that type coercion reads in one way only. */
export interface CoercibleInput extends InvalidInput {
  means: readonly string[];
  /** The observation that shows whether a server coerces it. */
  observation: 'numeric-strings' | 'integral-floats' | 'not-a-list';
}

const coercible = (
  observation: CoercibleInput['observation'],
  means: readonly string[],
  values: Texts,
): CoercibleInput[] => userIds(values).map((input) => ({ ...input, means, observation }));

/** Values that can be read as a list of one user, and are not lists of integers. */
export function coercibleLists(user: string): CoercibleInput[] {
  const strings = {
    'item-string': `["${user}"]`,
    'item-padded': `[" ${user}"]`,
    'item-plus': `["+${user}"]`,
    'item-leading-zero': `["0${user}"]`,
  };
  return [
    ...coercible('numeric-strings', [user], strings),
    ...coercible('not-a-list', [user], { 'ids-number': user, 'ids-object': `{"a":${user}}` }),
  ];
}

/** An object without properties, which can be read as an empty list. */
export const coercibleEmptyLists = coercible('not-a-list', [], { 'ids-empty-object': '{}' });

/** Numbers with a fraction or an exponent that are integers: JSON Schema permits both reactions. */
export function integralFloats(user: string): CoercibleInput[] {
  const exponential = `${user[0] ?? ''}.${user.slice(1) || '0'}e${String(user.length - 1)}`;
  return coercible('integral-floats', [user], {
    'item-float': `[${user}.0]`,
    'item-exponent': `[${exponential}]`,
  });
}

/** Bodies without `user_ids`: an empty object, and another spelling. */
export function bodiesWithoutIds(...users: string[]): InvalidInput[] {
  const bodies = { 'no-user-ids': '{}', 'misspelt-user-ids': `{"userIds":[${users.join()}]}` };
  return inputs(bodies, (body) => `the body ${body}`);
}

/** Returns bodies with one user, and properties that are not in the contract. */
export function extraProperties(user: string, other: string, customer: string): InvalidInput[] {
  const userIds = `"user_ids":[${user}]`;
  return [
    {
      kind: 'extra-properties',
      what: 'unknown properties',
      text: `{"note":"x","id":${customer},"customer_id":${customer},"tag":null,"ids":[],${userIds},"meta":{"user_ids":[]}}`,
    },
    // The last of equal names wins in some parsers, and the first in others.
    {
      kind: 'other-names',
      what: 'user_ids in another case and spelling',
      text: `{"User_Ids":[${other}],"userIds":[${other}],${userIds},"user-ids":[${other}],"UserIds":[${other}],"USER_IDS":[${other}]}`,
    },
    {
      kind: 'method-property',
      what: 'a property _method',
      text: `{${userIds},"_method":"PUT"}`,
    },
  ];
}

/** Methods that the contract does not have. */
export function unsupportedMethods(probeDelete: boolean): { kind: RequestKind; method: string }[] {
  return [
    { kind: 'put', method: 'PUT' },
    { kind: 'patch', method: 'PATCH' },
    ...(probeDelete ? [{ kind: 'delete' as const, method: 'DELETE' }] : []),
  ];
}

/** Bodies with the same two ids in another media type. `null`: no Content-Type header. */
export function otherMediaTypes(
  user: string,
  other: string,
): { kind: RequestKind; what: string; contentType: string | null; body: string }[] {
  const body = `{"user_ids":[${user},${other}]}`;
  return [
    { kind: 'text-plain', what: 'JSON as text/plain', contentType: 'text/plain', body },
    { kind: 'no-content-type', what: 'JSON without a Content-Type', contentType: null, body },
    {
      kind: 'form',
      what: 'a form',
      contentType: 'application/x-www-form-urlencoded',
      body: `user_ids%5B%5D=${user}&user_ids%5B%5D=${other}`,
    },
  ];
}

/** The first of the ids that stand for unknown users in long lists: the highest of 31 bits. */
const FIRST_UNKNOWN = 2 ** 31 - 2 ** 17;

/**
 * Returns long lists of distinct ids: of one user, and of unknown ones. A server that takes a list
 * as a set would not notice the length of one that repeats its ids.
 */
export function longLists(users: readonly string[]): InvalidInput[] {
  const [user = ''] = users;
  const withUnknown = (count: number) => {
    const ids = Array.from({ length: count - 1 }, (_item, index) => String(FIRST_UNKNOWN + index));
    return syncBody([user, ...ids.filter((id) => !users.includes(id))]);
  };
  const megabyte = Math.ceil(2 ** 20 / `${String(FIRST_UNKNOWN)},`.length);
  return [
    { kind: 'ten-thousand-ids', what: '10 000 ids', text: withUnknown(10_000) },
    { kind: 'megabyte-of-ids', what: 'a megabyte of ids', text: withUnknown(megabyte) },
  ];
}
