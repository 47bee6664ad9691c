import { setTimeout as sleep } from 'node:timers/promises';
import type { TransportFailure } from './exchange';
import { testsCredentials, type HttpRequest } from './http-request';
import type { HttpResult } from './result';
import { retryAfterMs } from './throttling';

/**
 * Limit on the time that one worker waits for rate limits in total, in ms. Many targets limit failed
 * logins apart from all else, so tests of credentials have a limit of their own.
 */
export const THROTTLE_BUDGET_MS = 120_000;

/** Nothing more is sent after this many failed exchanges in a row, or in total. */
const MAX_CONSECUTIVE_FAILURES = 3;
const MAX_FAILURES = 12;

const LOCKED_OUT = 'not sent: the target limits requests with missing or wrong credentials';

/** How much a client takes from a target before it sends nothing more. */
export class SendingLimits {
  /** Time waited for rate limits of the target, in ms. */
  waitedMs = 0;
  /** Why nothing more is sent to the target; undefined while requests are sent. */
  abortReason: string | undefined;
  /** Why no more tests of credentials are sent; undefined while they are. */
  lockOutReason: string | undefined;
  /** When the target answered 429 and asked to wait too long: Unix time, in ms. */
  lockedOutAt: number | undefined;
  private consecutiveFailures = 0;
  private failures = 0;
  /** Time waited since the limits on it were last renewed, in ms. */
  private waited = { tests: 0, rest: 0 };
  private readonly ended = new AbortController();

  /** Stops sending and waiting. Exchanges in progress complete. */
  giveUp(reason: string): void {
    this.abortReason ??= reason;
    this.ended.abort();
  }

  /** Forgets failures and waits: the next requests do not depend on them. */
  renew(): void {
    if (this.ended.signal.aborted) return;
    this.abortReason = this.lockOutReason = undefined;
    this.consecutiveFailures = this.failures = 0;
    this.waited = { tests: 0, rest: 0 };
  }

  /** Waits, until the client gives up at most. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }

  /**
   * Waits as long as Retry-After asks (RFC 9110 section 10.2.3), or backs off with jitter without
   * it. Returns `false` if the total wait would exceed the limit.
   */
  async waitForRetryAfter(
    request: HttpRequest,
    { status, headers }: HttpResult,
    attempt: number,
  ): Promise<boolean> {
    const backoff = 250 * 2 ** Math.min(attempt, 6) * (1 + Math.random());
    const requested = retryAfterMs(headers) ?? backoff;
    // A target that asks for too little repeatedly does not know how long it takes.
    const waitMs = Math.max(requested, attempt < 2 ? 50 : backoff);
    const [kind, what] = testsCredentials(request)
      ? (['tests', ' to requests with missing or wrong credentials'] as const)
      : (['rest', ''] as const);
    if (this.waited[kind] + waitMs > THROTTLE_BUDGET_MS) {
      const [next, before, limit] = [waitMs, this.waited[kind], THROTTLE_BUDGET_MS].map((ms) =>
        String(Math.ceil(ms / 1000)),
      );
      const reason = `The target responds with ${String(status)}${what}. Waiting another ${next} s would exceed the limit of ${limit} s per worker (${before} s waited so far).`;
      if (kind === 'tests') {
        this.lockOutReason ??= `${reason} No more of them were sent. Allow this address more failed logins, and run again.`;
      } else {
        if (status === 429) this.lockedOutAt ??= Date.now();
        this.abortReason ??= `${reason} Set MAX_RPS to a rate that the target allows, and run again.`;
      }
      return false;
    }
    this.waitedMs += waitMs;
    this.waited[kind] += waitMs;
    await this.pause(waitMs);
    return this.whyNotSent(request) === undefined;
  }

  /** Counts failures, and gives up on a target that repeatedly is gone, hangs or sends too much. */
  trackFailure(failure: TransportFailure | undefined): void {
    const failed = ['unreachable', 'timeout', 'too-large'].includes(failure?.kind ?? '');
    this.consecutiveFailures = failed ? this.consecutiveFailures + 1 : 0;
    if (failed) this.failures++;
    if (this.consecutiveFailures >= MAX_CONSECUTIVE_FAILURES || this.failures >= MAX_FAILURES) {
      const [problem, advice] =
        failure?.kind === 'too-large'
          ? ['sends too much', ' If its user records are that long, set fewer USER_IDS.']
          : ['stopped responding', ''];
      this.abortReason ??= `The target ${problem} (${failure?.message ?? ''}). The remaining requirements are untested.${advice}`;
    }
  }

  /** Returns why a request is not sent any more; `undefined` if it is. */
  whyNotSent(request: HttpRequest): string | undefined {
    const isLockedOut = this.lockOutReason !== undefined && testsCredentials(request);
    return this.abortReason ?? (isLockedOut ? LOCKED_OUT : undefined);
  }

  /** Returns the failure of a request that is not sent any more. */
  notSent(request: HttpRequest): TransportFailure {
    return { kind: 'not-sent', message: this.whyNotSent(request) ?? '' };
  }
}
