import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { Barrier } from './barrier';
import { readBody, type Body } from './body';
import {
  MAX_EVIDENCE_CHARACTERS,
  type Exchange,
  type HeaderField,
  type TransportFailure,
} from './exchange';
import type { Redact } from './redact';
import { recordRequest, recordResponse } from './record-exchange';
import { retryAfterMs, isThrottled } from './throttling';
import { performExchange, tooLarge, type HttpRequest } from './transport';

/** A response as the judges see it. `exchange` is what a report may show of it. */
export interface HttpResult {
  exchange: Exchange;
  /** Undefined where no status line came. */
  status?: number;
  headers: readonly HeaderField[];
  body?: Body;
  failure?: TransportFailure;
  /** More bytes came than were announced. */
  trailingBytes?: boolean;
  /** Local port of the connection that carried it, and whether it had carried another before. */
  connection?: { port: number; reused: boolean };
}

export interface ClientOptions {
  baseUrl: string;
  /** For one exchange, connecting and body included, in ms. */
  timeoutMs: number;
  redact: Redact;
  /** Least time between two requests, in ms. */
  spacingMs: number;
  /** In front of the number of each exchange. */
  idPrefix: string;
}

/** How long all waits for a rate limit may take together, in ms, for one worker. */
export const THROTTLE_BUDGET_MS = 120_000;

/** After so many exchanges in a row that came to nothing, and so many in all, no more is sent. */
const MAX_CONSECUTIVE_FAILURES = 3;
const MAX_FAILURES = 12;

/** The one door to the target: sends requests as written, and keeps evidence of each. */
export class Client {
  /** How many requests were sent. */
  requests = 0;
  /** Time waited because the target asked for it, in ms. */
  waitedMs = 0;
  /** How many exchanges were cut off, and completed when they were sent again. */
  transientResets = 0;
  /** Why nothing more is sent to the target; undefined while it is of use. */
  abortReason: string | undefined;
  private consecutiveFailures = 0;
  private failures = 0;
  private readonly base: URL;
  /** HTTPS_PROXY, unless NO_PROXY excepts the target. */
  private readonly proxy: URL | undefined;
  private readonly shared: http.Agent;
  private nextStart = 0;
  private readonly ended = new AbortController();

  /** Takes the secrets of the run out of a text. */
  get redact(): Redact {
    return this.options.redact;
  }

  constructor(private readonly options: ClientOptions) {
    this.base = new URL(options.baseUrl);
    // http: goes to the target alone, as it would show the token to whatever is in between.
    const proxy = this.base.protocol === 'https:' ? getProxyForUrl(options.baseUrl) : '';
    this.proxy = proxy === '' ? undefined : new URL(proxy);
    this.shared = this.newAgent();
  }

  /** Sends a request on the connection that the worker keeps alive. */
  async send(request: HttpRequest): Promise<HttpResult> {
    return this.throttled(request, this.shared);
  }

  /** Whether the target answers anything at all; where it does not, nothing more is sent to it. */
  async probe(): Promise<boolean> {
    const answer = await this.onFreshConnection((send) =>
      send({ method: 'GET', target: '/', headers: [] }),
    );
    if (answer.status !== undefined) return true;
    this.giveUp(
      `The target takes connections and closes them without a word (${answer.failure?.message ?? ''}); what was left is untested.`,
    );
    return false;
  }

  /** Sends requests one after another on one connection that nothing has used before. */
  async onFreshConnection<T>(
    use: (send: (request: HttpRequest) => Promise<HttpResult>) => Promise<T>,
  ): Promise<T> {
    const agent = this.newAgent();
    try {
      return await use((request) => this.throttled(request, agent));
    } finally {
      agent.destroy();
    }
  }

  /**
   * Sends requests that overlap: each on a connection of its own, all of them held back until the
   * last connection is open.
   */
  async sendTogether(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    for (let attempt = 0; ; attempt++) {
      const barrier = new Barrier(requests.length);
      const agents = requests.map(() => this.newAgent());
      const answers = await Promise.all(
        requests.map((request, index) =>
          this.exchangeOnce(request, agents[index] ?? this.shared, barrier),
        ),
      );
      for (const agent of agents) agent.destroy();
      const throttled = answers.find(isThrottled);
      if (!throttled) return answers;
      if (!(await this.waitOut(throttled, attempt))) {
        return answers.map((answer) => ({ ...answer, failure: this.gaveUp() }));
      }
      if (attempt > 0) return this.sendConcurrently(requests, answers);
    }
  }

  /**
   * Who lets one request through at a time asks the others to come later, however often they come
   * together: they are sent again alone, and an exchange goes on from when it was begun.
   */
  private async sendConcurrently(
    requests: readonly HttpRequest[],
    answers: readonly HttpResult[],
  ): Promise<HttpResult[]> {
    const settled: HttpResult[] = [];
    for (const [index, answer] of answers.entries()) {
      const request = requests[index];
      if (!request || !isThrottled(answer)) {
        settled.push(answer);
        continue;
      }
      const again = await this.onFreshConnection((send) => send(request));
      const { startedAt } = answer.exchange;
      const endedAt = again.exchange.startedAt + again.exchange.durationMs;
      const durationMs = hundredths(endedAt - startedAt);
      const note = `asked to come later (${String(answer.status)}) while others were under way, and sent again`;
      settled.push({ ...again, exchange: { ...again.exchange, startedAt, durationMs, note } });
    }
    return settled;
  }

