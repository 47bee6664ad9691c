import { deflateRawSync, gzipSync } from 'node:zlib';
import type { HostileServers } from './hostile-server';
import {
  CHUNKED,
  drip,
  HEAD,
  ONE_USER,
  pour,
  repeat,
  serveBytes,
  serveConnections,
  serveEncoded,
  serveTcp,
  TIMES_OUT,
} from './start';

const BODY = '{"data":[]}';
const scenarios = ONE_USER;

/** BODY as a frame of RFC 8878 with one raw block. */
const ZSTD = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, BODY.length, (BODY.length << 3) | 1, 0, 0]),
  Buffer.from(BODY),
]);

/** Sends a response whose fields contradict each other about its end. */
const contradicting = (fields: string) =>
  serveBytes(`${HEAD}${fields}\r\n\r\nb\r\n${BODY}\r\n0\r\n\r\n`);

const listing = (...ids: number[]) => {
  const body = JSON.stringify({ data: ids.map((id) => ({ id })) });
  return `${HEAD}Content-Length: ${String(body.length)}\r\n\r\n${body}`;
};

/** Servers that blur the end of one message and the beginning of the next. */
export const framing = {
  'status-line-now-and-then': {
    cause: 'A tar pit that never completes its first line.',
    serve: serveTcp((socket) => {
      pour(socket, () => drip(Buffer.from('H'), 50));
    }),
    settings: TIMES_OUT.settings,
    output: 'does not speak HTTP',
  },
  'two-lengths': {
    cause: 'A proxy adds its own, and keeps the other.',
    serve: contradicting('Content-Length: 11\r\nContent-Length: 12'),
    output: 'sends malformed HTTP',
  },
  'length-and-chunks': {
    cause: 'How requests are smuggled.',
    serve: contradicting('Transfer-Encoding: chunked\r\nContent-Length: 3'),
    output: 'sends malformed HTTP',
  },
  'length-below-zero': {
    cause: 'An integer that overflowed.',
    serve: contradicting('Content-Length: -1'),
    output: 'sends malformed HTTP',
  },
  'chunk-of-an-exabyte': {
    cause: 'The size of a chunk is a lie.',
    serve: serveTcp((socket) => socket.write(`${CHUNKED}fffffffffffffff\r\n{`)),
    ...TIMES_OUT,
  },
  'chunk-that-overflows': {
    cause: 'A size of more digits than any integer has.',
    serve: serveBytes(`${CHUNKED}${'f'.repeat(40)}\r\n${BODY}\r\n0\r\n\r\n`),
    output: 'sends malformed HTTP',
  },
  'chunk-extension-for-ever': {
    cause: 'The extension of a chunk has no end.',
    serve: serveTcp((socket) => {
      socket.write(`${CHUNKED}1;x=`);
      pour(socket, () => repeat(Buffer.from('x'.repeat(2 ** 14))));
    }),
    settings: { REQUEST_TIMEOUT_MS: '1500' },
  },
  'trailers-of-a-megabyte': {
    cause: 'The fields of a header follow the body.',
    serve: serveBytes(`${CHUNKED}b\r\n${BODY}\r\n0\r\nX: ${'x'.repeat(2 ** 20)}\r\n\r\n`),
    output: 'the header exceeds the limit of 64 KiB',
  },
  'folded-header': {
    cause: 'A field that goes on in the next line, as in mail.',
    serve: serveBytes(`${HEAD}X-Folded: one\r\n two\r\nContent-Length: 11\r\n\r\n${BODY}`),
    scenarios: 'a customer that has no users',
  },
  'answers-before-it-is-asked': {
    cause: 'The server responds as soon as a client connects.',
    serve: serveConnections((socket) => socket.write(listing())),
    settings: TIMES_OUT.settings,
    scenarios,
    failed: ['http.completes'],
    output: 'REQUEST_TIMEOUT_MS=400',
  },
  'answers-twice': {
    cause: 'Each request gets an answer too many, so that the next gets that of the one before it.',
    serve: serveConnections((socket) => {
      socket.on('data', () => socket.write(listing(101) + listing(102)));
    }),
    scenarios,
  },
  'half-closes': {
    cause: 'The server ends its side before it has read the request, without a response.',
    serve: serveConnections((socket) => socket.resume().end()),
    settings: TIMES_OUT.settings,
    output: 'closes them without a response',
  },
  'zstd-that-nobody-accepts': {
    cause: 'The newest coding is sent to every client.',
    serve: serveEncoded('zstd', ZSTD),
    scenarios,
    failed: ['http.encoding'],
    output: 'Content-Encoding is zstd',
  },
  'deflate-without-its-wrapper': {
    cause: 'An old mistake: deflate, and zlib’s header left out.',
    serve: serveEncoded('deflate', deflateRawSync(BODY)),
    scenarios,
    failed: ['http.encoding'],
    output: 'Content-Encoding is deflate',
  },
  'gzip-cut-short': {
    cause: 'The last block is never flushed.',
    serve: serveEncoded('gzip', gzipSync(BODY).subarray(0, -9)),
    scenarios,
    failed: ['http.encoding'],
    output: 'Content-Encoding is gzip',
  },
} satisfies HostileServers;
