import { bypassFastify, combine, onResponse, onText } from '../../../../helpers/reference/patches';
import {
  HttpError,
  type Patch,
  type Request,
  type Response,
} from '../../../../helpers/reference/pipeline';
import { emptyResponse, withHeaders } from '../../../../helpers/reference/responses';
import { union } from '../../../../helpers/reference/user-sets';
import type { HostileServers } from './hostile-server';
import { ONE_USER, serveReference, SYNCS } from './start';

/** Counts requests from 1, and selects those from the nth on, up to another. */
const within =
  (from: number, until = Infinity) =>
  (nth: number) =>
    nth >= from && nth < until;

/** Replaces some requests, by their number, by a response without an effect. */
const instead =
  (when: (nth: number) => boolean, otherwise: (request: Request) => Response): Patch =>
  ({ respond }) => {
    let nth = 0;
    return {
      respond: (request) => (when(++nth) ? Promise.resolve(otherwise(request)) : respond(request)),
    };
  };

/** Closes every connection without a response, from one request to another. */
const dead = (from: number, until?: number): Patch => {
  let nth = 0;
  return bypassFastify(
    () => within(from, until)(++nth),
    (_response, { socket }) => socket.destroy(),
  );
};

/** Accepts one request a second at most. */
const oneASecond: Patch = ({ respond }) => {
  let next = 0;
  return {
    respond: async (request) => {
      const now = Date.now();
      if (now < next) return emptyResponse(429, { 'retry-after': '1' });
      next = now + 900;
      return respond(request);
    },
  };
};

/** Responds to some requests with 429 and a date, by a clock that is wrong by `byMs`. */
const wrongClock = (byMs: number): Patch => {
  const date = (aheadMs: number) => new Date(Date.now() + byMs + aheadMs).toUTCString();
  return combine(
    onResponse((response) => withHeaders(response, { date: date(0) })),
    instead(
      (nth) => nth % 10 === 0,
      () => emptyResponse(429, { 'retry-after': date(1000), date: date(0) }),
    ),
    onText((text) => text.replace(/"updated_at":[^,}]*/g, `"updated_at":"2099-01-01T00:00:00Z"`)),
  );
};

/** Accepts the token `after` times. */
const expiring =
  (after: number): Patch =>
  ({ authenticate, tokens }) => {
    let nth = 0;
    return {
      authenticate: (request) => {
        const right = request.headers.authorization === `Bearer ${tokens.valid}`;
        if (right && ++nth > after) throw new HttpError(401, 'The token has expired.');
        authenticate(request);
      },
    };
  };

/** Only attaches from the nth sync on, as another version. */
const worseFrom =
  (from: number): Patch =>
  ({ sync, store }) => {
    let nth = 0;
    return {
      sync: (customer, users) =>
        sync(customer, ++nth < from ? users : union(store.get(customer), users)),
    };
  };

/** Refuses everything for a while after some wrong credentials. */
const lockingOut =
  (wrong: number, ms: number): Patch =>
  ({ authenticate }) => {
    let nth = 0;
    let until = 0;
    return {
      authenticate: (request) => {
        if (Date.now() < until) throw new HttpError(403, 'Too many failed logins.');
        try {
          authenticate(request);
        } catch (error) {
          if (++nth % wrong === 0) until = Date.now() + ms;
          throw error;
        }
      },
    };
  };

/** Asks for a quarter of an hour after some failed logins, and goes on with the right token. */
const limitingLogins =
  (failures: number): Patch =>
  ({ authenticate }) => {
    let nth = 0;
    return {
      authenticate: (request) => {
        try {
          authenticate(request);
        } catch (error) {
          if (++nth <= failures) throw error;
          throw new HttpError(429, 'Too many failed logins.', { 'retry-after': '900' });
        }
      },
    };
  };

