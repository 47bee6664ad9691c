import zlib from 'node:zlib';
import type { HeaderField } from './exchange';
import {
  JsonBoundError,
  MAX_JSON_NUMBER,
  isObject,
  parseJson,
  type Json,
  type ParsedJson,
} from './json';

/** What can be made of a response's bytes, and everything that is wrong with them. */
export interface Body {
  /** After decoding, as UTF-8; bytes that are none are U+FFFD. */
  text: string;
  bytes: number;
  /** The JSON in it, a byte order mark forgiven; undefined where there is none. */
  json?: ParsedJson;
  /** Why it is not as Content-Encoding says; undefined where it is. */
  encodingProblem?: string;
  /** Encoded, and no Content-Encoding says so: what came is not the JSON that was announced. */
  undeclared?: boolean;
  /** Why it is not one well-formed JSON text in UTF-8 (RFC 8259); undefined where it is. */
  jsonProblem?: string;
  /** The bound that it is beyond once decoded, in a sentence; undefined where it is within all. */
  tooLarge?: string;
}

/** The bound on a response's body, as it comes and as it is decoded. */
export const MAX_BODY_BYTES = 16 * 2 ** 20;
export const BODY_TOO_LARGE = `the body is larger than the ${String(MAX_BODY_BYTES / 2 ** 20)} MiB that are read`;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const bound = { maxOutputLength: MAX_BODY_BYTES };

const decoders: ReadonlyMap<string, (bytes: Buffer) => Buffer> = new Map([
  ['gzip', (bytes) => zlib.gunzipSync(bytes, bound)],
  ['x-gzip', (bytes) => zlib.gunzipSync(bytes, bound)],
  ['deflate', (bytes) => zlib.inflateSync(bytes, bound)],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, bound)],
  ['identity', (bytes) => bytes],
]);

/** What the suite says that it accepts; a coding beyond these cannot be read by its client. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** The value of a field, its lines joined by commas (RFC 9110 section 5.3). */
export function fieldValue(headers: readonly HeaderField[], name: string): string | undefined {
  const lines = headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

interface Decoded extends Pick<Body, 'encodingProblem' | 'tooLarge' | 'undeclared'> {
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
        encodingProblem: `Content-Encoding is ${coding}, and ${ACCEPT_ENCODING} was accepted`,
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
            encodingProblem: `Content-Encoding says ${coding}, and the body is not (${(error as Error).message})`,
          };
    }
  }
  return looksGzipped(bytes) ? stillGzipped(bytes, codings.length > 0) : { bytes };
}

function looksGzipped(bytes: Buffer): boolean {
  return bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
}

/** JSON never begins like that. Undeclared, it is no JSON either; twice, it is just one too many. */
function stillGzipped(bytes: Buffer, declared: boolean): Decoded {
  return {
    bytes,
    encodingProblem: declared
      ? 'the body is encoded once more than Content-Encoding says'
      : 'the body is gzip, and no Content-Encoding says so',
    undeclared: !declared,
  };
}

function wellFormed(
  text: string,
): { json: ParsedJson } | { problem: string } | { tooLarge: string } {
  try {
    return { json: parseJson(text) };
  } catch (error) {
    // RFC 8259 section 9 lets a reader have limits: what is beyond them is not wrong.
    if (error instanceof JsonBoundError) return { tooLarge: `of the JSON, ${error.message}` };
    return { problem: text.trim() === '' ? 'it is empty' : (error as Error).message };
  }
}

/** Reads the bytes of a response's body, as they came. */
export function readBody(wire: Buffer, headers: readonly HeaderField[]): Body {
  const { bytes, encodingProblem, undeclared, ...decoded } = decode(wire, headers);
  const marked = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const text = bytes.subarray(marked ? 3 : 0).toString('utf8');
  const parsed = wellFormed(text);
  const problems = [
    ...(marked ? ['it begins with a byte order mark'] : []),
    ...(bytes.subarray(marked ? 3 : 0).equals(Buffer.from(text)) ? [] : ['it is not UTF-8']),
    ...('problem' in parsed ? [parsed.problem] : []),
  ];
  const tooLarge = decoded.tooLarge ?? ('tooLarge' in parsed ? parsed.tooLarge : undefined);
  return {
    text,
    bytes: bytes.length,
    ...('json' in parsed && { json: parsed.json }),
    ...(encodingProblem !== undefined && { encodingProblem }),
    ...(tooLarge !== undefined && { tooLarge }),
    ...(undeclared === true && { undeclared }),
    ...(problems.length > 0 && { jsonProblem: problems.join('; ') }),
  };
}

/** A user as an answer lists it: its id where it has one that can be read, and its record. */
export interface ListedUser {
  id: string | undefined;
  record: Readonly<Record<string, Json>>;
  /** A JSON pointer (RFC 6901) to it, where it stands as the contract has it. */
  place?: string;
}

/** Ids are read with forbearance here: whether they have the right type is judged elsewhere. */
export function readId(value: Json | undefined): string | undefined {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  return typeof value === 'string' && value.length <= MAX_JSON_NUMBER && /^-?\d+$/.test(value)
    ? String(BigInt(value))
    : undefined;
}

/**
 * The users in an answer's body; `undefined` where it lists none that can be read. The shape of
 * the envelope is judged by `response.envelope` and `user.object`: where a server put its users
 * elsewhere, they are read all the same, as what their ids say stands on its own.
 */
export function listedUsers(body: Json | undefined): ListedUser[] | undefined {
  if (body === undefined) return undefined;
  const data = isObject(body) ? body['data'] : body;
  if (data === undefined || data === null) return [];
  const asPromised = isObject(body) && Array.isArray(data);
  const items = itemsOf(data);
  if (!items || (items.length > 0 && !items.some(isObject))) return undefined;
  const users = items.flatMap((record, index) =>
    isObject(record)
      ? {
          id: readId(record['id']),
          record,
          ...(asPromised && { place: `/data/${String(index)}` }),
        }
      : [],
  );
  return asPromised || users.every(({ id }) => id !== undefined) ? users : undefined;
}

function itemsOf(data: Json): Json[] | undefined {
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return undefined;
  return 'id' in data ? [data] : Object.values(data);
}
