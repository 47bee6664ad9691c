import { all, onAnswer, onSuccess, withHeaders } from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';
import { Refusal } from '../parts';
import type { Hostile } from './hostile';
import { reference } from './serving';

/** From the nth request on, counted from 1, up to another. */
const within =
  (from: number, until = Infinity) =>
  (nth: number) =>
    nth >= from && nth < until;

/** Answers some requests, by their number, otherwise, and does nothing for them. */
const instead =
  (when: (nth: number) => boolean, otherwise: (ask: Ask) => Answer): Alteration =>
  ({ answer }) => {
    let nth = 0;
    return { answer: (ask) => (when(++nth) ? Promise.resolve(otherwise(ask)) : answer(ask)) };
  };

const empty = (status: number, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

/** Closes every connection without an answer, from one request to another. */
const dead =
  (from: number, until?: number): Alteration =>
  ({ deliver }) => {
    let nth = 0;
    return {
      deliver: (answer, ask, reply) => {
        if (within(from, until)(++nth)) {
          reply.hijack();
          ask.socket.destroy();
        } else deliver(answer, ask, reply);
      },
    };
  };

/** At most one request a second. */
const oneASecond: Alteration = ({ answer }) => {
  let next = 0;
  return {
    answer: async (ask) => {
      const now = Date.now();
      if (now < next) return empty(429, { 'retry-after': '1' });
      next = now + 900;
      return answer(ask);
    },
  };
};

/** Some requests are answered 429 with a date, by a clock that is wrong by so many ms. */
const wrongClock = (byMs: number): Alteration => {
  const date = (aheadMs: number) => new Date(Date.now() + byMs + aheadMs).toUTCString();
  return all(
    onAnswer((answer) => withHeaders(answer, { date: date(0) })),
    instead(
      (nth) => nth % 10 === 0,
      () => empty(429, { 'retry-after': date(1000), date: date(0) }),
    ),
    onSuccess((answer) => ({
      ...answer,
      body: Buffer.from(
        answer.body
          .toString()
          .replace(/"updated_at":[^,}]*/g, `"updated_at":"2099-01-01T00:00:00Z"`),
      ),
    })),
  );
};

/** Takes the token so many times, and then no more. */
const expiring =
  (after: number): Alteration =>
  ({ authenticate, tokens }) => {
    let nth = 0;
    return {
      authenticate: (ask) => {
        const right = ask.headers.authorization === `Bearer ${tokens.valid}`;
        if (right && ++nth > after) throw new Refusal(401, 'The token has expired.');
        authenticate(ask);
      },
    };
  };

/** Another version from the nth sync on: its list is only ever added to. */
const worseFrom =
  (from: number): Alteration =>
  ({ sync, store }) => {
    let nth = 0;
    return {
      sync: (customer, users) =>
        sync(customer, ++nth < from ? users : [...new Set([...store.get(customer), ...users])]),
    };
  };

/** Servers that change while they are judged, and those that want to be asked slowly. */
export const lives: readonly Hostile[] = [
  {
    name: 'dies-midway',
    story: 'The container is stopped, and nobody starts it again.',
    serve: reference(dead(60)),
    outcome: {
      verdict: 'inconclusive',
      says: 'The target takes connections and closes them without a word',
      restored: 'said',
    },
  },
  {
    name: 'deploys-midway-and-drops-what-is-open',
    story: 'For a moment nobody answers; then it is there again, as good as it was.',
    serve: reference(dead(60, 62)),
    outcome: { verdict: 'conformant', says: 'conformant', restored: 'yes' },
  },
  {
    name: 'deploys-midway-behind-a-gateway',
    story: 'The gateway answers 502 while the new version starts.',
    serve: reference(instead(within(60, 61), () => empty(502))),
    scenarios: 'Attach|Detach|Replace|Empty|Idempotent|Credentials',
    outcome: {
      verdict: 'nonconformant',
      failed: ['http.no-5xx'],
      passed: ['attach.one'],
      says: 'answered 502',
      restored: 'yes',
    },
  },
  {
    name: 'deploys-a-worse-version-midway',
    story: 'The new version forgets to detach.',
    serve: reference(worseFrom(12)),
    scenarios: 'Attach|Detach',
    outcome: {
      verdict: 'nonconformant',
      failed: ['detach.unlisted'],
      says: 'left out of the list and',
      restored: 'said',
    },
  },
  {
    name: 'token-expires-midway',
    story: 'It was good for ten minutes, and nine were gone.',
    serve: reference(expiring(60)),
    outcome: {
      verdict: 'inconclusive',
      says: 'API_TOKEN was refused with 401, where it had been accepted before',
      restored: 'said',
    },
  },
  {
    name: 'one-request-a-second',
    story: 'The rate limit of the smallest plan.',
    serve: reference(oneASecond),
    scenarios: 'one user is attached',
    outcome: {
      verdict: 'inconclusive',
      passed: ['attach.one', 'http.completes'],
      says: 'waiting as it asked',
      restored: 'yes',
    },
  },
  {
    name: 'throttles-for-ever',
    story: 'The quota of the day is spent.',
    serve: reference(instead(within(1), () => empty(429, { 'retry-after': '86400' }))),
    outcome: {
      verdict: 'inconclusive',
      says: '429 and asks to wait 86400 s more',
      restored: 'untouched',
    },
  },
  {
    name: 'throttles-for-ever-midway',
    story: 'The quota of the day is spent by this run.',
    serve: reference(instead(within(60), () => empty(503, { 'retry-after': '86400' }))),
    outcome: {
      verdict: 'inconclusive',
      says: '503 and asks to wait 86400 s more',
      restored: 'said',
    },
  },
  {
    name: 'asks-to-wait-no-time-at-all-for-ever',
    story: 'Retry-After: 0, from a limiter that rounds down.',
    serve: reference(instead(within(1), () => empty(429, { 'retry-after': '0' }))),
    settings: { RUN_TIMEOUT_MS: '4000' },
    outcome: { verdict: 'inconclusive', says: 'RUN_TIMEOUT_MS=4000', restored: 'untouched' },
  },
  {
    name: 'clock-an-hour-ahead',
    story: 'The clock of the host is wrong, and so are the dates of its limits.',
    serve: reference(wrongClock(3_600_000)),
    scenarios: 'Attach',
    outcome: {
      verdict: 'inconclusive',
      passed: ['attach.one', 'user.updated-at'],
      says: 'waiting as it asked',
      restored: 'yes',
    },
  },
  {
    name: 'clock-of-the-last-century',
    story: 'A battery is empty.',
    serve: reference(wrongClock(-9e11)),
    scenarios: 'Attach',
    outcome: {
      verdict: 'inconclusive',
      passed: ['attach.one', 'user.updated-at'],
      says: 'waiting as it asked',
      restored: 'yes',
    },
  },
];
