import type http from 'node:http';
import type { Target } from '../config/config';
import type { Barrier } from './barrier';
import { collectGarbage } from './collect-garbage';
import { exchangeByCommand } from './command-exchange';
import { Connections } from './connections';
import { describeOutage, PROBE, PROBE_DELAYS_MS } from './probe';
import type { Redact } from './redact';
import { toResult, type HttpResult } from './result';
import { SendingLimits } from './sending-limits';
import { isThrottled, isTooMuch } from './throttling';
import type { HttpRequest } from './transport';
import { unsentResult } from './unsent';

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
  /** A request with the token that changes nothing, for targets that respond to no other probe. */
  authorizedProbe?: HttpRequest;
  /** Prefix of the number in the id of an exchange. */
  idPrefix: string;
  /** Called with each result. */
  onResult?: ((result: HttpResult) => void) | undefined;
}

/** From this length on, the memory of a body is freed at once. */
const LONG_BODY_BYTES = 4 * 2 ** 20;

/**
 * Returns whether a keep-alive connection turned out to be closed. A server may close it at any time:
 * if no part of a response arrived, a client retries on a new one (RFC 9112 section 9.3.1). It may
 * say so with a 408 that crosses the request (RFC 9110 section 15.5.9).
 */
export function isClosedWhileIdle({ failure, status, connection }: HttpResult): boolean {
  const isCut = failure?.kind === 'incomplete' && status === undefined;
  return (isCut || status === 408) && connection?.reused === true;
}

/** Sends requests byte for byte, one at a time, and records each as evidence. */
export class SingleExchanges {
  readonly limits = new SendingLimits();
  /** Number of requests sent. */
  requests = 0;
  /** Number of exchanges that were interrupted and completed on a retry. */
  transientResets = 0;
  private commands = 0;
  protected readonly transport: Connections;
  protected readonly shared: http.Agent;
  /** Parts that every request has. */
  private readonly added: Pick<HttpRequest, 'extraHeaders' | 'clientKey'>;
  /** When the next request may start, by performance.now(). */
  private nextStart = 0;
  private readonly inProgress = new Set<Promise<unknown>>();
  /** Whether the target responds to all requests that are sent at once, with bodies that are not long. */
  protected answersSeveral = true;
  /** Redacts the secrets of the run. */
  get redact(): Redact {
    return this.options.redact;
  }

  constructor(protected readonly options: ClientOptions) {
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
      // Some targets close the connection of a request for an unknown path, or without a token.
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
      if (!isThrottled(response) || isTooMuch(request, response)) return response;
      if (!(await this.limits.waitForRetryAfter(request, response, attempt)))
        return { ...response, failure: this.limits.notSent(request) };
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

  protected async exchangeOnce(
    request: HttpRequest,
    agent: http.Agent,
    barrier?: Barrier,
  ): Promise<HttpResult> {
    const result = await this.attempt(request, agent, barrier);
    if (result.failure?.kind !== 'not-sent') this.options.onResult?.(result);
    this.limits.trackFailure(result.failure);
    return result;
  }

  protected async attempt(given: HttpRequest, agent: http.Agent, barrier?: Barrier) {
    const request = given.command ? given : { ...given, ...this.added };
    if (!barrier && !request.command) await this.waitForTurn();
    if (this.limits.whyNotSent(request) !== undefined) return this.unsent(request);
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
  protected async waitForTurn(count = 1): Promise<void> {
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
    return unsentResult(id, request, this.limits.notSent(request), this.redact);
  }
}
