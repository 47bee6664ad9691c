import type { RequestKind } from '../contract/requirements';
import { syncBody } from '../http/requests';
import { bodiesOf, entriesOf, type InvalidInput, type Texts } from './invalid-bodies';

/** Returns syncs of a user with other path segments for `{id}`, as written. */
const customerIds = (user: string, texts: Texts): InvalidInput[] =>
  entriesOf(texts).map(([kind, customer]) => ({
    what: `customer ${customer}`,
    request: { kind, userIds: [user], customer },
  }));

const userIds = (values: Texts) =>
  bodiesOf(
    values,
    (value) => `user_ids ${value}`,
    (value) => `{"user_ids":${value}}`,
  );

export const ofUnknownCustomer = (customer: string, userIds: readonly string[]): InvalidInput => ({
  what: userIds.length === 0 ? 'an unknown customer, and an empty list' : 'an unknown customer',
  request: { kind: 'customer-unknown', userIds, customer },
});

/** Returns path segments that cannot be read as an integer. */
export function nonIntegerCustomerIds(customer: string, user: string): InvalidInput[] {
  return customerIds(user, {
    'customer-word': 'abc',
    'customer-word-after': `${customer}abc`,
    'customer-fraction': `${customer}.5`,
    'customer-nul': `${customer}%00`,
    'customer-space': '%20',
    'customer-list': `${customer},${customer}`,
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
  kind:
    | 'zero'
    | 'negative'
    | 'int32'
    | 'int53'
    | 'int64'
    | 'plus-int31'
    | 'plus-int32'
    | 'negated'
    | 'plus-int64',
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
    ['plus-int31', `2^31 + ${text}`, 2n ** 31n + id],
    ['plus-int32', `2^32 + ${text}`, 2n ** 32n + id],
    ['negated', `-${text}`, -id],
  ];
  const long: OutOfRange = ['plus-int64', `2^64 + ${text}`, 2n ** 64n + id];
  return [...(id < 2n ** 31n ? short : []), ...(id < 2n ** 63n ? [long] : [])];
}

/** Returns integers out of range. One below a reserved id may be the id of another, so it is left out. */
function beyond(reserved: readonly string[], integers: readonly OutOfRange[]): OutOfRange[] {
  return integers.filter(
    ([, , value]) => value <= 0n || reserved.every((id) => BigInt(id) < value),
  );
}

/** @param customers all reserved customers */
export function outOfRangeCustomerIds(
  customers: readonly string[],
  customer: string,
  user: string,
): InvalidInput[] {
  const ids = [
    ...beyond(customers, [...OUT_OF_RANGE, ...overflowAliases(customer)]).map(
      ([kind, what, value]) => [`customer-${kind}`, what, String(value)] as const,
    ),
    ['customer-digits', '40 digits', '1234567890'.repeat(4)] as const,
  ];
  return ids.map(([kind, what, id]) => ({
    what: `customer ${what}`,
    request: { kind: kind as RequestKind, userIds: [user], customer: id },
  }));
}

/** Returns lists of a user beside an integer that is none of the reserved users. */
export function outOfRangeUserIds(users: readonly string[], user: string): InvalidInput[] {
  const aliases = users.slice(0, 1).flatMap(overflowAliases);
  const ids = [
    ...beyond(users, [...OUT_OF_RANGE, ...aliases, ['int53', '2^53 + 1', 2n ** 53n + 1n]]).map(
      ([kind, what, value]) => [`user-${kind}`, what, String(value)] as const,
    ),
    ['user-infinity', '1e400', '1e400'] as const,
    ['user-digits', 'one of 5000 digits', '1234567890'.repeat(500)] as const,
  ];
  return ids.map(([kind, what, id]) => ({
    what: `ids ${user} and ${what}`,
    request: { kind: kind, body: syncBody([user, id]), means: [user] },
  }));
}

/** A list that some servers read as no list, or as one of everybody. */
export const zeroAlone: InvalidInput = {
  what: 'id 0 alone',
  request: { kind: 'user-zero-alone', body: syncBody(['0']), means: [] },
};

/** Values of `user_ids` that are not a list, and cannot be read as one. */
export function nonArrayUserIds(): InvalidInput[] {
  return userIds({
    'ids-null': 'null',
    'ids-true': 'true',
    'ids-false': 'false',
    'ids-word': '"abc"',
    'ids-empty-text': '""',
  });
}

/** Levels of a nested list: more than a parser or a validator that calls itself may take. */
const DEPTH = 300;

/** A validator may look at the first items of a list alone. */
const MAX_LISTED = 40;

/**
 * Items that cannot be read as an integer, beside a valid one, and one behind a list.
 *
 * @param users at least two
 */
export function nonIntegerUserIds(users: readonly string[]): InvalidInput[] {
  const [right = '', other = ''] = users;
  const listed = [right, ...users.slice(2, MAX_LISTED)].join();
  const items = {
    'item-word': '"abc"',
    'item-word-after': `"${other}abc"`,
    'item-empty-string': '""',
    'item-fraction': `${other}.5`,
    'item-fraction-text': `"${other}.5"`,
    'item-null': 'null',
    'item-object': '{}',
    'item-array': `[${other}]`,
    'item-deep': '['.repeat(DEPTH) + other + ']'.repeat(DEPTH),
  };
  const describe = (item: string) =>
    item.length > DEPTH ? `an item in ${String(DEPTH)} lists` : `the item ${item}`;
  const write = (item: string) => `{"user_ids":[${right},${item}]}`;
  // Alone or before it, a parser that drops what is empty may leave no list, or a shorter one.
  // An error that quotes a letter beyond ASCII has more bytes than characters.
  const alone = {
    'item-null-alone': '[null]',
    'item-empty-alone': '[""]',
    'item-words': '["äbc","def"]',
  };
  // A parser may look at the ends of a list, or take the only item for the list.
  const arranged = {
    'item-word-between': `[${right},"abc",${other}]`,
    'item-fraction-first': `[${other}.5,${right}]`,
    'item-object-alone': `[{"id":${right}}]`,
    'item-array-alone': `[[${right},${other}]]`,
  };
  const inList: Texts = { 'item-fraction-last': `${other}.5` };
  return [
    ...bodiesOf(items, describe, write),
    ...bodiesOf(
      inList,
      (item) => `the item ${item} behind a list`,
      (item) => `{"user_ids":[${listed},${item}]}`,
    ),
    ...userIds({ ...alone, ...arranged, 'item-null-first': `[null,${right}]` }),
  ];
}

/** A value of `user_ids` that type coercion reads in one way only. */
export interface CoercibleInput extends InvalidInput {
  means: readonly string[];
  /** The observation that shows whether a server coerces it. */
  observation: 'numeric-strings' | 'integral-floats' | 'booleans' | 'not-a-list';
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
    ...coercible('numeric-strings', [user], { 'item-twice': `[${user},"${user}"]` }),
    ...coercible('not-a-list', [user], {
      'ids-number': user,
      'ids-text': `"${user}"`,
      'ids-object': `{"a":${user}}`,
    }),
  ];
}

