import type { RequestKind } from '../contract/requirements';

/**
 * Requests that the contract does not allow, each as what it puts in the place of one thing in a
 * plain sync, and in words. Ids are decimal digits.
 */
export interface InvalidInput {
  kind: RequestKind;
  what: string;
  /** A path segment for `{id}`, or a body, as written. */
  text: string | Buffer;
}

/** Returns inputs from their texts by kind. */
function inputs(
  texts: Partial<Record<RequestKind, string>>,
  describe: (text: string) => string,
  write = (text: string) => text,
): InvalidInput[] {
  return Object.entries(texts).map(([kind, text]) => ({
    kind: kind as RequestKind,
    what: describe(text),
    text: write(text),
  }));
}

const digits = (count: number) => '1234567890'.repeat(Math.ceil(count / 10)).slice(0, count);

/** Path segments that no reading makes an integer. */
export function nonIntegerCustomerIds(customer: string): InvalidInput[] {
  const texts = {
    'customer-word': 'abc',
    'customer-word-after': `${customer}abc`,
    'customer-fraction': `${customer}.5`,
    'customer-nul': `${customer}%00`,
    'customer-space': '%20',
  };
  return inputs(texts, (text) => `customer ${text}`);
}

/** Path segments that have one reading, and are no plain integers: refused, or that customer. */
export function nonCanonicalCustomerIds(customer: string): InvalidInput[] {
  const texts = {
    'customer-leading-zero': `0${customer}`,
    'customer-plus': `+${customer}`,
    'customer-float': `${customer}.0`,
  };
  return inputs(texts, (text) => `customer ${text}`);
}

/** An integer out of range: of customers and of users. */
interface OutOfRange {
  kind: 'zero' | 'negative' | 'int32' | 'int64' | 'plus-int32' | 'negated' | 'plus-int64';
  what: string;
  text: string;
}

const OUT_OF_RANGE: readonly OutOfRange[] = [
  { kind: 'zero', what: '0', text: '0' },
  { kind: 'negative', what: '-1', text: '-1' },
  { kind: 'int32', what: '2^31', text: String(2n ** 31n) },
  { kind: 'int64', what: '2^63', text: String(2n ** 63n) },
];

/**
 * What becomes another id where a sign is lost, or all but 32 or 64 bits are. Not of an id that has
 * more bits itself: then such a one may be somebody's.
 */
function overflowAliases(id: string): OutOfRange[] {
  const short: OutOfRange[] = [
    { kind: 'plus-int32', what: `2^32 + ${id}`, text: String(2n ** 32n + BigInt(id)) },
    { kind: 'negated', what: `-${id}`, text: `-${id}` },
  ];
  const long: OutOfRange = {
    kind: 'plus-int64',
    what: `2^64 + ${id}`,
    text: String(2n ** 64n + BigInt(id)),
  };
  return [...(BigInt(id) < 2n ** 31n ? short : []), ...(BigInt(id) < 2n ** 63n ? [long] : [])];
}

export function outOfRangeCustomerIds(customer: string): InvalidInput[] {
  return [
    ...[...OUT_OF_RANGE, ...overflowAliases(customer)].map(({ kind, what, text }) => ({
      kind: `customer-${kind}` as const,
      what: `customer ${what}`,
      text,
    })),
    { kind: 'customer-digits', what: 'customer 40 digits', text: digits(40) },
  ];
}

/** Ids that are integers, and nobody's: none of them is among the users lent. */
export function outOfRangeUserIds(lent: readonly string[]): InvalidInput[] {
  return [
    ...[...OUT_OF_RANGE, ...lent.slice(0, 1).flatMap(overflowAliases)].map((each) => ({
      ...each,
      kind: `user-${each.kind}` as const,
    })),
    { kind: 'user-int53' as const, what: '2^53 + 1', text: String(2n ** 53n + 1n) },
    { kind: 'user-infinity' as const, what: '1e400', text: '1e400' },
  ].filter(({ text }) => !lent.includes(text));
}

