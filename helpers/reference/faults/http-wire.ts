import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bypassFastify, onBytes, onText } from '../patches';
import type { Patch } from '../pipeline';
import { isError, isLong, isSuccess, type ResponseFilter, withHeaders } from '../responses';
import { chunk, lengthOf, sendRaw } from '../wire';
import { breaks, type Faults } from './fault';

/** Sends nothing to some requests: the client has to give up. */
const hang = (which: ResponseFilter) => bypassFastify(which, () => undefined);

const onLong = (change: (body: Buffer) => Buffer) => onBytes(isLong, change);

function encoded(name: string, encode: (body: Buffer) => Buffer, which = isLong): Patch {
  return ({ deliver }) => ({
    deliver: (response, request, reply) => {
      const encoding = { 'content-encoding': name };
      const changed = withHeaders({ ...response, body: encode(response.body) }, encoding);
      deliver(which(response, request) ? changed : response, request, reply);
    },
  });
}

const half = (body: Buffer) => body.subarray(0, Math.floor(body.length / 2));

/** Responses that break HTTP itself: most of them the long ones only, as buffers and thresholds do. */
export const httpWireFaults = {
  'long-answer-cut-off': breaks(['response.json', 'http.completes'], {
    cause: 'The worker is killed for its memory while it writes.',
    patch: sendRaw(isLong, ({ body }) => {
      return { headers: lengthOf(body), pieces: [half(body)], after: 'destroy' };
    }),
  }),
  'chunks-without-an-end': breaks(['http.completes'], {
    cause:
      'An exception in the middle of a streamed answer: the connection ends, the chunks do not.',
    patch: sendRaw(isLong, ({ body }) => ({
      headers: { 'transfer-encoding': 'chunked' },
      pieces: [chunk(half(body))],
    })),
  }),
  'content-length-too-long': breaks(['response.json', 'http.completes'], {
    cause: 'The length was taken before the text was trimmed.',
    patch: sendRaw(isLong, ({ body }) => ({ headers: lengthOf(body, 12) })),
  }),
  'connection-dropped-on-long-lists': breaks(['http.completes'], {
    cause: 'The proxy resets what takes more than its buffer.',
    patch: bypassFastify(isLong, (_response, { socket }) => socket.destroy()),
  }),
  'long-answer-hangs': breaks(['http.completes'], {
    cause: 'Content-Length is more than is sent, on a connection that is kept.',
    patch: sendRaw(isLong, ({ body }) => ({
      headers: { ...lengthOf(body, 1), connection: 'keep-alive' },
      after: 'hang',
    })),
  }),
  'every-fortieth-sync-hangs': breaks(['http.completes'], {
    cause: 'The pool of database connections has a leak.',
    patch: (correct) => {
      let nth = 0;
      return hang(
        ({ status }, { method }) => method === 'POST' && status === 200 && ++nth % 40 === 0,
      )(correct);
    },
  }),
  'long-answer-drips-for-ever': breaks(['http.completes'], {
    cause: 'A streaming serializer sends a space every now and then, so that nobody hangs up.',
    patch: sendRaw(isLong, () => ({
      headers: { 'transfer-encoding': 'chunked' },
      pieces: Array.from({ length: 36_000 }, () => chunk(Buffer.from(' '))),
      pauseMs: 100,
      after: 'hang',
    })),
  }),
  'other-media-types-hang': breaks(['http.completes'], {
    cause: 'The body is never read where the parser does not know its type, and the handler waits.',
    patch: hang(({ status }) => status === 415),
  }),
  'content-length-in-characters': breaks(['response.json'], {
    cause: 'The length of the text is sent where that of its bytes is meant.',
    patch: sendRaw(
      ({ status, body }) => status === 200 && body.toString().length < body.length,
      ({ body }) => {
        const sent = body.subarray(0, body.toString().length);
        return { headers: lengthOf(sent), pieces: [sent] };
      },
    ),
  }),
  'long-answer-cut-in-an-orderly-way': breaks(['response.json'], {
    cause: 'The answer goes through a buffer of a fixed size, and is announced as what is left.',
    patch: onLong((body) => body.subarray(0, 1024)),
  }),
  'warning-after-the-json': breaks(['response.json'], {
    cause: 'PHP prints a notice when it shuts down.',
    patch: onLong((body) =>
      Buffer.concat([body, Buffer.from('\nNotice: Undefined index: page in Unknown on line 0\n')]),
    ),
  }),
  'json-twice': breaks(['response.json'], {
    cause: 'Both the handler and the middleware send the answer.',
    patch: onLong((body) => Buffer.concat([body, body])),
  }),
  'byte-order-mark': breaks(['response.json'], {
    cause: 'A source file was saved with a BOM, which is printed before everything.',
    patch: onBytes(isSuccess, (body) => Buffer.concat([Buffer.from('\uFEFF'), body])),
  }),
  'json-in-latin-1': breaks(['response.json'], {
    cause: 'The connection to the database is in Latin-1, and its bytes are passed on.',
    patch: onBytes(isSuccess, (body) =>
      Buffer.from(body.toString().replace('"name":"', '"name":"J\u00f6rg '), 'latin1'),
    ),
  }),
  'json-in-utf-16': breaks(['response.json'], {
    cause: 'A string of the runtime is written as it lies in memory.',
    patch: onLong((body) => Buffer.from(body.toString(), 'utf16le')),
  }),
  'json-behind-a-guard': breaks(['response.json'], {
    cause: 'The prefix against JSON hijacking is on, for the API too.',
    patch: onLong((body) => Buffer.concat([Buffer.from(")]}',\n"), body])),
  }),
  'nan-for-null': breaks(['response.json'], {
    cause: 'The table went through pandas, which writes NaN for what is not there.',
    patch: onText((text) => text.replaceAll('"email":null', '"email":NaN')),
  }),
  'comma-after-the-last-user': breaks(['response.json'], {
    cause: 'The list is written by a template with a loop.',
    patch: onLong((body) => Buffer.from(body.toString().replace(/\]\}$/, ',]}'))),
  }),
  'gzip-undeclared': breaks(['response.json', 'http.encoding'], {
    cause: 'The cache keeps the compressed body and forgets its header.',
    patch: onLong((body) => gzipSync(body)),
  }),
  'plain-declared-as-gzip': breaks(['http.encoding'], {
    cause: 'The proxy has unpacked the body and left the header.',
    patch: encoded('gzip', (body) => body),
  }),
  'gzip-declared-as-br': breaks(['http.encoding'], {
    cause: 'The header follows Accept-Encoding, the compressor its own configuration.',
    patch: encoded('br', (body) => gzipSync(body)),
  }),
  'br-declared-as-gzip': breaks(['http.encoding'], {
    cause: 'A new compressor behind an old header.',
    patch: encoded('gzip', (body) => brotliCompressSync(body)),
  }),
  'gzip-cut-short': breaks(['http.encoding'], {
    cause: 'The compressor is not flushed before the length is taken.',
    patch: encoded('gzip', (body) => half(gzipSync(body))),
  }),
  'gzip-twice-declared-once': breaks(['http.encoding'], {
    cause: 'The application compresses, and so does the proxy.',
    patch: encoded('gzip', (body) => gzipSync(gzipSync(body))),
  }),
  'refusals-declared-as-gzip': breaks(['http.encoding'], {
    cause: 'The error page replaces the body after the compressor has set its header.',
    patch: encoded('gzip', (body) => body, isError),
  }),
} satisfies Faults;
