import type http from 'node:http';
import type { Target } from '../config/config';
import { Barrier } from './barrier';
import { collectGarbage } from './collect-garbage';
import { exchangeByCommand } from './command-exchange';
import { Connections } from './connections';
import { describeOutage, PROBE, PROBE_DELAYS_MS } from './probe';
import type { Redact } from './redact';
import { round2, toResult, type HttpResult } from './result';
import { SendingLimits } from './sending-limits';
import { isThrottled, retryAfterMs } from './throttling';
import type { HttpRequest } from './transport';
import { unsentResult } from './unsent';

export type { HttpResult } from './result';

export interface ClientOptions {
  baseUrl: string;
  /** Parts of requests that a gateway in front of the target asks for. */
  access?: Pick<Target, 'extraHeaders' | 'clientCertificate'>;
  /** Time limit for one exchange in ms, from connecting to the end of the body. */
  timeoutMs: number;
  redact: Redact;
  /** Minimum time between two requests in ms. */
  spacingMs: number;
  /** Maximum number of requests of this client in progress at once. Default: MAX_AT_ONCE. */
  maxAtOnce?: number;
  /** A request with the token that changes nothing, for a target that answers no other probe. */
  authorizedProbe?: HttpRequest;
  /** Prefix of the number in the id of an exchange. */
  idPrefix: string;
  /** Called with each result. */
  onResult?: ((result: HttpResult) => void) | undefined;
}

/** Maximum number of requests of a run that are sent at once because none depends on another. */
export const MAX_AT_ONCE = 8;

/**
 * Limit on the time that the first of overlapping requests waits for the connections of the others, in
 * ms. A target with a few workers opens no more connections than it has of them.
 */
const MAX_BARRIER_MS = 500;

/** From this length on, the memory of a body is freed at once. */
const LONG_BODY_BYTES = 4 * 2 ** 20;

/**
 * Returns whether a keep-alive connection turned out to be closed. A server may close it at any time:
 * if no part of a response arrived, a client retries on a new one (RFC 9112 section 9.3.1). It may
 * say so with a 408 that crosses the request (RFC 9110 section 15.5.9).
 */
function isClosedWhileIdle({ failure, status, connection }: HttpResult): boolean {
  const isCut = failure?.kind === 'incomplete' && status === undefined;
  return (isCut || status === 408) && connection?.reused === true;
}

/**
 * Returns whether a request without the token is throttled again that need not wait: a server may
 * reject wrong credentials with 429 from some number of them on, without an end.
 */
function isThrottledLogin(
  { authorization }: HttpRequest,
  { headers }: HttpResult,
  attempt: number,
): boolean {
  return attempt > 0 && authorization?.kind !== 'sync' && retryAfterMs(headers) === undefined;
}

/** HTTP client of the target. Sends requests byte for byte and records each as evidence. */
export class Client {
  readonly limits = new SendingLimits();
  /** Number of requests sent. */
  requests = 0;
  /** Number of exchanges that were interrupted and completed on a retry. */
  transientResets = 0;
  private commands = 0;
  private readonly transport: Connections;
  private readonly shared: http.Agent;
  /** Parts that every request has. */
  private readonly added: Pick<HttpRequest, 'extraHeaders' | 'clientKey'>;
  /** When the next request may start, by performance.now(). */
  private nextStart = 0;
  private readonly inProgress = new Set<Promise<unknown>>();
  /** Whether the target responds to all requests that are sent at once, with bodies that are not long. */
  private answersSeveral = true;
  /** Whether requests may be sent at once: the target does not throttle, and answers them. */
  get takesSeveral(): boolean {
    const isSpaced = this.options.spacingMs > 0 || this.limits.waitedMs > 0;
    const maySend = this.maxAtOnce > 1 && this.limits.abortReason === undefined;
    return maySend && this.answersSeveral && !isSpaced;
  }

  get maxAtOnce(): number {
    return this.options.maxAtOnce ?? MAX_AT_ONCE;
  }

  /** Redacts the secrets of the run. */
  get redact(): Redact {
    return this.options.redact;
  }

  constructor(private readonly options: ClientOptions) {
    const { extraHeaders, clientCertificate } = options.access ?? {};
    this.transport = new Connections(options.baseUrl, options.timeoutMs, clientCertificate);
    this.shared = this.transport.newAgent();
    const kind = clientCertificate?.passphrase === undefined ? 'plain' : 'encrypted';
    this.added = {
      ...(extraHeaders && { extraHeaders }),
      ...(clientCertificate && { clientKey: kind }),
    };
  }

  /** Sends a request on the worker's keep-alive connection. */
  async send(request: HttpRequest): Promise<HttpResult> {
    return this.throttled(request, this.shared);
  }

  /** Sends one probe on a new connection. Its failure does not count. */
  async probeOnce(probe = PROBE): Promise<HttpResult> {
    const agent = this.transport.newAgent();
    const result = await this.attempt(probe, agent);
    agent.destroy();
    return result;
  }

