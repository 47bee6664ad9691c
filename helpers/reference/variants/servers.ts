import { below, onAnswer, onRefusal, pause, refuse, withText } from '../alterations';
import { Refusal, type Alteration, type Parts } from '../parts';
import { lengthOf, slices, writeRaw } from '../wire';
import type { Variant } from './variant';

/** Lets one sync through at a time: of all, or of those with the same `key`. */
function oneAtATime(refusal: () => never, key: (customer: string) => string): Alteration {
  return ({ sync }) => {
    const running = new Set<string>();
    const guarded: Parts['sync'] = async (customer, users) => {
      if (running.has(key(customer))) refusal();
      running.add(key(customer));
      try {
        await pause(10);
        return await sync(customer, users);
      } finally {
        running.delete(key(customer));
      }
    };
    return { sync: guarded };
  };
}

/** How servers and what stands before them do it, each in its own way. */
export const serverVariants: readonly Variant[] = [
  {
    name: 'overlapping-syncs-refused',
    freedom: 'The contract does not promise that overlapping syncs are all taken.',
    alter: oneAtATime(refuse(409, 'Another sync is under way.'), String),
  },
  {
    name: 'one-request-at-a-time',
    freedom:
      'RFC 6585 4: 429 with Retry-After is to be waited for, also where it comes of overlap.',
    alter: oneAtATime(
      () => {
        throw new Refusal(429, 'One at a time.', { 'retry-after': '0' });
      },
      () => '',
    ),
  },
  {
    name: 'large-bodies-refused-unread',
    freedom: 'RFC 9110 15.5.14: a server may close the connection on what is too large.',
    alter: ({ answer, presentRefusal }) => ({
      answer: (ask) => {
        const tooLarge = new Refusal(413, 'The body is too large.', { connection: 'close' });
        return Number(ask.headers['content-length'] ?? 0) > 65_536
          ? Promise.resolve(presentRefusal(tooLarge, ask))
          : answer(ask);
      },
    }),
  },
  {
    name: 'connections-closed-without-a-word',
    freedom: 'RFC 9112 9.5: a server may close an idle connection at any time.',
    alter: onAnswer((answer, { socket }, nth) => {
      if (nth % 5 === 0) setTimeout(() => socket.end(), 2).unref();
      return answer;
    }),
  },
  {
    name: 'chunk-extensions-and-trailers',
    freedom: 'RFC 9112 7.1: chunks may have extensions, and fields may come behind them.',
    alter: below(
      ({ body }, { method }) => body.length > 0 && method !== 'HEAD',
      (answer, _ask, reply) => {
        const chunks = slices(answer.body, 100).flatMap((part) => [
          Buffer.from(`000${part.length.toString(16).toUpperCase()};name="a b";x\r\n`),
          part,
          Buffer.from('\r\n'),
        ]);
        const end = Buffer.from('0\r\nServer-Timing: db;dur=5\r\n\r\n');
        void writeRaw(reply, answer, {
          headers: { 'transfer-encoding': 'Chunked', trailer: 'Server-Timing' },
          pieces: [Buffer.concat([...chunks, end])],
          after: 'end',
        });
      },
    ),
  },
  {
    name: 'fields-twice-and-in-any-case',
    freedom: 'RFC 9110 5.1 and 5.3: names have no case, and lists and cookies may stand twice.',
    alter: below(
      ({ body }, { method }) => body.length > 0 && method !== 'HEAD',
      (answer, _ask, reply) => {
        const capitals = Object.entries(answer.headers).map(([name, value]) => [
          name.toUpperCase(),
          value,
        ]);
        const twice = { vary: 'accept', Vary: 'origin', 'set-cookie': 'a=1', 'Set-Cookie': 'b=2' };
        void writeRaw(
          reply,
          { ...answer, headers: {} },
          {
            headers: {
              ...(Object.fromEntries(capitals) as Record<string, string>),
              ...lengthOf(answer.body),
              ...twice,
              'X-Empty': '',
              'CONTENT-encoding': 'identity',
            },
            pieces: [answer.body],
            after: 'end',
          },
        );
      },
    ),
  },
  {
    name: 'out-of-range-ids-ignored',
    freedom: 'ids.range: refused or ignored, where unknown ids are refused.',
    alter: ({ readUsers }) => ({
      readUsers: (ids) => readUsers(ids.filter((id) => id > 0n && id < 2n ** 31n)),
    }),
  },
  {
    name: 'errors-with-the-request-in-them',
    freedom: 'The contract says nothing of error bodies; the name of a class is no trace.',
    alter: onRefusal((answer, { status, message }, { target, method }) =>
      withText(
        answer,
        JSON.stringify({
          timestamp: '2023-01-01T12:00:00.000+00:00',
          status,
          exception: 'App\\Exceptions\\ValidationException',
          path: target,
          method,
          data: null,
          id: 101,
          traceId: 'at 7',
          detail: `${message} Please SELECT one. It was looked for at position 7 (line 1).`,
          docs: 'https://example.test/home/docs/errors.html',
        }),
      ),
    ),
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
            await pause(24 / running);
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
