import { brotliCompressSync, gzipSync } from 'node:zlib';
import { below, longAnswers, onSuccess, refusals, successes, withHeaders } from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';
import { chunk, lengthOf, type Raw, writeRaw } from '../wire';
import type { Fault } from './fault';

type Which = (answer: Answer, ask: Ask) => boolean;

function raw(which: Which, how: (answer: Answer) => Raw): Alteration {
  return below(which, (answer, _ask, reply) => {
    void writeRaw(reply, answer, how(answer));
  });
}

/** Nothing is ever sent; the client has to leave. */
function hang(which: Which): Alteration {
  return below(which, () => undefined);
}

function everyNth(count: number): Which {
  let nth = 0;
  return () => {
    nth += 1;
    return nth % count === 0;
  };
}

function encoded(name: string, encode: (body: Buffer) => Buffer, which = longAnswers): Alteration {
  return ({ deliver }) => ({
    deliver: (answer, ask, reply) => {
      const changed = withHeaders(
        { ...answer, body: encode(answer.body) },
        { 'content-encoding': name },
      );
      deliver(which(answer) ? changed : answer, ask, reply);
    },
  });
}

function onLong(change: (body: Buffer) => Buffer): Alteration {
  return onSuccess((answer) =>
    longAnswers(answer) ? { ...answer, body: change(answer.body) } : answer,
  );
}

const half = (body: Buffer) => body.subarray(0, Math.floor(body.length / 2));
const isSync: Which = (_answer, { method }) => method === 'POST';

