import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { below, onAnswer, onSuccess, pause, withHeaders, withText } from '../alterations';
import { Refusal, type Alteration, type Answer, type Ask } from '../parts';
import { chunk, lengthOf, slices, writeRaw } from '../wire';
import type { Variant } from './variant';

/** Compresses what is long enough, for who accepts it. */
function compressed(name: string, encode: (body: Buffer) => Buffer): Variant {
  const accepted = ({ headers }: Ask) => String(headers['accept-encoding']).includes(name);
  return {
    name: `compressed-with-${name}`,
    freedom: 'RFC 9110 8.4 and 12.5.3: a body may be encoded as the client accepts.',
    alter: onAnswer((answer, ask) =>
      answer.body.length > 0 && accepted(ask)
        ? withHeaders(
            { ...answer, body: encode(answer.body) },
            { 'content-encoding': name, vary: 'Accept-Encoding' },
          )
        : answer,
    ),
  };
}

const hasBody = ({ body }: Answer, { method }: Ask) => body.length > 0 && method !== 'HEAD';

function chunked(count: number, pauseMs: number): Alteration {
  return below(hasBody, (answer, _ask, reply) => {
    const size = Math.ceil(answer.body.length / count);
    const pieces = [...slices(answer.body, size).map(chunk), chunk()];
    const headers = { 'transfer-encoding': 'chunked' };
    void writeRaw(reply, answer, { headers, pieces, pauseMs, after: 'end' });
  });
}

function withContentType(type: string): Alteration {
  return onSuccess((answer) => withHeaders(answer, { 'content-type': type }));
}

/** Every so many requests are asked to come back later; nothing is done for them. */
function busy(status: number, every: number, retryAfter: () => string): Alteration {
  return ({ answer, presentRefusal }) => {
    let nth = 0;
    return {
      answer: (ask) => {
        nth += 1;
        if (nth % every !== 0) return answer(ask);
        const refusal = new Refusal(status, 'Later, please.', { 'retry-after': retryAfter() });
        return Promise.resolve(presentRefusal(refusal, ask));
      },
    };
  };
}

/** An HTTP date has whole seconds: two of them are one at least. */
const inASecond = () => new Date(Date.now() + 2000).toUTCString();

function takesMethods(...methods: readonly string[]): Alteration {
  return ({ answer }) => ({
    answer: (ask) => answer(methods.includes(ask.method) ? { ...ask, method: 'POST' } : ask),
  });
}