  /** Probes whether the target responds, for some seconds while it restarts; if not, gives up. */
  async probe(): Promise<boolean> {
    let problem = '';
    for (const waitMs of PROBE_DELAYS_MS) {
      await this.limits.pause(waitMs);
      if (this.limits.abortReason !== undefined) return false;
      const { status, failure } = await this.probeOnce();
      if (status !== undefined) return true;
      problem = describeOutage(failure);
      if (failure?.kind === 'unreachable') continue;
      // Some targets close connections without a response for paths that they do not have.
      const { authorizedProbe } = this.options;
      if (authorizedProbe && (await this.probeOnce(authorizedProbe)).status !== undefined)
        return true;
      break;
    }
    this.limits.giveUp(problem);
    return false;
  }

  /** Sends requests one after another on one new connection. */
  async onFreshConnection<T>(
    use: (send: (request: HttpRequest) => Promise<HttpResult>) => Promise<T>,
  ): Promise<T> {
    const agent = this.transport.newAgent();
    try {
      return await use((request) => this.throttled(request, agent));
    } finally {
      agent.destroy();
    }
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
      const throttled = responses.find(isThrottled);
      if (!throttled) return responses;
      if (!(await this.limits.waitForRetryAfter(throttled, attempt))) {
        return responses.map((response) => ({ ...response, failure: this.limits.notSent() }));
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

  /** Returns whether the target offers HTTP/2, which no proxy is asked for. */
  async offersHttp2(): Promise<boolean> {
    return this.limits.abortReason === undefined && this.transport.offersHttp2();
  }

  /** Sends nothing more, and waits for the exchanges in progress. Each is within its time limit. */
  async end(reason: string): Promise<void> {
    this.limits.giveUp(reason);
    await Promise.allSettled(this.inProgress);
  }

  close(): void {
    this.shared.destroy();
    this.transport.close();
  }

  private async throttled(request: HttpRequest, agent: http.Agent): Promise<HttpResult> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.exchange(request, agent);
      if (!isThrottled(response) || isThrottledLogin(request, response, attempt)) return response;
      if (!(await this.limits.waitForRetryAfter(response, attempt)))
        return { ...response, failure: this.limits.notSent() };
    }
  }

  /** Exchanges one request. Retries once if a keep-alive connection turns out to be closed. */
  private async exchange(request: HttpRequest, agent: http.Agent): Promise<HttpResult> {
    const response = await this.exchangeOnce(request, agent);
    if (!isClosedWhileIdle(response)) return response;
    const retried = await this.exchangeOnce(request, agent);
    // The server itself is gone, not just an idle connection.
    if (retried.failure?.kind === 'unreachable') return response;
    retried.exchange.note = 'retried on a new connection: the keep-alive connection was closed';
    return retried;
  }

  private async exchangeOnce(
    request: HttpRequest,
    agent: http.Agent,
    barrier?: Barrier,
  ): Promise<HttpResult> {
    const result = await this.attempt(request, agent, barrier);
    if (result.failure?.kind !== 'not-sent') this.options.onResult?.(result);
    this.limits.trackFailure(result.failure);
    return result;
  }

  private async attempt(given: HttpRequest, agent: http.Agent, barrier?: Barrier) {
    const request = given.command ? given : { ...given, ...this.added };
    if (!barrier && !request.command) await this.waitForTurn();
    if (this.limits.abortReason !== undefined) return this.unsent(request);
    if (request.command) {
      const id = `${this.options.idPrefix}read-${String(++this.commands)}`;
      const { command } = request;
      const { timeoutMs } = this.options;
      const read = await this.track(
        exchangeByCommand({ id, request, command, timeoutMs }, this.redact),
      );
      if (!('problem' in read)) return read;
      // Without the answer of the command, the run shows nothing more.
      this.limits.giveUp(read.problem);
      return this.unsent(request);
    }
    this.requests++;
    const id = `${this.options.idPrefix}${String(this.requests)}`;
    const { sent, received } = await this.track(this.transport.exchange(request, agent, barrier));
    // The chunks of a long body take as much memory as its text will.
    if (received.bytes.length > LONG_BODY_BYTES) collectGarbage();
    const result = toResult({ id, sent, received }, this.redact);
    if ((result.body?.bytes ?? 0) > LONG_BODY_BYTES) {
      collectGarbage();
      // The memory of several would add up.
      this.answersSeveral = false;
    }
    return result;
  }

  /**
   * Waits until a request may start, in the rate that the target takes.
   *
   * @param count number of requests that start together
   */
  private async waitForTurn(count = 1): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, this.nextStart);
    this.nextStart = start + count * this.options.spacingMs;
    if (start > now) await this.limits.pause(Math.ceil(start - now));
  }

  private async track<T>(exchange: Promise<T>): Promise<T> {
    this.inProgress.add(exchange);
    try {
      return await exchange;
    } finally {
      this.inProgress.delete(exchange);
    }
  }

  private unsent(request: HttpRequest): HttpResult {
    const id = `${this.options.idPrefix}unsent`;
    return unsentResult(id, request, this.limits.notSent(), this.redact);
  }
}