/** What breaks HTTP itself. Most do so for long answers only, as buffers and thresholds do. */
export const httpWireFaults: readonly Fault[] = [
  {
    name: 'long-answer-cut-off',
    story: 'The worker is killed for its memory while it writes.',
    caughtBy: ['response.json', 'http.completes'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: lengthOf(body),
      pieces: [half(body)],
      after: 'destroy',
    })),
  },
  {
    name: 'chunks-without-an-end',
    story:
      'An exception in the middle of a streamed answer: the connection ends, the chunks do not.',
    caughtBy: ['http.completes'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: { 'transfer-encoding': 'chunked' },
      pieces: [chunk(half(body))],
      after: 'end',
    })),
  },
  {
    name: 'content-length-too-long',
    story: 'The length was taken before the text was trimmed.',
    caughtBy: ['response.json', 'http.completes'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: lengthOf(body, 12),
      pieces: [body],
      after: 'end',
    })),
  },
  {
    name: 'connection-dropped-on-long-lists',
    story: 'The proxy resets what takes more than its buffer.',
    caughtBy: ['http.completes'],
    alter: below(longAnswers, (_answer, { socket }) => {
      socket.destroy();
    }),
  },
  {
    name: 'long-answer-hangs',
    story: 'Content-Length says more than is sent, on a connection that is kept.',
    caughtBy: ['http.completes'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: { ...lengthOf(body, 1), connection: 'keep-alive' },
      pieces: [body],
      after: 'hang',
    })),
  },
  {
    name: 'every-fortieth-sync-hangs',
    story: 'The pool of database connections has a leak.',
    caughtBy: ['http.completes'],
    alter: (correct) => {
      const fortieth = everyNth(40);
      const which: Which = (answer, ask) => isSync(answer, ask) && successes(answer);
      return hang((answer, ask) => which(answer, ask) && fortieth(answer, ask))(correct);
    },
  },
  {
    name: 'long-answer-drips-for-ever',
    story: 'A streaming serializer sends a space every now and then, so that nobody hangs up.',
    caughtBy: ['http.completes'],
    alter: raw(longAnswers, () => ({
      headers: { 'transfer-encoding': 'chunked' },
      pieces: Array.from({ length: 36_000 }, () => chunk(Buffer.from(' '))),
      pauseMs: 100,
      after: 'hang',
    })),
  },
  {
    name: 'other-media-types-hang',
    story: 'The body is never read where the parser does not know its type, and the handler waits.',
    caughtBy: ['http.completes'],
    alter: hang(({ status }) => status === 415),
  },
  {
    name: 'content-length-in-characters',
    story: 'The length of the text is sent where that of its bytes is meant.',
    caughtBy: ['response.json'],
    alter: raw(
      ({ status, body }) => status === 200 && body.toString().length < body.length,
      ({ body }) => ({
        headers: { 'content-length': String(body.toString().length) },
        pieces: [body.subarray(0, body.toString().length)],
        after: 'end',
      }),
    ),
  },
  {
    name: 'long-answer-cut-in-an-orderly-way',
    story: 'The answer goes through a buffer of a fixed size, and is announced as what is left.',
    caughtBy: ['response.json'],
    alter: onLong((body) => body.subarray(0, 1024)),
  },
  {
    name: 'warning-after-the-json',
    story: 'PHP prints a notice when it shuts down.',
    caughtBy: ['response.json'],
    alter: onLong((body) =>
      Buffer.concat([body, Buffer.from('\nNotice: Undefined index: page in Unknown on line 0\n')]),
    ),
  },
  {
    name: 'json-twice',
    story: 'Both the handler and the middleware send the answer.',
    caughtBy: ['response.json'],
    alter: onLong((body) => Buffer.concat([body, body])),
  },
  {
    name: 'byte-order-mark',
    story: 'A source file was saved with a BOM, which is printed before everything.',
    caughtBy: ['response.json'],
    alter: onSuccess((answer) => ({
      ...answer,
      body: Buffer.concat([Buffer.from('\uFEFF'), answer.body]),
    })),
  },
  {
    name: 'json-in-latin-1',
    story: 'The connection to the database is in Latin-1, and its bytes are passed on.',
    caughtBy: ['response.json'],
    alter: onSuccess((answer) => ({
      ...answer,
      body: Buffer.from(answer.body.toString().replace('"name":"', '"name":"J\u00f6rg '), 'latin1'),
    })),
  },
  {
    name: 'json-in-utf-16',
    story: 'A string of the runtime is written as it lies in memory.',
    caughtBy: ['response.json'],
    alter: onLong((body) => Buffer.from(body.toString(), 'utf16le')),
  },
  {
    name: 'json-behind-a-guard',
    story: 'The prefix against JSON hijacking is on, for the API too.',
    caughtBy: ['response.json'],
    alter: onLong((body) => Buffer.concat([Buffer.from(")]}',\n"), body])),
  },
  {
    name: 'nan-for-null',
    story: 'The table went through pandas, which writes NaN for what is not there.',
    caughtBy: ['response.json'],
    alter: onSuccess((answer) => ({
      ...answer,
      body: Buffer.from(answer.body.toString().replaceAll('"email":null', '"email":NaN')),
    })),
  },
  {
    name: 'comma-after-the-last-user',
    story: 'The list is written by a template with a loop.',
    caughtBy: ['response.json'],
    alter: onLong((body) => Buffer.from(body.toString().replace(/\]\}$/, ',]}'))),
  },
  {
    name: 'gzip-undeclared',
    story: 'The cache keeps the compressed body and forgets its header.',
    caughtBy: ['response.json', 'http.encoding'],
    alter: onLong((body) => gzipSync(body)),
  },
  {
    name: 'plain-declared-as-gzip',
    story: 'The proxy has unpacked the body and left the header.',
    caughtBy: ['http.encoding'],
    alter: encoded('gzip', (body) => body),
  },
  {
    name: 'gzip-declared-as-br',
    story: 'The header follows Accept-Encoding, the compressor its own configuration.',
    caughtBy: ['http.encoding'],
    alter: encoded('br', (body) => gzipSync(body)),
  },
  {
    name: 'br-declared-as-gzip',
    story: 'A new compressor behind an old header.',
    caughtBy: ['http.encoding'],
    alter: encoded('gzip', (body) => brotliCompressSync(body)),
  },
  {
    name: 'gzip-cut-short',
    story: 'The compressor is not flushed before the length is taken.',
    caughtBy: ['http.encoding'],
    alter: encoded('gzip', (body) => half(gzipSync(body))),
  },
  {
    name: 'gzip-twice-declared-once',
    story: 'The application compresses, and so does the proxy.',
    caughtBy: ['http.encoding'],
    alter: encoded('gzip', (body) => gzipSync(gzipSync(body))),
  },
  {
    name: 'refusals-declared-as-gzip',
    story: 'The error page replaces the body after the compressor has set its header.',
    caughtBy: ['http.encoding'],
    alter: encoded('gzip', (body) => body, refusals),
  },
];
