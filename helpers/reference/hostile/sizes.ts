import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { onSuccess, onText } from '../alterations';
import type { Hostile } from './hostile';
import { forever, pour, reference, saying, speaking } from './serving';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const MEGABYTE = 2 ** 20;

/** It was answered, so that customers may have been reached; and what came could not be read. */
const beyond = (says: string) => ({ verdict: 'inconclusive', says, restored: 'said' }) as const;

/** What is read, however much it is: in `Attach`, nothing of it is wrong. */
const readable = {
  verdict: 'inconclusive',
  passed: ['attach.one', 'attach.many', 'response.json', 'http.completes'],
  says: '',
  restored: 'yes',
} as const;

const encoded = (coding: string, body: Buffer) => {
  const { length } = body;
  return saying(
    Buffer.concat([
      Buffer.from(
        `${HEAD}Content-Encoding: ${coding}\r\nContent-Length: ${String(length)}\r\n\r\n`,
      ),
      body,
    ]),
  );
};

/** 256 MiB of nothing, in a few kilobytes. */
function bomb(compress: (bytes: Buffer) => Buffer): Buffer {
  return compress(Buffer.alloc(256 * MEGABYTE, ' '));
}

/** A gigabyte of users, a megabyte at a time. */
function* gigabyte(): Iterable<Buffer> {
  yield Buffer.from('{"data":[');
  const piece = Buffer.from('{"id":1},'.repeat(Math.floor(MEGABYTE / 9)));
  for (let sent = 0; sent < 2 ** 30; sent += piece.length) yield piece;
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Adds a member to the object of each success. */
const beside = (member: string) =>
  reference(onText((text) => text.replace(/\}$/, `,"x":${member}}`)));

/** Answers that are more than anyone can take. */
export const sizes: readonly Hostile[] = [
  {
    name: 'endless-body',
    story: 'A stream of events where a list belongs, or a loop without an end.',
    serve: speaking((socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
      const chunk = `10000\r\n${' '.repeat(2 ** 16)}\r\n`;
      pour(socket, () => forever(Buffer.from(chunk)));
    }),
    outcome: beyond('larger than the 16 MiB that are read'),
  },
  {
    name: 'a-gigabyte-of-json',
    story: 'The list has no WHERE.',
    serve: speaking((socket) => {
      socket.write(`${HEAD}Content-Length: ${String(2 ** 30)}\r\n\r\n`);
      pour(socket, gigabyte);
    }),
    outcome: beyond('larger than the 16 MiB that are read'),
  },
  {
    name: 'chunks-of-a-byte',
    story: 'Each byte in a chunk of its own, millions of them.',
    serve: speaking((socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
      pour(socket, () => forever(Buffer.from('1\r\n \r\n'.repeat(2 ** 14))));
    }),
    settings: { REQUEST_TIMEOUT_MS: '1500' },
    outcome: beyond(''),
  },
  {
    name: 'nested-100-000-deep',
    story: 'Json made to kill parsers.',
    serve: beside(nested(100_000)),
    outcome: { ...beyond('deeper than the 500 levels that are read'), restored: 'said' },
  },
  {
    name: 'millions-of-values',
    story: 'A few megabytes that are a gigabyte once they are objects.',
    serve: beside(`[${'{},'.repeat(4_000_000)}{}]`),
    outcome: beyond('more than the 200000 values that are read'),
  },
  {
    name: 'gzip-bomb',
    story: '256 MiB in 256 KiB.',
    serve: () => encoded('gzip', bomb(gzipSync))(),
    outcome: beyond('larger than the 16 MiB that are read'),
  },
  {
    name: 'gzip-bomb-in-gzip',
    story: 'The same, packed twice: a kilobyte.',
    serve: () => encoded('gzip, gzip', gzipSync(bomb(gzipSync)))(),
    outcome: beyond('larger than the 16 MiB that are read'),
  },
  {
    name: 'br-bomb',
    story: '256 MiB in 200 bytes.',
    serve: () =>
      encoded(
        'br',
        bomb((bytes) =>
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        ),
      )(),
    outcome: beyond('larger than the 16 MiB that are read'),
  },
  {
    name: 'fifteen-megabytes-of-a-property',
    story: 'A picture in base64, beyond the contract and within the bounds.',
    serve: beside(JSON.stringify('A'.repeat(15 * MEGABYTE))),
    scenarios: 'one user is attached',
    outcome: { ...readable, passed: ['response.json', 'http.completes'] },
  },
  {
    name: 'as-many-wrong-users-as-are-read',
    story: 'Each of tens of thousands is wrong in every property.',
    serve: reference(
      onText(() => {
        const user = '{"id":"x","email":"x","name":1}';
        return `{"data":[${`${user},`.repeat(45_000)}${user}]}`;
      }),
    ),
    scenarios: 'one user is attached',
    outcome: {
      verdict: 'nonconformant',
      failed: ['user.email', 'user.id', 'user.name'],
      says: 'and 44998 more like it',
      restored: 'said',
    },
  },
  {
    name: 'ten-thousand-headers',
    story: 'A header of tracing that grows with each hop.',
    serve: reference(
      onSuccess((answer) => ({
        ...answer,
        headers: {
          ...Object.fromEntries(
            Array.from({ length: 10_000 }, (_item, at) => [at.toString(36), '']),
          ),
          ...answer.headers,
        },
      })),
    ),
    scenarios: 'Attach',
    outcome: readable,
  },
  {
    name: 'a-header-of-a-megabyte',
    story: 'The session is in a cookie, all of it.',
    serve: saying(
      `${HEAD}Set-Cookie: s=${'x'.repeat(MEGABYTE)}\r\nContent-Length: 11\r\n\r\n{"data":[]}`,
    ),
    outcome: beyond('the header is larger than the 64 KiB that are read'),
  },
  {
    name: 'as-many-codings-as-fit',
    story: 'Content-Encoding names gzip ten thousand times.',
    serve: () => encoded(Array.from({ length: 10_000 }, () => 'gzip').join(','), gzipSync('{}'))(),
    scenarios: 'one user is attached',
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.encoding'],
      says: 'gzip',
      restored: 'said',
    },
  },
];
