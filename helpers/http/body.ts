import { isUtf8 } from 'node:buffer';
import zlib from 'node:zlib';
import type { CodeOf } from '../contract/requirements';
import type { HeaderField } from './exchange';
import { isObject, parseJson } from './json';
import { JsonLimitError, MAX_JSON_NUMBER } from './json-scan';
import type { Json, ParsedJson } from './json';

/** A problem of a body, with a code of the requirement that judges it. */
export interface BodyProblem<Id extends 'http.encoding' | 'response.json'> {
  code: CodeOf<Id>;
  message: string;
}

/** Body of a response, decoded and parsed, with everything that is wrong with it. */
export interface Body {
  /** Decoded, as UTF-8, up to MAX_TEXT characters. Invalid bytes are U+FFFD. */
  text: string;
  bytes: number;
  /** Parsed JSON, behind a byte order mark if there is one. Undefined if it is not JSON. */
  json?: ParsedJson;
  /** Why the body does not match Content-Encoding; undefined if it does. */
  encodingProblem?: BodyProblem<'http.encoding'>;
  /** Why it is not one well-formed JSON text in UTF-8 (RFC 8259); absent if it is. */
  jsonProblems?: BodyProblem<'response.json'>[];
  /** Sentence about the limit that the decoded body exceeds; undefined if it exceeds none. */
  tooLarge?: string;
}

/** Limit on the body of a response, as received and as decoded. */
export const MAX_BODY_BYTES = 16 * 2 ** 20;
export const BODY_TOO_LARGE = `the body exceeds the limit of ${String(MAX_BODY_BYTES / 2 ** 20)} MiB`;

/** Length of the text that is kept of a body. A scenario keeps its responses until it ends. */
export const MAX_TEXT = 2 ** 18;

/** Limit on the codings of one body. Each takes time and memory in proportion to the limit above. */
const MAX_CODINGS = 2;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

type Decoder = (bytes: Buffer) => Buffer;

/**
 * Returns a decoder that throws if there is more behind the end of the compressed data, where zlib
 * stops.
 *
 * @param padded whether zero bytes may be there, as in many files of gzip
 */
function decodeAll(
  decode: (bytes: Buffer, options: zlib.ZlibOptions) => unknown,
  padded = false,
): Decoder {
  return (bytes) => {
    const options = { maxOutputLength: MAX_BODY_BYTES, info: true };
    // The types of Node leave out what `info` changes.
    const { buffer, engine } = decode(bytes, options) as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    const rest = bytes.subarray(engine.bytesWritten);
    if (padded ? rest.some((byte) => byte !== 0) : rest.length > 0) {
      throw new Error(`bytes behind its end: ${String(rest.length)}`);
    }
    return buffer;
  };
}

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', decodeAll(zlib.gunzipSync, true)],
  ['x-gzip', decodeAll(zlib.gunzipSync, true)],
  ['deflate', decodeAll(zlib.inflateSync)],
  ['br', decodeAll(zlib.brotliDecompressSync)],
]);