  /** Sends nothing more, and waits no longer; what is on its way comes to its end. */
  giveUp(why: string): void {
    this.abortReason ??= why;
    this.ended.abort();
  }

  close(): void {
    this.shared.destroy();
  }

  private newAgent(): http.Agent {
    const options = { keepAlive: true, maxSockets: 1 };
    if (this.proxy) return new HttpsProxyAgent(this.proxy, options);
    return this.base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  private async throttled(request: HttpRequest, agent: http.Agent): Promise<HttpResult> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.exchange(request, agent);
      if (!isThrottled(answer)) return answer;
      if (!(await this.waitOut(answer, attempt))) return { ...answer, failure: this.gaveUp() };
    }
  }

  /**
   * Waits as long as the target asks (RFC 9110 section 10.2.3), or backs off with jitter where it
   * does not say; `false` once the budget is spent.
   */
  private async waitOut({ status, headers }: HttpResult, attempt: number): Promise<boolean> {
    const backoff = 250 * 2 ** Math.min(attempt, 6) * (1 + Math.random());
    const asked = retryAfterMs(headers) ?? backoff;
    // Who asks for less again and again has no idea how long it takes.
    const waitMs = Math.max(asked, attempt < 2 ? 50 : backoff);
    if (this.waitedMs + waitMs > THROTTLE_BUDGET_MS) {
      this.abortReason ??= `The target answers ${String(status)} and asks to wait ${String(Math.ceil(waitMs / 1000))} s more; the ${String(THROTTLE_BUDGET_MS / 1000)} s that a worker waits in all are spent.`;
      return false;
    }
    this.waitedMs += waitMs;
    await sleep(waitMs, undefined, { signal: this.ended.signal }).catch(() => undefined);
    return this.abortReason === undefined;
  }

  /** One exchange; one more where a connection that was kept alive turned out to be closed. */
  private async exchange(request: HttpRequest, agent: http.Agent): Promise<HttpResult> {
    const answer = await this.exchangeOnce(request, agent);
    // A server may close an idle connection at any time, and a client then sends again on a new
    // one (RFC 9112 section 9.3.1): nothing of a response had come.
    const closed = answer.failure?.kind === 'incomplete' && answer.status === undefined;
    if (!closed || answer.connection?.reused !== true) return answer;
    const again = await this.exchangeOnce(request, agent);
    // Nobody is there any more: it was no idle connection that ended, it was the server.
    if (again.failure?.kind === 'unreachable') return answer;
    again.exchange.note = 'sent again on a new connection: the one kept alive had been closed';
    return again;
  }

  private async exchangeOnce(
    request: HttpRequest,
    agent: http.Agent,
    barrier?: Barrier,
  ): Promise<HttpResult> {
    if (this.abortReason !== undefined) return this.unsent(request);
    const start = Math.max(Date.now(), this.nextStart);
    this.nextStart = start + this.options.spacingMs;
    if (start > Date.now()) await sleep(start - Date.now());
    this.requests++;
    const id = `${this.options.idPrefix}${String(this.requests)}`;
    const received = await performExchange(request, {
      base: this.base,
      agent,
      timeoutMs: this.options.timeoutMs,
      proxy: this.proxy?.host,
      ...(barrier && { barrier }),
    });
    const startedAt = hundredths(performance.timeOrigin + received.sentAt);
    const durationMs = hundredths(performance.now() - received.sentAt);
    // Of what is too large, a part is shown, and nothing is judged.
    const bytes =
      received.failure?.kind === 'too-large'
        ? received.bytes.subarray(0, MAX_EVIDENCE_CHARACTERS)
        : received.bytes;
    const body = received.status === undefined ? undefined : readBody(bytes, received.headers);
    if (body?.tooLarge !== undefined) received.failure ??= tooLarge(body.tooLarge);
    const { status, headers, failure, connection } = received;
    this.watch(failure);
    return {
      exchange: {
        id,
        request: recordRequest(request, this.redact),
        ...(status !== undefined &&
          body && { response: recordResponse({ status, headers, body }, this.redact) }),
        ...(failure && { failure: { ...failure, message: this.redact(failure.message) } }),
        startedAt,
        durationMs,
      },
      headers,
      ...(status !== undefined && { status }),
      ...(body && { body }),
      ...(failure && { failure }),
      ...(received.trailingBytes === true && { trailingBytes: true }),
      ...(connection && { connection }),
    };
  }

  /** Gives up on a target that is gone, or hangs or sends without an end time and again. */
  private watch(failure: TransportFailure | undefined): void {
    const dead = ['unreachable', 'timeout', 'too-large'].includes(failure?.kind ?? '');
    this.consecutiveFailures = dead ? this.consecutiveFailures + 1 : 0;
    if (dead) this.failures++;
    if (this.consecutiveFailures >= MAX_CONSECUTIVE_FAILURES || this.failures >= MAX_FAILURES) {
      const what = failure?.kind === 'too-large' ? 'sends too much' : 'stopped answering';
      this.abortReason ??= `The target ${what} (${failure?.message ?? ''}); what was left is untested.`;
    }
  }

  private gaveUp(): TransportFailure {
    return { kind: 'not-sent', message: this.abortReason ?? '' };
  }

  private unsent(request: HttpRequest): HttpResult {
    const failure = this.gaveUp();
    return {
      exchange: {
        id: `${this.options.idPrefix}unsent`,
        request: recordRequest(request, this.redact),
        failure,
        startedAt: Date.now(),
        durationMs: 0,
      },
      headers: [],
      failure,
    };
  }
}

const hundredths = (ms: number) => Math.round(ms * 100) / 100;