/** An object without properties, which can be read as an empty list. */
export const coercibleEmptyLists = coercible('not-a-list', [], { 'ids-empty-object': '{}' });

/**
 * Booleans, which a parser may read as 1 and 0, and a server then ignores like any unknown id.
 *
 * @param users at least one. A list with true is left out if 1 is another one
 */
export function booleanItems(users: readonly string[]): CoercibleInput[] {
  const [user = '', ...others] = users;
  return [
    ...(others.includes('1')
      ? []
      : coercible('booleans', [user], { 'item-true': `[${user},true]` })),
    ...coercible('booleans', [], { 'item-false': '[false]' }),
  ];
}

/** Numbers with a fraction or an exponent that are integers: JSON Schema permits both reactions. */
export function integralFloats(user: string): CoercibleInput[] {
  const exponential = `${user[0] ?? ''}.${user.slice(1) || '0'}e${String(user.length - 1)}`;
  return coercible('integral-floats', [user], {
    'item-float': `[${user}.0]`,
    'item-exponent': `[${exponential}]`,
  });
}

/** Bodies without `user_ids`: an empty object, another spelling, and another property. */
export function bodiesWithoutIds(...users: string[]): InvalidInput[] {
  const texts = {
    'no-user-ids': '{}',
    'misspelt-user-ids': `{"userIds":[${users.join()}]}`,
    'other-property-alone': '{"note":"x"}',
  };
  return bodiesOf(texts, (body) => `the body ${body}`);
}
