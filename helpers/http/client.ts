import { Barrier } from './barrier';
import { round2, type HttpResult } from './result';
import { isClosedWhileIdle, SingleExchanges } from './single-exchanges';
import { isThrottled, retryAfterMs } from './throttling';
import type { HttpRequest } from './transport';

export type { HttpResult } from './result';
export type { ClientOptions } from './single-exchanges';

/** Maximum number of requests of a run that are sent at once because none depends on another. */
export const MAX_AT_ONCE = 8;

/**
 * Limit on the time that the first of overlapping requests waits for the connections of the others, in
 * ms. A target with a few workers opens no more connections than it has of them.
 */
const MAX_BARRIER_MS = 500;

/** The time that a sync may lock a customer, in ms. A limit on the rate of requests may be longer. */
const MAX_LOCK_MS = 5_000;

/** HTTP client of the target. Sends requests one at a time, or several that overlap. */
export class Client extends SingleExchanges {
  /** Whether requests may be sent at once: the target does not throttle, and answers them. */
  get takesSeveral(): boolean {
    const isSpaced = this.options.spacingMs > 0 || this.limits.waitedMs > 0;
    const maySend = this.maxAtOnce > 1 && this.limits.abortReason === undefined;
    return maySend && this.answersSeveral && !isSpaced;
  }

  get maxAtOnce(): number {
    return this.options.maxAtOnce ?? MAX_AT_ONCE;
  }

  /**
   * Sends overlapping requests, each on its own connection. A barrier holds them until the last
   * connection is open.
   */
  async sendTogether(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    for (let attempt = 0; ; attempt++) {
      await this.waitForTurn(requests.length);
      const barrier = new Barrier(
        requests.length,
        Math.min(MAX_BARRIER_MS, this.options.timeoutMs / 2),
      );
      const responses = await Promise.all(
        requests.map(async (request) => {
          const agent = this.transport.newAgent();
          const response = await this.exchangeOnce(request, agent, barrier);
          // Another request may wait until the target can serve one more connection.
          agent.destroy();
          return response;
        }),
      );
      const index = responses.findIndex(isThrottled);
      const [throttled, request] = [responses[index], requests[index]];
      if (!throttled || !request) return responses;
      // One of them may hold a lock, which is free long before a fixed Retry-After is over.
      const isLocked = responses.some((response) => !isThrottled(response));
      if (isLocked && (retryAfterMs(throttled.headers) ?? 0) > MAX_LOCK_MS) {
        return this.retrySequentially(requests, responses);
      }
      if (!(await this.limits.waitForRetryAfter(request, throttled, attempt))) {
        const failure = this.limits.notSent(request);
        return responses.map((response) => ({ ...response, failure }));
      }
      if (attempt > 0) return this.retrySequentially(requests, responses);
    }
  }

  /**
   * Sends requests, several at once. One is on the worker's connection, where the next request shows
   * what it left there; each other has its own. If the target throttles, or leaves a request without
   * a response, nothing more is sent in this way, not even the rest of the requests; such failures do
   * not count.
   *
   * @param shared index of the request on the worker's connection
   * @param again whether to send although responses were lost before
   */
  async sendAtOnce(
    requests: readonly HttpRequest[],
    shared: number,
    again = false,
  ): Promise<HttpResult[]> {
    const results: HttpResult[] = [];
    this.answersSeveral ||= again;
    for (let start = 0; start < requests.length && this.takesSeveral; start += this.maxAtOnce) {
      const part = requests.slice(start, start + this.maxAtOnce).map(async (request, index) => {
        const agent = start + index === shared ? this.shared : this.transport.newAgent();
        let result = await this.attempt(request, agent);
        if (isClosedWhileIdle(result)) {
          this.options.onResult?.(result);
          result = await this.attempt(request, agent);
        }
        if (agent !== this.shared) agent.destroy();
        if (result.failure?.kind !== 'not-sent') this.options.onResult?.(result);
        return result;
      });
      results.push(...(await Promise.all(part)));
      this.answersSeveral &&= results.every((result) => !result.failure && !isThrottled(result));
    }
    return results;
  }

  /**
   * Sends the throttled ones of concurrent requests again, one at a time: a server that admits one
   * request at a time throttles the others whenever they overlap. An exchange counts from its first
   * attempt.
   */
  private async retrySequentially(
    requests: readonly HttpRequest[],
    responses: readonly HttpResult[],
  ): Promise<HttpResult[]> {
    const settled: HttpResult[] = [];
    for (const [index, response] of responses.entries()) {
      const request = requests[index];
      if (!request || !isThrottled(response)) {
        settled.push(response);
        continue;
      }
      const retried = await this.onFreshConnection((send) => send(request));
      const { startedAt } = response.exchange;
      const endedAt = retried.exchange.startedAt + retried.exchange.durationMs;
      const durationMs = round2(endedAt - startedAt);
      const note = `throttled (${String(response.status)}) while other requests were in progress; retried alone`;
      settled.push({ ...retried, exchange: { ...retried.exchange, startedAt, durationMs, note } });
    }
    return settled;
  }
}
