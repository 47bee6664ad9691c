import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { onSuccess, onText } from '../../../../helpers/reference/patches';
import type { HostileServers } from './hostile-server';
import {
  CHUNKED,
  HEAD,
  ONE_USER,
  pour,
  repeat,
  serveBytes,
  serveEncoded,
  serveMember,
  serveReference,
  serveTcp,
} from './start';

const MEGABYTE = 2 ** 20;
const TOO_LARGE = 'exceeds the limit of 16 MiB';

/** Compresses 256 MiB of spaces. */
function bomb(compress: (bytes: Buffer) => Buffer): Buffer {
  return compress(Buffer.alloc(256 * MEGABYTE, ' '));
}

/** Yields a gigabyte of users, a megabyte at a time. */
function* gigabyte(): Iterable<Buffer> {
  yield Buffer.from('{"data":[');
  const piece = Buffer.from('{"id":1},'.repeat(Math.floor(MEGABYTE / 9)));
  for (let sent = 0; sent < 2 ** 30; sent += piece.length) yield piece;
}

/** Servers whose responses exceed every limit. */
export const oversized = {
  'endless-body': {
    cause: 'A stream of events where a list belongs, or a loop without an end.',
    serve: serveTcp((socket) => {
      socket.write(CHUNKED);
      const chunk = `10000\r\n${' '.repeat(2 ** 16)}\r\n`;
      pour(socket, () => repeat(Buffer.from(chunk)));
    }),
    output: TOO_LARGE,
  },
  'a-gigabyte-of-json': {
    cause: 'The list has no WHERE.',
    serve: serveTcp((socket) => {
      socket.write(`${HEAD}Content-Length: ${String(2 ** 30)}\r\n\r\n`);
      pour(socket, gigabyte);
    }),
    output: TOO_LARGE,
  },
  'chunks-of-a-byte': {
    cause: 'Each byte in a chunk of its own, millions of them.',
    serve: serveTcp((socket) => {
      socket.write(CHUNKED);
      pour(socket, () => repeat(Buffer.from('1\r\n \r\n'.repeat(2 ** 14))));
    }),
    settings: { REQUEST_TIMEOUT_MS: '1500' },
  },
  'nested-100-000-deep': {
    cause: 'Json made to kill parsers.',
    serve: serveMember('['.repeat(100_000) + ']'.repeat(100_000)),
    scenarios: ONE_USER,
    output: 'deeper than the limit of 500 levels',
  },
  'millions-of-values': {
    cause: 'A few megabytes that are a gigabyte once they are objects.',
    serve: serveMember(`[${'{},'.repeat(4_000_000)}{}]`),
    scenarios: ONE_USER,
    output: 'more values than the limit of 200000',
  },
  'gzip-bomb': {
    cause: '256 MiB in 256 KiB.',
    serve: () => serveEncoded('gzip', bomb(gzipSync))(),
    output: TOO_LARGE,
  },
  'gzip-bomb-in-gzip': {
    cause: 'A bomb that is packed twice: a kilobyte.',
    serve: () => serveEncoded('gzip, gzip', gzipSync(bomb(gzipSync)))(),
    output: TOO_LARGE,
  },
  'br-bomb': {
    cause: '256 MiB in 200 bytes.',
    serve: () =>
      serveEncoded(
        'br',
        bomb((bytes) =>
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        ),
      )(),
    output: TOO_LARGE,
  },
  'fifteen-megabytes-of-a-property': {
    cause: 'A picture in base64, beyond the contract and within the bounds.',
    serve: serveMember(JSON.stringify('A'.repeat(15 * MEGABYTE))),
    scenarios: ONE_USER,
    passed: ['response.json', 'http.completes'],
    restored: 'yes',
  },
  'as-many-wrong-users-as-are-read': {
    cause: 'Each of tens of thousands is wrong in every property.',
    serve: serveReference(
      onText(() => {
        const user = '{"id":"x","email":"x","name":1}';
        return `{"data":[${`${user},`.repeat(45_000)}${user}]}`;
      }),
    ),
    scenarios: ONE_USER,
    failed: ['user.email', 'user.id', 'user.name'],
    output: 'and 44998 more like it',
  },
  'ten-thousand-headers': {
    cause: 'A header of tracing that grows with each hop.',
    serve: serveReference(
      onSuccess((response) => ({
        ...response,
        headers: {
          ...Object.fromEntries(
            Array.from({ length: 10_000 }, (_item, at) => [at.toString(36), '']),
          ),
          ...response.headers,
        },
      })),
    ),
    scenarios: ONE_USER,
    passed: ['attach.one', 'response.json', 'http.completes'],
    restored: 'yes',
  },
  'a-header-of-a-megabyte': {
    cause: 'The session is in a cookie, all of it.',
    serve: serveBytes(
      `${HEAD}Set-Cookie: s=${'x'.repeat(MEGABYTE)}\r\nContent-Length: 11\r\n\r\n{"data":[]}`,
    ),
    output: 'the header exceeds the limit of 64 KiB',
  },
  'as-many-codings-as-fit': {
    cause: 'Content-Encoding names gzip ten thousand times.',
    serve: () =>
      serveEncoded(Array.from({ length: 10_000 }, () => 'gzip').join(','), gzipSync('{}'))(),
    output: 'Content-Encoding lists 10000 codings, and the limit is 2',
  },
  'gzip-in-600-layers': {
    cause: 'Each layer is within every limit; decoding all of them takes seconds.',
    serve: () => {
      let body: Buffer = Buffer.from(`{"data":[]}${' '.repeat(2 ** 16)}`);
      for (let layer = 0; layer < 600; layer++) body = gzipSync(body, { level: 0 });
      return serveEncoded(Array.from({ length: 600 }, () => 'gzip').join(','), body)();
    },
    output: 'Content-Encoding lists 600 codings, and the limit is 2',
  },
  'fifteen-megabytes-of-blanks': {
    cause: 'A template engine indents what it leaves out.',
    serve: serveReference(onText((text) => text + ' '.repeat(15 * MEGABYTE))),
    scenarios: ONE_USER,
    passed: ['attach.one', 'response.json', 'http.completes'],
    restored: 'yes',
  },
  'eight-megabytes-beside-the-data': {
    cause: 'Each response has the whole of a cache in it.',
    serve: serveMember(`[${`"${'y'.repeat(80)}",`.repeat(100_000)}1]`),
    scenarios: ONE_USER,
    passed: ['attach.one', 'response.json', 'http.completes'],
    restored: 'yes',
  },
} satisfies HostileServers;
