import { gzipSync } from 'node:zlib';
import { unknownId } from '../config/unknown-ids';
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

export type Texts = Partial<Record<RequestKind, string>>;

export const entriesOf = (texts: Texts) => Object.entries(texts) as [RequestKind, string][];

/** A body as written, with its kind and its description. */
type Body = readonly [kind: RequestKind, what: string, body: string | Buffer];

const bodies = (rows: readonly Body[], means?: readonly string[]): InvalidInput[] =>
  rows.map(([kind, what, body]) => ({ what, request: { kind, body, ...(means && { means }) } }));

/** Returns bodies made of texts by kind. */
export const bodiesOf = (
  texts: Texts,
  describe: (text: string) => string,
  write = (text: string) => text,
): InvalidInput[] =>
  bodies(entriesOf(texts).map(([kind, text]) => [kind, describe(text), write(text)]));

export const withoutBody: readonly InvalidInput[] = [
  { what: 'no body', request: { kind: 'no-body', body: null } },
  {
    what: 'no body, and no Content-Type',
    request: { kind: 'no-body-no-type', body: null, contentType: null },
  },
];

/** Bodies that are not JSON, and from which no one list can be read. */
export function malformedBodies(user: string): InvalidInput[] {
  return bodies([
    ['cut-short', 'a body cut short', `{"user_ids":[${user}`],
    ['blank', 'a body of white space', ' \n'],
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

/**
 * Returns bodies that a server rejects, or reads: from behind a byte order mark (RFC 8259 section 8.1),
 * and compressed (RFC 9110 section 8.4).
 */
export const readableBodies = (user: string): InvalidInput[] => [
  {
    what: 'a byte order mark',
    request: { kind: 'byte-order-mark', body: `\ufeff${syncBody([user])}`, means: [user] },
  },
  {
    what: 'JSON with Content-Encoding: gzip',
    request: {
      kind: 'gzip-body',
      body: gzipSync(syncBody([user])),
      headers: [['Content-Encoding', 'gzip']],
      means: [user],
    },
  },
];

/** Returns JSON values that are not objects. The number is the id of a reserved user. */
export function nonObjectBodies(user: string): InvalidInput[] {
  const texts = {
    'body-array': '[]',
    'body-string': '"x"',
    'body-number': user,
    'body-true': 'true',
    'body-false': 'false',
    'body-null': 'null',
  };
  return bodiesOf(texts, (text) => `the body ${text}`);
}

/** A length in characters that is beyond the first buffer of a parser, and of a packet. */
const LONG_TEXT = 2_000;

/** A body with nobody, and a property that is not in the contract. */
export const emptyAndExtra: InvalidInput = {
  what: 'an unknown property behind an empty list',
  request: { kind: 'extra-properties', body: '{"user_ids":[],"note":"x"}', means: [] },
};

/** Returns bodies with one user, and properties that are not in the contract. */
export function extraProperties(user: string, other: string, customer: string): InvalidInput[] {
  const userIds = `"user_ids":[${user}]`;
  const nested = `{"user_ids":[${other}]}`;
  const rows: readonly Body[] = [
    [
      'extra-properties',
      'unknown properties',
      `{"note":"Zoë 😀 \\ud83d\\ude00","id":${customer},"customer_id":${customer},"customerId":${customer},"tag":null,"ids":[],"filter":${nested},${userIds},"meta":{"user_ids":[]}}`,
    ],
    // The last of equal names wins in some parsers, and the first in others.
    [
      'other-names',
      'user_ids in another case and spelling',
      `{"User_Ids":[${other}],"userIds":[${other}],"users":[${other}],"user_id":${other},${userIds},"user-ids":[${other}],"UserIds":[${other}],"USER_IDS":[${other}]}`,
    ],
    ['method-property', 'a property _method', `{${userIds},"_method":"PUT"}`],
    // Names that frameworks give a meaning: a wrapper of all parameters, pages, formats, an option.
    [
      'framework-properties',
      'properties that frameworks know',
      `{"comment":"${'x'.repeat(LONG_TEXT)}",${userIds},"customer":{"name":"x"},"data":{"note":"x"},"page":${customer},"format":"xml","detaching":false,"length":0}`,
    ],
  ];
  return bodies(rows, [user]);
}

/** Bodies with the same two ids in another media type. `null`: no Content-Type header. */
export function otherMediaTypes(user: string, other: string): InvalidInput[] {
  const means = [user, other];
  const form = `user_ids%5B%5D=${user}&user_ids%5B%5D=${other}`;
  return withTypes(means, [
    ['text-plain', 'JSON as text/plain', 'text/plain', syncBody(means)],
    ['no-content-type', 'JSON without a Content-Type', null, syncBody(means)],
    ['form', 'a form', 'application/x-www-form-urlencoded', form],
  ]);
}

/** Bodies with the same two ids in media types that some servers read as one of those. */
export function kindredMediaTypes(user: string, other: string): InvalidInput[] {
  const means = [user, other];
  const part = (id: string) =>
    `--part\r\nContent-Disposition: form-data; name="user_ids[]"\r\n\r\n${id}\r\n`;
  return withTypes(means, [
    ['json-api', 'JSON as another kind of it', 'application/vnd.api+json', syncBody(means)],
    [
      'multipart',
      'a form in parts',
      'multipart/form-data; boundary=part',
      `${means.map(part).join('')}--part--\r\n`,
    ],
  ]);
}

function withTypes(
  means: readonly string[],
  rows: readonly (readonly [RequestKind, string, string | null, string])[],
): InvalidInput[] {
  return rows.map(([kind, what, contentType, body]) => ({
    what,
    request: { kind, contentType, body, means },
  }));
}

/** The first of the ids that stand for unknown users in long lists: the highest of 31 bits. */
const FIRST_UNKNOWN = 2n ** 31n - 2n ** 17n;

/**
 * Returns long lists of distinct ids: of one user, and of unknown ones. A server that takes a list
 * as a set would not notice the length of one that repeats its ids.
 */
export function longLists(users: readonly string[]): InvalidInput[] {
  const [user = ''] = users;
  const first = unknownId(users, FIRST_UNKNOWN);
  const withUnknown = (count: number) => {
    const ids = Array.from({ length: count - 1 }, (_item, index) => String(first + BigInt(index)));
    return syncBody([user, ...ids]);
  };
  const megabyte = Math.ceil(2 ** 20 / `${String(first)},`.length);
  const rows: readonly Body[] = [
    ['ten-thousand-ids', '10 000 ids', withUnknown(10_000)],
    ['megabyte-of-ids', 'a megabyte of ids', withUnknown(megabyte)],
  ];
  return bodies(rows, [user]);
}
