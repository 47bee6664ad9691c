import { deflateRawSync, gzipSync } from 'node:zlib';
import net from 'node:net';
import type { Socket } from 'node:net';
import type { Hostile } from './hostile';
import { LENT, dripping, forever, listen, pour, saying, speaking } from './serving';

const OK = 'HTTP/1.1 200 OK\r\n';
const HEAD = `${OK}Content-Type: application/json\r\n`;
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const BODY = '{"data":[]}';
const HASTY = { REQUEST_TIMEOUT_MS: '400' };
const scenarios = 'one user is attached';

/** BODY as a frame of RFC 8878, its one block raw. */
const ZSTD = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, BODY.length, (BODY.length << 3) | 1, 0, 0]),
  Buffer.from(BODY),
]);

/** Whoever answers everything with nobody is wrong about more than its framing. */
const notRead = (says: string) => ({ verdict: 'inconclusive', says, restored: 'said' }) as const;

/** An answer with more than one way to tell where it ends: what a client reads is anyone's guess. */
const contradicting = (fields: string) =>
  saying(`${HEAD}${fields}\r\n\r\nb\r\n${BODY}\r\n0\r\n\r\n`);

const encoded = (coding: string, body: Buffer) =>
  saying(
    Buffer.concat([
      Buffer.from(
        `${HEAD}Content-Encoding: ${coding}\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
      ),
      body,
    ]),
  );

const noSuchCoding = (says: string) =>
  ({ verdict: 'nonconformant', failed: ['http.encoding'], says, restored: 'said' }) as const;

/** Answers a request before it has come, or that before it. */
function unasked(onConnection: (socket: Socket) => void) {
  return async () => {
    const { baseUrl, close } = await listen(net.createServer(onConnection));
    return { environment: { ...LENT, BASE_URL: baseUrl }, close };
  };
}

const listing = (...ids: number[]) => {
  const body = JSON.stringify({ data: ids.map((id) => ({ id })) });
  return `${HEAD}Content-Length: ${String(body.length)}\r\n\r\n${body}`;
};

/** Servers that break, or bend, where one message ends and the next begins. */
export const framing: readonly Hostile[] = [
  {
    name: 'status-line-now-and-then',
    story: 'A tar pit that does not come to its first line.',
    serve: speaking((socket) => {
      pour(socket, () => dripping(Buffer.from('H'), 50));
    }),
    settings: HASTY,
    outcome: notRead('does not speak HTTP'),
  },
  {
    name: 'two-lengths',
    story: 'A proxy adds its own, and keeps the other.',
    serve: contradicting('Content-Length: 11\r\nContent-Length: 12'),
    outcome: notRead('does not speak HTTP'),
  },
  {
    name: 'length-and-chunks',
    story: 'How requests are smuggled.',
    serve: contradicting('Transfer-Encoding: chunked\r\nContent-Length: 3'),
    outcome: notRead('does not speak HTTP'),
  },
  {
    name: 'length-below-zero',
    story: 'An integer that overflowed.',
    serve: contradicting('Content-Length: -1'),
    outcome: notRead('does not speak HTTP'),
  },
  {
    name: 'chunk-of-an-exabyte',
    story: 'The size of a chunk is a lie.',
    serve: speaking((socket) => socket.write(`${CHUNKED}fffffffffffffff\r\n{`)),
    settings: HASTY,
    outcome: notRead('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: 'chunk-that-overflows',
    story: 'A size of more digits than any integer has.',
    serve: saying(`${CHUNKED}${'f'.repeat(40)}\r\n${BODY}\r\n0\r\n\r\n`),
    outcome: notRead('does not speak HTTP'),
  },
  {
    name: 'chunk-extension-for-ever',
    story: 'What a chunk may say beside its size has no end.',
    serve: speaking((socket) => {
      socket.write(`${CHUNKED}1;x=`);
      pour(socket, () => forever(Buffer.from('x'.repeat(2 ** 14))));
    }),
    settings: { REQUEST_TIMEOUT_MS: '1500' },
    outcome: notRead(''),
  },
  {
    name: 'trailers-of-a-megabyte',
    story: 'What belongs into the header comes behind the body.',
    serve: saying(`${CHUNKED}b\r\n${BODY}\r\n0\r\nX: ${'x'.repeat(2 ** 20)}\r\n\r\n`),
    outcome: notRead('the header is larger than the 64 KiB that are read'),
  },
  {
    name: 'folded-header',
    story: 'A field that goes on in the next line, as in mail.',
    serve: saying(`${HEAD}X-Folded: one\r\n two\r\nContent-Length: 11\r\n\r\n${BODY}`),
    scenarios: 'a customer that has no users',
    outcome: { verdict: 'inconclusive', says: '', restored: 'said' },
  },
  {
    name: 'answers-before-it-is-asked',
    story: 'It talks as soon as somebody comes.',
    serve: unasked((socket) => socket.write(listing())),
    settings: HASTY,
    scenarios,
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.completes'],
      says: 'REQUEST_TIMEOUT_MS=400',
      restored: 'said',
    },
  },
  {
    name: 'answers-twice',
    story: 'Each request gets an answer too many, so that the next gets that of the one before it.',
    serve: unasked((socket) => {
      socket.on('data', () => socket.write(listing(101) + listing(102)));
    }),
    scenarios,
    outcome: notRead(''),
  },
  {
    name: 'half-closes',
    story: 'It ends its side before it has read the request, and says nothing.',
    serve: unasked((socket) => socket.resume().end()),
    settings: HASTY,
    outcome: notRead('closes them without a word'),
  },
  {
    name: 'zstd-that-nobody-accepts',
    story: 'The newest coding, whoever asks.',
    serve: encoded('zstd', ZSTD),
    scenarios,
    outcome: noSuchCoding('Content-Encoding is zstd'),
  },
  {
    name: 'deflate-without-its-wrapper',
    story: 'An old mistake: deflate, and zlib’s header left out.',
    serve: encoded('deflate', deflateRawSync(BODY)),
    scenarios,
    outcome: noSuchCoding('Content-Encoding says deflate'),
  },
  {
    name: 'gzip-cut-short',
    story: 'The last block is never flushed.',
    serve: encoded('gzip', gzipSync(BODY).subarray(0, -9)),
    scenarios,
    outcome: noSuchCoding('Content-Encoding says gzip'),
  },
];
