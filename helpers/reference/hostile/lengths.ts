import { all, below, onAnswer, pause, successes } from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';
import { chunk, lengthOf, writeRaw, type Raw } from '../wire';
import type { Hostile } from './hostile';
import { reference, saying } from './serving';

type Which = (answer: Answer, ask: Ask) => boolean;

const raw = (which: Which, how: (answer: Answer) => Raw): Alteration =>
  below(which, (answer, _ask, reply) => {
    void writeRaw(reply, answer, how(answer));
  });

/** Those of which `which` says so of their number, from 1. */
function numbered(which: (nth: number) => boolean): Which {
  let nth = 0;
  return () => which(++nth);
}

/** Answers half, in chunks, and resets. */
const reset = (which: Which): Alteration =>
  below(which, (answer, _ask, reply) => {
    const { socket } = reply.raw;
    void writeRaw(reply, answer, {
      headers: { 'transfer-encoding': 'chunked' },
      pieces: [chunk(answer.body.subarray(0, answer.body.length / 2))],
      after: 'hang',
    }).then(() => socket?.resetAndDestroy());
  });

/** Closes a connection that it has promised to keep, when the next request comes on it. */
const forgetful: Alteration = ({ deliver }) => {
  const seen = new WeakSet<object>();
  return {
    deliver: (answer, ask, reply) => {
      if (seen.has(ask.socket)) {
        reply.hijack();
        ask.socket.destroy();
        return;
      }
      seen.add(ask.socket);
      deliver(answer, ask, reply);
    },
  };
};

/** What happens to a connection, and what a server does to lengths. */
export const lengths: readonly Hostile[] = [
  {
    name: 'reset-mid-body-at-every-request',
    story: 'A middlebox that does not like what it sees.',
    serve: reference(reset(() => true)),
    scenarios: 'attach[.]spec',
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.completes'],
      says: 'closed before the response was whole',
      restored: 'said',
    },
  },
  {
    name: 'reset-mid-body-at-every-seventh',
    story: 'One of seven instances is out of memory.',
    serve: reference(reset(numbered((nth) => nth % 7 === 0))),
    scenarios: 'Attach|Detach|Replace|Set',
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.completes'],
      passed: ['attach.one', 'detach.unlisted', 'set.unordered'],
      says: 'closed before the response was whole',
      restored: 'yes',
    },
  },
  {
    name: 'reset-mid-body-once',
    story: 'The network, as it is on some days.',
    serve: reference(reset(numbered((nth) => nth === 40))),
    outcome: {
      verdict: 'conformant',
      passed: ['http.completes'],
      says: 'once, and not when the same was sent again',
      restored: 'yes',
    },
  },
  {
    name: 'keep-alive-that-dies',
    story: 'The server closes idle connections sooner than it says.',
    serve: reference(forgetful),
    outcome: { verdict: 'conformant', says: 'conformant', restored: 'yes' },
  },
  {
    name: 'length-too-long',
    story: 'The length of the text before it was trimmed.',
    serve: reference(
      raw(successes, ({ body }) => ({ headers: lengthOf(body, 12), pieces: [body], after: 'end' })),
    ),
    scenarios: 'attach[.]spec',
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.completes', 'response.json'],
      says: 'bytes were announced, and fewer came',
      restored: 'said',
    },
  },
  {
    name: 'length-too-short',
    story: 'The length in characters, where bytes are meant.',
    serve: reference(
      raw(successes, ({ body }) => ({ headers: lengthOf(body, -4), pieces: [body], after: 'end' })),
    ),
    scenarios: 'attach[.]spec',
    outcome: {
      verdict: 'nonconformant',
      failed: ['response.json'],
      says: 'response.json',
      restored: 'said',
    },
  },
  {
    name: '204-with-a-body',
    story: 'The framework sends what it is told, and the status as well.',
    serve: saying('HTTP/1.1 204 No Content\r\nContent-Length: 11\r\n\r\n{"data":[]}'),
    scenarios: 'attach[.]spec',
    outcome: {
      verdict: 'nonconformant',
      failed: ['response.status'],
      says: 'a sync was answered 204',
      restored: 'said',
    },
  },
  {
    name: 'slow-for-ever',
    story: 'Each answer takes its time, none of them too much.',
    serve: reference(
      onAnswer(async (answer) => {
        await pause(300);
        return answer;
      }),
    ),
    settings: { RUN_TIMEOUT_MS: '8000' },
    outcome: {
      verdict: 'inconclusive',
      says: 'The run was stopped at RUN_TIMEOUT_MS=8000 ms',
      restored: 'yes',
    },
  },
  {
    name: 'hangs-where-it-is-restored',
    story: 'The last list is the one that it cannot take.',
    serve: reference(
      all(({ deliver, store }) => ({
        deliver: (answer, ask, reply) => {
          const restored = store.get(ask.segment ?? '').some((user) => Number(user) > 300);
          if (restored && ask.method === 'POST') reply.hijack();
          else deliver(answer, ask, reply);
        },
      })),
    ),
    scenarios: 'one user is attached',
    settings: { REQUEST_TIMEOUT_MS: '1500' },
    outcome: { verdict: 'inconclusive', says: 'REQUEST_TIMEOUT_MS=1500', restored: 'said' },
  },
];
