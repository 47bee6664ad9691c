import { gzipSync } from 'node:zlib';
import { below, onAnswer, onRefusal, onText, pause, withHeaders, withText } from '../alterations';
import { correctParts } from '../correct';
import type { Directory } from '../directory';
import { Refusal, type Alteration, type Answer, type Ask } from '../parts';
import { customerInstead } from '../readings';
import { lengthOf } from '../wire';
import type { Variant } from './variant';

function over(change: (directory: Directory) => Directory): Alteration {
  return ({ directory, tokens }) => correctParts(change(directory), tokens);
}

/** The same people under other ids. */
function renamed(
  directory: Directory,
  user: (id: string, nth: number) => string,
  customer: (id: string, nth: number) => string,
): Directory {
  const names = new Map([...directory.users.keys()].map((id, nth) => [id, user(id, nth)] as const));
  const as = (id: string) => names.get(id) ?? id;
  return {
    ...directory,
    customers: new Map(
      [...directory.customers].map(
        ([id, users], nth) => [customer(id, nth), users.map(as)] as const,
      ),
    ),
    users: new Map(
      [...directory.users].map(([id, it]) => [as(id), { ...it, id: as(id) }] as const),
    ),
  };
}

/** What a GET is answered. */
function onGet(give: (answer: Answer, ask: Ask) => Answer): Alteration {
  return onAnswer((answer, ask) =>
    ask.method === 'GET' && answer.status === 200 ? give(answer, ask) : answer,
  );
}

function encoded(coding: string, encode: (body: Buffer) => Buffer): Alteration {
  return onAnswer((answer, ask) =>
    answer.body.length > 0 && String(ask.headers['accept-encoding']).includes('gzip')
      ? withHeaders({ ...answer, body: encode(answer.body) }, { 'content-encoding': coding })
      : answer,
  );
}

const nobody = { status: 204, headers: {}, body: Buffer.alloc(0) };

/** Servers as nobody would build them, and as the contract allows them. */
export const unusualVariants: readonly Variant[] = [
  {
    name: 'names-of-properties-escaped',
    freedom: 'RFC 8259 8.3: names are compared once their escapes are read.',
    alter: onText((text) =>
      text.replaceAll('"id":', '"\\u0069d":').replace('"data":', '"d\\u0061ta":'),
    ),
  },
  {
    name: 'ids-beyond-64-bits',
    freedom: 'An integer without format has no bounds: 30 digits.',
    alter: over((directory) =>
      renamed(
        directory,
        (id) => String(10n ** 29n + BigInt(id)),
        (id) => id,
      ),
    ),
  },
  {
    name: 'token-of-digits',
    freedom: 'RFC 6750 2.1: digits are a b64token, and have no case.',
    alter: ({ directory, tokens }) =>
      correctParts(directory, { ...tokens, valid: '8402991736455120' }),
  },
  {
    name: 'methods-judged-before-credentials',
    freedom: 'auth.first is about what exists: a 405 tells nothing of that.',
    alter: ({ authenticate, readMethod }) => ({
      authenticate: (ask) => {
        readMethod(ask);
        authenticate(ask);
      },
    }),
  },
  {
    name: 'size-judged-before-credentials',
    freedom: 'RFC 9110 15.5.14: the proxy refuses what is too large before anyone looks at it.',
    alter: ({ answer, presentRefusal }) => ({
      answer: (ask) =>
        Number(ask.headers['content-length'] ?? 0) > 50_000
          ? Promise.resolve(
              presentRefusal(new Refusal(413, 'Too large.', { connection: 'close' }), ask),
            )
          : answer(ask),
    }),
  },
  {
    name: 'errors-of-json-api',
    freedom: 'application/vnd.api+json is JSON, by its suffix.',
    alter: onRefusal((answer, { status, message }) =>
      withText(
        answer,
        JSON.stringify({
          errors: [
            {
              id: '1',
              status: String(status),
              title: message,
              source: { pointer: '/data/attributes/user_ids/0' },
            },
          ],
        }),
        'application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"',
      ),
    ),
  },
  {
    name: 'refusals-list-the-ids-of-the-request',
    freedom: 'The contract says nothing of errors: with credentials, what was sent may be shown.',
    alter: onRefusal((answer, { status, message }) =>
      status === 422
        ? withText(answer, JSON.stringify({ message, user_ids: [900000002, 101] }))
        : answer,
    ),
  },
  {
    name: 'get-shows-a-web-page-to-anyone',
    freedom: 'The same without credentials: the page of the front end has no data in it.',
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
    alter: onGet((answer) =>
      withText(answer, answer.body.toString().replace('{"data":', '{"items":')),
    ),
  },
  {
    name: 'put-answers-204',
    freedom: 'The contract does not say what other methods do: PUT syncs, and answers 204.',
    alter: ({ answer }) => ({
      answer: async (ask) => {
        if (ask.method !== 'PUT' && ask.method !== 'PATCH') return answer(ask);
        const answered = await answer({ ...ask, method: 'POST' });
        return answered.status === 200 ? nobody : answered;
      },
    }),
  },
  {
    name: 'gzip-of-several-members',
    freedom: 'RFC 1952 2.2: a gzip file is a series of members.',
    alter: encoded('gzip', (body) => {
      const half = Math.floor(body.length / 2);
      return Buffer.concat([gzipSync(body.subarray(0, half)), gzipSync(body.subarray(half))]);
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
    alter: below(
      ({ body }, { method }) => body.length > 0 && method !== 'HEAD',
      (answer, _ask, { raw: { socket } }) => {
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
      },
    ),
  },
  {
    name: 'customer-id-in-any-digits',
    freedom: 'int() of Python reads the digits of every script, and spaces around them.',
    alter: customerInstead((segment, customers) => {
      const plain = segment
        .trim()
        .replace(/[\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) - 0xff10))
        .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
        .replace(/(\d)_(?=\d)/g, '$1');
      return customers.find((id) => id === plain);
    }),
  },
  {
    name: 'overlapping-syncs-answer-in-reverse',
    freedom: 'Overlapping syncs may be done, and answered, in any order.',
    alter: ({ sync }) => {
      let running = 0;
      return {
        sync: async (customer, listed) => {
          running += 1;
          try {
            await pause(60 / running);
            return await sync(customer, listed);
          } finally {
            running -= 1;
          }
        },
      };
    },
  },
  {
    name: 'some-overlapping-syncs-unavailable',
    freedom: '503 with Retry-After is to be waited for, also of three at once.',
    alter: ({ sync }) => {
      let running = 0;
      return {
        sync: async (customer, listed) => {
          if (running >= 2) throw new Refusal(503, 'Busy.', { 'retry-after': '0' });
          running += 1;
          try {
            await pause(10);
            return await sync(customer, listed);
          } finally {
            running -= 1;
          }
        },
      };
    },
  },
];
