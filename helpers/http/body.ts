import zlib from 'node:zlib';
import type { CodeOf } from '../contract/requirements';
import type { HeaderField } from './exchange';
import {
  JsonLimitError,
  MAX_JSON_NUMBER,
  isObject,
  parseJson,
  type Json,
  type ParsedJson,
} from './json';

/** A problem of a body, with a code of the requirement that judges it. */
export interface BodyProblem<Id extends 'http.encoding' | 'response.json'> {
  code: CodeOf<Id>;
  message: string;
}

/** Body of a response, decoded and parsed, with everything that is wrong with it. */
export interface Body {
  /** Decoded, as UTF-8. Invalid bytes are U+FFFD. */
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

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const limit = { maxOutputLength: MAX_BODY_BYTES };

const decoders: ReadonlyMap<string, (bytes: Buffer) => Buffer> = new Map([
  ['gzip', (bytes) => zlib.gunzipSync(bytes, limit)],
  ['x-gzip', (bytes) => zlib.gunzipSync(bytes, limit)],
  ['deflate', (bytes) => zlib.inflateSync(bytes, limit)],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, limit)],
  ['identity', (bytes) => bytes],
]);

/** Content codings that the client accepts and decodes. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** Returns the value of a field, its lines joined by commas (RFC 9110 section 5.3). */
export function fieldValue(headers: readonly HeaderField[], name: string): string | undefined {
  const lines = headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

interface Decoded extends Pick<Body, 'encodingProblem' | 'tooLarge'> {
  bytes: Buffer;
}

function decode(wire: Buffer, headers: readonly HeaderField[]): Decoded {
  const codings = (fieldValue(headers, 'content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '');
  if (wire.length === 0) return { bytes: wire };
  let bytes = wire;
  for (const coding of codings.reverse()) {
    const decoder = decoders.get(coding);
    if (!decoder) {
      return {
        bytes: wire,
        encodingProblem: {
          code: 'unsupported',
          message: `Content-Encoding is ${coding}, but the request accepts ${ACCEPT_ENCODING}`,
        },
      };
    }
    try {
      bytes = decoder(bytes);
    } catch (error) {
      const tooLarge = error instanceof RangeError;
      return tooLarge
        ? { bytes: Buffer.alloc(0), tooLarge: BODY_TOO_LARGE }
        : {
            bytes: wire,
            encodingProblem: {
              code: 'undecodable',
              message: `Content-Encoding is ${coding}, but the body is not valid ${coding} (${(error as Error).message})`,
            },
          };
    }
  }
  return looksGzipped(bytes) ? stillGzipped(bytes, codings.length > 0) : { bytes };
}

function looksGzipped(bytes: Buffer): boolean {
  return bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
}

/** Returns a body that begins like gzip after decoding; JSON never does. */
function stillGzipped(bytes: Buffer, declared: boolean): Decoded {
  return {
    bytes,
    encodingProblem: declared
      ? {
          code: 'encoded-twice',
          message: 'the body is compressed more often than Content-Encoding lists',
        }
      : { code: 'undeclared', message: 'the body is gzip without a Content-Encoding' },
  };
}

function wellFormed(
  text: string,
): { json: ParsedJson } | { problem: BodyProblem<'response.json'> } | { tooLarge: string } {
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

/** Decodes and parses the body of a response from the bytes received. */
export function readBody(wire: Buffer, headers: readonly HeaderField[]): Body {
  const { bytes, encodingProblem, ...decoded } = decode(wire, headers);
  const marked = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const text = bytes.subarray(marked ? 3 : 0).toString('utf8');
  const parsed = wellFormed(text);
  const utf8 = bytes.subarray(marked ? 3 : 0).equals(Buffer.from(text));
  const problems: BodyProblem<'response.json'>[] = [
    ...(marked
      ? [{ code: 'byte-order-mark' as const, message: 'the body begins with a byte order mark' }]
      : []),
    ...(utf8 ? [] : [{ code: 'not-utf8' as const, message: 'the body is not UTF-8' }]),
    ...('problem' in parsed ? [parsed.problem] : []),
  ];
  const tooLarge = decoded.tooLarge ?? ('tooLarge' in parsed ? parsed.tooLarge : undefined);
  return {
    text,
    bytes: bytes.length,
    ...('json' in parsed && { json: parsed.json }),
    ...(encodingProblem !== undefined && { encodingProblem }),
    ...(tooLarge !== undefined && { tooLarge }),
    ...(problems.length > 0 && { jsonProblems: problems }),
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

/**
 * Returns the users in the body of a response; `undefined` if none can be read. Users outside the
 * envelope are read too: `response.envelope` and `user.object` judge the shape, and their ids can
 * still be compared with the request.
 */
export function listedUsers(body: Json | undefined): ListedUser[] | undefined {
  if (body === undefined) return undefined;
  const data = isObject(body) ? body['data'] : body;
  if (data === undefined || data === null) return [];
  const inEnvelope = isObject(body) && Array.isArray(data);
  const items = itemsOf(data);
  if (!items || (items.length > 0 && !items.some(isObject))) return undefined;
  const users = items.flatMap((record, index) =>
    isObject(record)
      ? {
          id: readId(record['id']),
          record,
          ...(inEnvelope && { pointer: `/data/${String(index)}` }),
        }
      : [],
  );
  return inEnvelope || users.every(({ id }) => id !== undefined) ? users : undefined;
}

function itemsOf(data: Json): Json[] | undefined {
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return undefined;
  return 'id' in data ? [data] : Object.values(data);
}
