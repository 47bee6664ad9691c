import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { bypassFastify, combine, onBytes, onText } from '../patches';
import { HttpError, type Patch, type Patches } from '../pipeline';
import { isError, isLong, isSuccess, type ResponseFilter, withHeaders } from '../responses';
import { chunk, lengthOf, sendRaw } from '../wire';

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

const withNotice = (body: Buffer) =>
  Buffer.concat([body, Buffer.from('\nNotice: Undefined index: page in Unknown on line 0\n')]);

/** Sends as many bytes of some bodies as they have characters. */
const cutToCharacters = (which: ResponseFilter): Patch =>
  sendRaw(
    (response, request) =>
      which(response, request) && response.body.toString().length < response.body.length,
    ({ body }) => {
      const sent = body.subarray(0, body.toString().length);
      return { headers: lengthOf(sent), pieces: [sent] };
    },
  );

/** Responses that break HTTP itself: most of them the long ones only, as buffers and thresholds do. */
export const httpWireFaults = {
  'long-answer-cut-off': sendRaw(isLong, ({ body }) => {
    return { headers: lengthOf(body), pieces: [half(body)], after: 'destroy' };
  }),
  'chunks-without-an-end': sendRaw(isLong, ({ body }) => ({
    headers: { 'transfer-encoding': 'chunked' },
    pieces: [chunk(half(body))],
  })),
  'content-length-too-long': sendRaw(isLong, ({ body }) => ({ headers: lengthOf(body, 12) })),
  'second-response-in-the-same-packet': sendRaw(isLong, ({ body }) => ({
    headers: { ...lengthOf(body), connection: 'keep-alive' },
    pieces: [Buffer.concat([body, Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')])],
    after: 'hang',
  })),
  'connection-dropped-on-long-lists': bypassFastify(isLong, (_response, { socket }) =>
    socket.destroy(),
  ),
  'long-answer-hangs': sendRaw(isLong, ({ body }) => ({
    headers: { ...lengthOf(body, 1), connection: 'keep-alive' },
    after: 'hang',
  })),
  'every-fortieth-sync-hangs': (correct) => {
    let nth = 0;
    return hang(
      ({ status }, { method }) => method === 'POST' && status === 200 && ++nth % 40 === 0,
    )(correct);
  },
  'long-answer-drips-for-ever': sendRaw(isLong, () => ({
    headers: { 'transfer-encoding': 'chunked' },
    pieces: Array.from({ length: 36_000 }, () => chunk(Buffer.from(' '))),
    pauseMs: 100,
    after: 'hang',
  })),
  'other-media-types-hang': hang(({ status }) => status === 415),
  'content-length-in-characters': cutToCharacters(({ status }) => status === 200),
  'content-length-of-an-error-in-characters': combine(
    ({ readId }) => ({
      readId: (item) => {
        if (typeof item !== 'string') return readId(item);
        throw new HttpError(422, `${item} is no integer.`);
      },
    }),
    cutToCharacters(({ status }) => status === 422),
  ),
  'long-answer-cut-in-an-orderly-way': onLong((body) => body.subarray(0, 1024)),
  'warning-after-the-json': onLong(withNotice),
  'json-twice': onLong((body) => Buffer.concat([body, body])),
  'byte-order-mark': onBytes(isSuccess, (body) => Buffer.concat([Buffer.from('\uFEFF'), body])),
  'json-in-latin-1': onBytes(isSuccess, (body) =>
    Buffer.from(body.toString().replace('"name":"', '"name":"J\u00f6rg '), 'latin1'),
  ),
  'json-in-utf-16': onLong((body) => Buffer.from(body.toString(), 'utf16le')),
  'json-behind-a-guard': onLong((body) => Buffer.concat([Buffer.from(")]}',\n"), body])),
  'nan-for-null': onText((text) => text.replaceAll('"email":null', '"email":NaN')),
  'comma-after-the-last-user': onLong((body) =>
    Buffer.from(body.toString().replace(/\]\}$/, ',]}')),
  ),
  'gzip-undeclared': onLong((body) => gzipSync(body)),
  'plain-declared-as-gzip': encoded('gzip', (body) => body),
  'gzip-declared-as-br': encoded('br', (body) => gzipSync(body)),
  'br-declared-as-gzip': encoded('gzip', (body) => brotliCompressSync(body)),
  'gzip-cut-short': encoded('gzip', (body) => half(gzipSync(body))),
  'gzip-twice-declared-once': encoded('gzip', (body) => gzipSync(gzipSync(body))),
  'warning-after-the-gzip': encoded('gzip', (body) => withNotice(gzipSync(body))),
  'warning-after-the-deflate': encoded('deflate', (body) => withNotice(deflateSync(body))),
  'warning-after-the-br': encoded('br', (body) => withNotice(brotliCompressSync(body))),
  'refusals-declared-as-gzip': encoded('gzip', (body) => body, isError),
} satisfies Patches;