/** Bodies that are not JSON. */
export function malformedBodies(user: string): InvalidInput[] {
  return [
    { kind: 'cut-short', what: 'a body cut short', text: `{"user_ids":[${user}` },
    { kind: 'trailing-comma', what: 'a trailing comma', text: `{"user_ids":[${user},]}` },
    { kind: 'nan', what: 'NaN for an id', text: '{"user_ids":[NaN]}' },
    { kind: 'single-quotes', what: 'single quotes', text: `{'user_ids':[${user}]}` },
    { kind: 'text-after', what: 'text after it', text: `{"user_ids":[${user}]}\n// and so on` },
    {
      kind: 'not-utf8',
      what: 'bytes that are not UTF-8',
      text: Buffer.concat([
        Buffer.from(`{"user_ids":[${user}],"note":"`),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from('"}'),
      ]),
    },
  ];
}

/** JSON that is no object. Its number is a user who was lent: somebody may take it for an id. */
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

/** Values of `user_ids` that are no list, and have no reading as one. */
export function nonArrayUserIds(): InvalidInput[] {
  return inputs(
    { 'ids-null': 'null', 'ids-true': 'true', 'ids-word': '"abc"' },
    (text) => `user_ids ${text}`,
    (text) => `{"user_ids":${text}}`,
  );
}

/** Items that no reading makes an integer, beside one that is right. */
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
  };
  return inputs(
    items,
    (item) => `the item ${item}`,
    (item) => `{"user_ids":[${right},${item}]}`,
  );
}

/** A way to write something that has one plain reading, and what that reading is. */
export interface Coercible extends InvalidInput {
  means: readonly string[];
  /** JSON Schema calls it an integer: taking it is as right as refusing it. */
  integer: boolean;
  /** What it is an instance of, for the observation. */
  family: 'numeric-strings' | 'integral-floats' | 'not-a-list';
}

/** `101` as `1.01e2`. */
function exponential(user: string): string {
  return `${user[0] ?? ''}.${user.slice(1) || '0'}e${String(user.length - 1)}`;
}

/** What can be read as one user, or as nobody, in one way only. */
export function coercibleInputs(user: string): Coercible[] {
  const string = { means: [user], integer: false, family: 'numeric-strings' } as const;
  const float = { means: [user], integer: true, family: 'integral-floats' } as const;
  const other = { means: [user], integer: false, family: 'not-a-list' } as const;
  return (
    [
      { kind: 'item-string', list: `["${user}"]`, ...string },
      { kind: 'item-padded', list: `[" ${user}"]`, ...string },
      { kind: 'item-plus', list: `["+${user}"]`, ...string },
      { kind: 'item-leading-zero', list: `["0${user}"]`, ...string },
      { kind: 'item-float', list: `[${user}.0]`, ...float },
      { kind: 'item-exponent', list: `[${exponential(user)}]`, ...float },
      { kind: 'ids-number', list: user, ...other },
      { kind: 'ids-object', list: `{"a":${user}}`, ...other },
      { kind: 'ids-empty-object', list: '{}', ...other, means: [] },
    ] as const
  ).map(({ list, ...rest }) => ({
    what: `user_ids ${list}`,
    text: `{"user_ids":${list}}`,
    ...rest,
  }));
}

/** The same two ids under another media type; `null` is none. */
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

/** Lists so long, of the users lent and no others, over and over. */
export function longLists(
  users: readonly string[],
): { kind: RequestKind; what: string; ids: string[] }[] {
  const repeated = (count: number) =>
    Array.from({ length: count }, (_item, index) => users[index % users.length] ?? '');
  const bytesEach = users.join(',').length / users.length + 1;
  return [
    { kind: 'ten-thousand-ids', what: '10 000 ids', ids: repeated(10_000) },
    {
      kind: 'megabyte-of-ids',
      what: 'a megabyte of ids',
      ids: repeated(Math.ceil(2 ** 20 / bytesEach)),
    },
  ];
}