/** Servers that change during a run, and servers that throttle it. */
export const lifecycle = {
  'dies-midway': {
    cause: 'The container is stopped, and nobody starts it again.',
    serve: serveReference(dead(20)),
    scenarios: SYNCS,
    output: 'The target accepts connections but closes them without a response',
  },
  'deploys-midway-and-drops-what-is-open': {
    cause: 'For a moment nobody answers; then it is there again, as good as it was.',
    serve: serveReference(dead(60, 62)),
    verdict: 'conformant',
    passed: ['attach.one', 'detach.unlisted', 'http.completes'],
    restored: 'yes',
  },
  'closes-requests-without-a-token': {
    cause: 'The gateway hangs up on requests without credentials, whatever their path.',
    serve: serveReference(
      bypassFastify(
        (_response, { headers }) => headers.authorization === undefined,
        (_response, { socket }) => socket.destroy(),
      ),
    ),
    scenarios: '(credentials|detach)\\.spec',
    failed: ['http.completes'],
    passed: ['detach.unlisted', 'auth.invalid'],
    restored: 'yes',
  },
  'deploys-midway-behind-a-gateway': {
    cause: 'The gateway answers 502 while the new version starts.',
    serve: serveReference(instead(within(20, 21), () => emptyResponse(502))),
    scenarios: SYNCS,
    failed: ['http.no-5xx'],
    passed: ['attach.one'],
    output: 'got 502, but 200 when it was sent again alone',
    restored: 'yes',
  },
  'deploys-a-worse-version-midway': {
    cause: 'The new version forgets to detach.',
    serve: serveReference(worseFrom(12)),
    scenarios: 'Attach|Detach',
    failed: ['detach.unlisted', 'empty.detaches-all'],
    output: 'left out of the list and',
  },
  'token-expires-midway': {
    cause: 'The token was valid for ten minutes, and nine were gone.',
    serve: serveReference(expiring(20)),
    scenarios: SYNCS,
    output: 'API_TOKEN was refused with 401, where it had been accepted before',
  },
  'token-is-revoked-midway': {
    cause: 'The gateway answers 403 for a token that it no longer knows.',
    serve: serveReference(instead(within(20), () => emptyResponse(403))),
    scenarios: SYNCS,
    output: 'API_TOKEN was refused with 403, where it had been accepted before',
  },
  'wrong-credentials-lock-the-run-out': {
    cause: 'Eight wrong credentials lock the address out for two seconds.',
    serve: serveReference(lockingOut(8, 2_000)),
    output: 'requests with missing or wrong credentials by then',
  },
  'limits-failed-logins': {
    cause: 'The login limit of a framework: five failures, then a pause. Others are served.',
    serve: serveReference(limitingLogins(5)),
    passed: ['attach.one', 'ids.one-reading', 'sequence.model', 'http.method'],
    output: 'Allow this address more failed logins',
    restored: 'yes',
  },
  'one-request-a-second': {
    cause: 'The rate limit of the smallest plan.',
    serve: serveReference(oneASecond),
    scenarios: ONE_USER,
    passed: ['attach.one', 'http.completes'],
    output: 'waiting for rate limits',
    restored: 'yes',
  },
  'throttles-for-ever': {
    cause: 'The quota of the day is spent.',
    serve: serveReference(instead(within(1), () => emptyResponse(429, { 'retry-after': '86400' }))),
    output: '429. Waiting another 86400 s would exceed',
    restored: 'untouched',
  },
  'throttles-for-ever-midway': {
    cause: 'The quota of the day is spent by this run.',
    serve: serveReference(
      instead(within(20), () => emptyResponse(503, { 'retry-after': '86400' })),
    ),
    scenarios: SYNCS,
    output: '503. Waiting another 86400 s would exceed',
  },
  'asks-to-wait-no-time-at-all-for-ever': {
    cause: 'Retry-After: 0, from a limiter that rounds down.',
    serve: serveReference(instead(within(1), () => emptyResponse(429, { 'retry-after': '0' }))),
    settings: { RUN_TIMEOUT_MS: '4000' },
    output: 'RUN_TIMEOUT_MS=4000',
    restored: 'untouched',
  },
  'clock-an-hour-ahead': {
    cause: 'The clock of the host is wrong, and so are the dates of its limits.',
    serve: serveReference(wrongClock(3_600_000)),
    scenarios: 'Attach',
    passed: ['attach.one', 'user.updated-at'],
    output: 'waiting for rate limits',
    restored: 'yes',
  },
  'clock-of-the-last-century': {
    cause: 'A battery is empty.',
    serve: serveReference(wrongClock(-9e11)),
    scenarios: 'Attach',
    passed: ['attach.one', 'user.updated-at'],
    output: 'waiting for rate limits',
    restored: 'yes',
  },
} satisfies HostileServers;