/** Content codings that the client accepts and decodes. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** Returns the value of a field, its lines joined by commas (RFC 9110 section 5.3). */
export function fieldValue(headers: readonly HeaderField[], name: string): string | undefined {
  const lines = headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

const ENCODED_TWICE: BodyProblem<'http.encoding'> = {
  code: 'encoded-twice',
  message: 'the body is compressed more often than Content-Encoding lists',
};
const UNDECLARED: BodyProblem<'http.encoding'> = {
  code: 'undeclared',
  message: 'the body is gzip without a Content-Encoding',
};

interface Decoded extends Pick<Body, 'encodingProblem' | 'tooLarge'> {
  bytes: Buffer;
}

function decode(wire: Buffer, headers: readonly HeaderField[]): Decoded {
  const codings = (fieldValue(headers, 'content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (wire.length === 0) return { bytes: wire };
  if (codings.length > MAX_CODINGS) {
    const tooLarge = `Content-Encoding lists ${String(codings.length)} codings, and the limit is ${String(MAX_CODINGS)}`;
    return { bytes: Buffer.alloc(0), tooLarge };
  }
  let bytes = wire;
  for (const coding of codings.reverse()) {
    const decoder = decoders.get(coding);
    if (!decoder) {
      const message = `Content-Encoding is ${coding}, but the request accepts ${ACCEPT_ENCODING}`;
      return { bytes: wire, encodingProblem: { code: 'unsupported', message } };
    }
    try {
      bytes = decoder(bytes);
    } catch (error) {
      if (error instanceof RangeError) return { bytes: Buffer.alloc(0), tooLarge: BODY_TOO_LARGE };
      const reason = `the body is not valid ${coding} (${(error as Error).message})`;
      const message = `Content-Encoding is ${coding}, but ${reason}`;
      return { bytes: wire, encodingProblem: { code: 'undecodable', message } };
    }
  }
  // JSON never begins like gzip.
  if (!bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return { bytes };
  return { bytes, encodingProblem: codings.length > 0 ? ENCODED_TWICE : UNDECLARED };
}

function wellFormed(
  text: string,
): Pick<Body, 'json' | 'tooLarge'> & { problem?: BodyProblem<'response.json'> } {
  try {
    return { json: parseJson(text) };
  } catch (error) {
    // RFC 8259 section 9 allows a parser to have limits. JSON over a limit is not malformed.
    if (error instanceof JsonLimitError) return { tooLarge: error.message };
    const begin = text.trimStart().slice(0, 1);
    if (begin === '') return { problem: { code: 'empty', message: 'the body is empty' } };
    const { message } = error as Error;
    return { problem: { code: begin === '<' ? 'markup' : 'syntax', message } };
  }
}

/** Returns a copy of the beginning of a text. A slice would keep all of the text in memory. */
export const copyBeginning = (text: string, max: number) =>
  text.length > max ? Buffer.from(text.slice(0, max)).toString() : text;

/** Decodes and parses the body of a response from the bytes received. */
export function readBody(wire: Buffer, headers: readonly HeaderField[]): Body {
  const { bytes, ...decoded } = decode(wire, headers);
  const marked = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const encoded = bytes.subarray(marked ? 3 : 0);
  const text = encoded.toString('utf8');
  const { problem, ...parsed } = wellFormed(text);
  const jsonProblems: BodyProblem<'response.json'>[] = [];
  const add = (code: CodeOf<'response.json'>, message: string) =>
    jsonProblems.push({ code, message });
  if (marked) add('byte-order-mark', 'the body begins with a byte order mark');
  if (!isUtf8(encoded)) add('not-utf8', 'the body is not UTF-8');
  if (problem) jsonProblems.push(problem);
  const problems = jsonProblems.length > 0 && { jsonProblems };
  return {
    text: copyBeginning(text, MAX_TEXT),
    bytes: bytes.length,
    ...parsed,
    ...decoded,
    ...problems,
  };
}

/** User in the list of a response. */
export interface ListedUser {
  /** Undefined if the record has no readable id. */
  id: string | undefined;
  record: Readonly<Record<string, Json>>;
  /** JSON pointer (RFC 6901). Absent if the list is not at `/data`. */
  pointer?: string;
}

/** Reads an id leniently, as an integer or a string of digits. Its type is judged by `user.id`. */
export function readId(value: Json | undefined): string | undefined {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  return typeof value === 'string' && value.length <= MAX_JSON_NUMBER && /^-?\d+$/.test(value)
    ? String(BigInt(value))
    : undefined;
}

/** The users of bodies: several checks read those of one body. */
const usersOf = new WeakMap<object, readonly ListedUser[]>();

/**
 * Returns the users in the body of a response; `undefined` if none can be read. Users outside the
 * envelope are read too: `response.envelope` and `user.object` judge the shape, and their ids can
 * still be compared with the request.
 */
export function listedUsers(body: Json | undefined): readonly ListedUser[] | undefined {
  if (typeof body !== 'object' || body === null) return readUsers(body);
  const users = usersOf.get(body) ?? readUsers(body);
  if (users) usersOf.set(body, users);
  return users;
}

function readUsers(body: Json | undefined): ListedUser[] | undefined {
  if (body === undefined) return undefined;
  const data = isObject(body) ? body['data'] : body;
  if (data === undefined || data === null) return [];
  const inEnvelope = isObject(body) && Array.isArray(data);
  const items = itemsOf(data);
  if (!items || (items.length > 0 && !items.some(isObject))) return undefined;
  const users = items.flatMap((record, index) => {
    const pointer = inEnvelope && { pointer: `/data/${String(index)}` };
    return isObject(record) ? { id: readId(record['id']), record, ...pointer } : [];
  });
  return inEnvelope || users.every(({ id }) => id !== undefined) ? users : undefined;
}

function itemsOf(data: Json): Json[] | undefined {
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return undefined;
  return 'id' in data ? [data] : Object.values(data);
}