/** How the answer travels. */
export const httpVariants: readonly Variant[] = [
  compressed('gzip', gzipSync),
  compressed('br', brotliCompressSync),
  compressed('deflate', deflateSync),
  {
    name: 'chunked',
    freedom: 'RFC 9112 7.1: the length need not be known.',
    alter: chunked(4, 0),
  },
  {
    name: 'dripping',
    freedom: 'The contract says nothing of how fast a body comes, within the time-out.',
    alter: chunked(10, 5),
  },
  {
    name: 'length-until-close',
    freedom: 'RFC 9112 6.3: without a length the body ends with the connection.',
    alter: below(hasBody, (answer, _ask, reply) => {
      void writeRaw(reply, answer, { pieces: [answer.body], after: 'end' });
    }),
  },
  {
    name: 'http-1-0',
    freedom: 'RFC 9110 2.5: a server may answer in an earlier minor version.',
    alter: below(hasBody, (answer, _ask, reply) => {
      const headers = lengthOf(answer.body);
      void writeRaw(reply, answer, {
        version: '1.0',
        headers,
        pieces: [answer.body],
        after: 'end',
      });
    }),
  },
  {
    name: 'connection-closed-after-each-answer',
    freedom: 'RFC 9112 9.6: a server may close a connection after an answer.',
    alter: onAnswer((answer) => withHeaders(answer, { connection: 'close' })),
  },
  {
    name: 'slow',
    freedom: 'The contract says nothing of speed.',
    alter: onAnswer(async (answer) => {
      await pause(300);
      return answer;
    }),
  },
  {
    name: 'early-hints',
    freedom: 'RFC 9110 15.2: any number of interim responses may come before the final one.',
    alter: ({ deliver }) => ({
      deliver: (answer, ask, reply) => {
        reply.raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }, () => {
          deliver(answer, ask, reply);
        });
      },
    }),
  },
  {
    name: 'rate-limited-in-seconds',
    freedom: 'RFC 6585 4: 429 with Retry-After is to be waited for.',
    alter: busy(429, 40, () => '1'),
  },
  {
    name: 'unavailable-until-a-date',
    freedom: 'RFC 9110 10.2.3: Retry-After may be a date.',
    alter: busy(503, 70, inASecond),
  },
  {
    name: 'rate-limit-headers',
    freedom: 'Further header fields are allowed.',
    alter: onAnswer((answer) =>
      withHeaders(answer, {
        'ratelimit-limit': '1000',
        'ratelimit-remaining': '999',
        'x-request-id': '01HZX3',
        'strict-transport-security': 'max-age=31536000',
        etag: 'W/"1"',
      }),
    ),
  },
  {
    name: 'cookies-set',
    freedom: 'RFC 6265: a server may set cookies, and a client may forget them.',
    alter: onAnswer((answer) =>
      withHeaders(answer, { 'set-cookie': 'session=abc; HttpOnly; SameSite=Lax' }),
    ),
  },
  {
    name: 'charset-in-the-content-type',
    freedom: 'Parameters of the media type are allowed.',
    alter: withContentType('application/json; charset=utf-8'),
  },
  {
    name: 'content-type-in-capitals',
    freedom: 'RFC 9110 8.3.1: media types are compared without case.',
    alter: withContentType('Application/JSON;Charset="UTF-8"'),
  },
  {
    name: 'get-not-supported',
    freedom: 'http.safe-get: a 4xx, or a safe read.',
    alter: ({ readMethod }) => ({
      readMethod: (ask) => {
        if (readMethod(ask) === 'read') {
          throw new Refusal(405, 'This method is not supported here.', { allow: 'POST' });
        }
        return 'sync';
      },
    }),
  },
  {
    name: 'put-and-patch-sync-too',
    freedom: 'The contract does not say what other methods do.',
    alter: takesMethods('PUT', 'PATCH'),
  },
  {
    name: 'options-answered-for-browsers',
    freedom: 'OPTIONS may be answered, and a preflight has no credentials.',
    alter: ({ answer }) => ({
      answer: async (ask) =>
        ask.method === 'OPTIONS'
          ? {
              status: 204,
              headers: { allow: 'GET, HEAD, POST, OPTIONS', 'access-control-allow-origin': '*' },
              body: Buffer.alloc(0),
            }
          : withHeaders(await answer(ask), { 'access-control-allow-origin': '*' }),
    }),
  },
  {
    ...compressed('gzip', (body) => {
      const half = Math.floor(body.length / 2);
      return Buffer.concat([gzipSync(body.subarray(0, half)), gzipSync(body.subarray(half))]);
    }),
    name: 'gzip-of-several-members',
  },
  {
    name: 'get-shows-a-web-page-to-anyone',
    freedom: 'The contract has no GET: the page of the front end, for anyone, has no data in it.',
    alter: onAnswer((answer, ask) =>
      ask.method === 'GET' || ask.method === 'HEAD'
        ? {
            status: 200,
            headers: { 'content-type': 'text/html; charset=utf-8' },
            body: Buffer.from('<!doctype html><html><div id="app"></div></html>'),
          }
        : answer,
    ),
  },
  {
    name: 'get-answers-another-shape',
    freedom: 'The contract has no GET: its answer has a shape of its own.',
    alter: onAnswer((answer, { method }) =>
      method === 'GET' && answer.status === 200
        ? withText(answer, answer.body.toString().replace('{"data":', '{"items":'))
        : answer,
    ),
  },
  {
    name: 'put-answers-204',
    freedom: 'The contract does not say what other methods do: PUT syncs, and answers 204.',
    alter: ({ answer }) => ({
      answer: async (ask) => {
        if (ask.method !== 'PUT' && ask.method !== 'PATCH') return answer(ask);
        const answered = await answer({ ...ask, method: 'POST' });
        return answered.status === 200
          ? { status: 204, headers: {}, body: Buffer.alloc(0) }
          : answered;
      },
    }),
  },
  {
    name: 'three-requests-a-connection',
    freedom:
      'RFC 9112 9.6: a connection may be closed after so many requests, and says so in the last.',
    alter: (correct) => {
      const counts = new WeakMap<object, number>();
      return onAnswer((answer, { socket }) => {
        const nth = (counts.get(socket) ?? 0) + 1;
        counts.set(socket, nth);
        return withHeaders(
          answer,
          nth >= 3
            ? { connection: 'close' }
            : { 'keep-alive': `timeout=5, max=${String(3 - nth)}` },
        );
      })(correct);
    },
  },
  {
    name: 'no-reason-phrase',
    freedom: 'RFC 9112 4: the reason phrase may be empty, or anything.',
    alter: below(hasBody, (answer, _ask, { raw: { socket } }) => {
      const head = Object.entries({
        ...answer.headers,
        ...lengthOf(answer.body),
        connection: 'close',
      }).map(([name, value]) => `${name}:   ${value}  \r\n`);
      socket?.end(
        Buffer.concat([
          Buffer.from(`HTTP/1.1 ${String(answer.status)} \r\n${head.join('')}\r\n`),
          answer.body,
        ]),
      );
    }),
  },
];
