import type { RequestKind } from '../contract/requirements';
import { syncBody, type DifferentPost } from '../http/requests';

/**
 * A sync with one part that the contract does not allow, and its description in messages. Ids are
 * decimal digits.
 */
export interface InvalidInput {
  what: string;
  request: DifferentPost;
}

type Texts = Partial<Record<RequestKind, string>>;

const entriesOf = (texts: Texts) => Object.entries(texts) as [RequestKind, string][];

/** Returns syncs of a user with other path segments for `{id}`, as written. */
const customerIds = (user: string, texts: Texts): InvalidInput[] =>
  entriesOf(texts).map(([kind, customer]) => ({
    what: `customer ${customer}`,
    request: { kind, userIds: [user], customer },
  }));

/** A body as written, with its kind and its description. */
type Body = readonly [kind: RequestKind, what: string, body: string | Buffer];

const bodies = (rows: readonly Body[], means?: readonly string[]): InvalidInput[] =>
  rows.map(([kind, what, body]) => ({ what, request: { kind, body, ...(means && { means }) } }));

/** Returns bodies made of texts by kind. */
const bodiesOf = (
  texts: Texts,
  describe: (text: string) => string,
  write = (text: string) => text,
): InvalidInput[] =>
  bodies(entriesOf(texts).map(([kind, text]) => [kind, describe(text), write(text)]));

const userIds = (values: Texts) =>
  bodiesOf(
    values,
    (value) => `user_ids ${value}`,
    (value) => `{"user_ids":${value}}`,
  );

export const ofUnknownCustomer = (customer: string, user: string): InvalidInput => ({
  what: 'an unknown customer',
  request: { kind: 'customer-unknown', userIds: [user], customer },
});

/** Returns path segments that cannot be read as an integer. */
export function nonIntegerCustomerIds(customer: string, user: string): InvalidInput[] {
  return customerIds(user, {
    'customer-word': 'abc',
    'customer-word-after': `${customer}abc`,
    'customer-fraction': `${customer}.5`,
    'customer-nul': `${customer}%00`,
    'customer-space': '%20',
  });
}

/** Returns other forms of the customer's id: a server rejects them or reads the same id. */
export function nonCanonicalCustomerIds(customer: string, user: string): InvalidInput[] {
  return customerIds(user, {
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

export function outOfRangeCustomerIds(customer: string, user: string): InvalidInput[] {
  const ids = [
    ...[...OUT_OF_RANGE, ...overflowAliases(customer)].map(
      ([kind, what, value]) => [`customer-${kind}`, what, String(value)] as const,
    ),
    ['customer-digits', '40 digits', '1234567890'.repeat(4)] as const,
  ];
  return ids.map(([kind, what, id]) => ({
    what: `customer ${what}`,
    request: { kind, userIds: [user], customer: id },
  }));
}

/** Returns lists of a user beside an integer that is none of the reserved users. */
export function outOfRangeUserIds(users: readonly string[], user: string): InvalidInput[] {
  const ids = [
    ...[...OUT_OF_RANGE, ...users.slice(0, 1).flatMap(overflowAliases)].map(
      ([kind, what, value]) => [`user-${kind}`, what, String(value)] as const,
    ),
    ['user-int53', '2^53 + 1', String(2n ** 53n + 1n)] as const,
    ['user-infinity', '1e400', '1e400'] as const,
  ];
  return ids
    .filter(([, , id]) => !users.includes(id))
    .map(([kind, what, id]) => ({
      what: `ids ${user} and ${what}`,
      request: { kind, body: syncBody([user, id]), means: [user] },
    }));
}

export const withoutBody: InvalidInput = {
  what: 'no body',
  request: { kind: 'no-body', body: null },
};

/** Bodies that are not JSON, and from which no one list can be read. */
export function malformedBodies(user: string): InvalidInput[] {
  return bodies([
    ['cut-short', 'a body cut short', `{"user_ids":[${user}`],
    ['unclosed-list', 'an unclosed list', `{"user_ids":[${user}}`],
    ['nan', 'NaN for an id', '{"user_ids":[NaN]}'],
  ]);
}

/** Bodies that are not JSON, and which a lenient parser reads as the list of one user. */
export function lenientlyReadBodies(user: string): InvalidInput[] {
  const latin1 = `{"user_ids":[${user}],"note":"\xc3\x28\xff"}`;
  const rows: readonly Body[] = [
    ['trailing-comma', 'a trailing comma', `{"user_ids":[${user},]}`],
    ['single-quotes', 'single quotes', `{'user_ids':[${user}]}`],
    ['text-after', 'text after it', `{"user_ids":[${user}]}\n// and so on`],
    ['nan-beside', 'NaN in another property', `{"user_ids":[${user}],"note":NaN}`],
    ['not-utf8', 'bytes that are not UTF-8', Buffer.from(latin1, 'latin1')],
  ];
  return bodies(rows, [user]);
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
  return bodiesOf(texts, (text) => `the body ${text}`);
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
  return bodiesOf(items, describe, write);
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
): CoercibleInput[] =>
  userIds(values).map(({ what, request }) => ({
    what,
    request: { ...request, means },
    means,
    observation,
  }));

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
  const texts = { 'no-user-ids': '{}', 'misspelt-user-ids': `{"userIds":[${users.join()}]}` };
  return bodiesOf(texts, (body) => `the body ${body}`);
}

/** Returns bodies with one user, and properties that are not in the contract. */
export function extraProperties(user: string, other: string, customer: string): InvalidInput[] {
  const userIds = `"user_ids":[${user}]`;
  const rows: readonly Body[] = [
    [
      'extra-properties',
      'unknown properties',
      `{"note":"x","id":${customer},"customer_id":${customer},"tag":null,"ids":[],${userIds},"meta":{"user_ids":[]}}`,
    ],
    // The last of equal names wins in some parsers, and the first in others.
    [
      'other-names',
      'user_ids in another case and spelling',
      `{"User_Ids":[${other}],"userIds":[${other}],${userIds},"user-ids":[${other}],"UserIds":[${other}],"USER_IDS":[${other}]}`,
    ],
    ['method-property', 'a property _method', `{${userIds},"_method":"PUT"}`],
  ];
  return bodies(rows, [user]);
}

/** Returns syncs of a user by methods that the contract does not have, by their names. */
export function unsupportedMethods(user: string, probeDelete: boolean): InvalidInput[] {
  const methods: readonly RequestKind[] = [
    'put',
    'patch',
    ...(probeDelete ? ['delete' as const] : []),
  ];
  return methods.map((kind) => {
    const method = kind.toUpperCase();
    return { what: method, request: { kind, userIds: [user], method } };
  });
}

/** Bodies with the same two ids in another media type. `null`: no Content-Type header. */
export function otherMediaTypes(user: string, other: string): InvalidInput[] {
  const means = [user, other];
  const form = `user_ids%5B%5D=${user}&user_ids%5B%5D=${other}`;
  const rows: readonly (readonly [RequestKind, string, string | null, string])[] = [
    ['text-plain', 'JSON as text/plain', 'text/plain', syncBody(means)],
    ['no-content-type', 'JSON without a Content-Type', null, syncBody(means)],
    ['form', 'a form', 'application/x-www-form-urlencoded', form],
  ];
  return rows.map(([kind, what, contentType, body]) => ({
    what,
    request: { kind, contentType, body, means },
  }));
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
  const rows: readonly Body[] = [
    ['ten-thousand-ids', '10 000 ids', withUnknown(10_000)],
    ['megabyte-of-ids', 'a megabyte of ids', withUnknown(megabyte)],
  ];
  return bodies(rows, [user]);
}
