/**
 * Requests that the contract does not allow, each as what it puts in the place of one thing in a
 * plain sync, and in words. Ids are decimal digits.
 */
export interface InvalidInput {
  what: string;
  /** A path segment for `{id}`, or a body, as written. */
  text: string | Buffer;
}

const digits = (count: number) => '1234567890'.repeat(Math.ceil(count / 10)).slice(0, count);

/** Path segments that no reading makes an integer. */
export function nonIntegerCustomerIds(customer: string): InvalidInput[] {
  return ['abc', `${customer}abc`, `${customer}.5`, `${customer}%00`, '%20'].map((text) => ({
    what: `customer ${text}`,
    text,
  }));
}

/** Path segments that have one reading, and are no plain integers: refused, or that customer. */
export function nonCanonicalCustomerIds(customer: string): InvalidInput[] {
  return [`0${customer}`, `+${customer}`, `${customer}.0`].map((text) => ({
    what: `customer ${text}`,
    text,
  }));
}

const OUT_OF_RANGE: readonly InvalidInput[] = [
  { what: '0', text: '0' },
  { what: '-1', text: '-1' },
  { what: '2^31', text: String(2n ** 31n) },
  { what: '2^63', text: String(2n ** 63n) },
];

/**
 * What becomes another id where a sign is lost, or all but 32 or 64 bits are. Not of an id that has
 * more bits itself: then such a one may be somebody's.
 */
function overflowAliases(id: string): InvalidInput[] {
  const short = [
    { what: `2^32 + ${id}`, text: String(2n ** 32n + BigInt(id)) },
    { what: `-${id}`, text: `-${id}` },
  ];
  const long = { what: `2^64 + ${id}`, text: String(2n ** 64n + BigInt(id)) };
  return [...(BigInt(id) < 2n ** 31n ? short : []), ...(BigInt(id) < 2n ** 63n ? [long] : [])];
}

export function outOfRangeCustomerIds(customer: string): InvalidInput[] {
  return [
    ...OUT_OF_RANGE,
    { what: '40 digits', text: digits(40) },
    ...overflowAliases(customer),
  ].map(({ what, text }) => ({
    what: `customer ${what}`,
    text,
  }));
}

/** Ids that are integers, and nobody's: none of them is among the users lent. */
export function outOfRangeUserIds(lent: readonly string[]): InvalidInput[] {
  return [
    ...OUT_OF_RANGE,
    ...lent.slice(0, 1).flatMap(overflowAliases),
    { what: '2^53 + 1', text: String(2n ** 53n + 1n) },
    { what: '1e400', text: '1e400' },
  ].filter(({ text }) => !lent.includes(String(text)));
}

/** Bodies that are not JSON. */
export function malformedBodies(user: string): InvalidInput[] {
  return [
    { what: 'a body cut short', text: `{"user_ids":[${user}` },
    { what: 'a trailing comma', text: `{"user_ids":[${user},]}` },
    { what: 'NaN for an id', text: '{"user_ids":[NaN]}' },
    { what: 'single quotes', text: `{'user_ids':[${user}]}` },
    { what: 'text after it', text: `{"user_ids":[${user}]}\n// and so on` },
    {
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
  return ['[]', '"x"', user, 'true', 'null'].map((text) => ({ what: `the body ${text}`, text }));
}

/** Values of `user_ids` that are no list, and have no reading as one. */
export function nonArrayUserIds(): InvalidInput[] {
  return ['null', 'true', '"abc"'].map((text) => ({
    what: `user_ids ${text}`,
    text: `{"user_ids":${text}}`,
  }));
}

/** Items that no reading makes an integer, beside one that is right. */
export function nonIntegerUserIds(right: string, other: string): InvalidInput[] {
  return ['"abc"', `"${other}abc"`, '""', `${other}.5`, 'null', 'true', '{}', `[${other}]`].map(
    (item) => ({
      what: `the item ${item}`,
      text: `{"user_ids":[${right},${item}]}`,
    }),
  );
}

/** A way to write something that has one plain reading, and what that reading is. */
export interface Coercible extends InvalidInput {
  means: string[];
  /** JSON Schema calls it an integer: taking it is as right as refusing it. */
  integer: boolean;
  /** What it is an instance of, for the observation. */
  kind: 'numeric-strings' | 'integral-floats' | 'not-a-list';
}

/** `101` as `1.01e2`. */
function exponential(user: string): string {
  return `${user[0] ?? ''}.${user.slice(1) || '0'}e${String(user.length - 1)}`;
}

/** What can be read as one user, or as nobody, in one way only. */
export function coercibleInputs(user: string): Coercible[] {
  const strings = [user, ` ${user}`, `+${user}`, `0${user}`].map((text) => ({
    list: `[${JSON.stringify(text)}]`,
    means: [user],
    integer: false,
    kind: 'numeric-strings' as const,
  }));
  const floats = [`${user}.0`, exponential(user)].map((text) => ({
    list: `[${text}]`,
    means: [user],
    integer: true,
    kind: 'integral-floats' as const,
  }));
  const others = [
    { list: user, means: [user] },
    { list: `{"a":${user}}`, means: [user] },
    { list: '{}', means: [] },
  ].map((other) => ({ ...other, integer: false, kind: 'not-a-list' as const }));
  return [...strings, ...floats, ...others].map(({ list, ...rest }) => ({
    what: `user_ids ${list}`,
    text: `{"user_ids":${list}}`,
    ...rest,
  }));
}

/** The same two ids under another media type; `null` is none. */
export function otherMediaTypes(
  user: string,
  other: string,
): { what: string; contentType: string | null; body: string }[] {
  const body = `{"user_ids":[${user},${other}]}`;
  return [
    { what: 'JSON as text/plain', contentType: 'text/plain', body },
    { what: 'JSON without a Content-Type', contentType: null, body },
    {
      what: 'a form',
      contentType: 'application/x-www-form-urlencoded',
      body: `user_ids%5B%5D=${user}&user_ids%5B%5D=${other}`,
    },
  ];
}

/** Lists so long, of the users lent and no others, over and over. */
export function longLists(users: readonly string[]): { what: string; ids: string[] }[] {
  const repeated = (count: number) =>
    Array.from({ length: count }, (_item, index) => users[index % users.length] ?? '');
  const bytesEach = users.join(',').length / users.length + 1;
  return [
    { what: '10 000 ids', ids: repeated(10_000) },
    { what: 'a megabyte of ids', ids: repeated(Math.ceil(2 ** 20 / bytesEach)) },
  ];
}
