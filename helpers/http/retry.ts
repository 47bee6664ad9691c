import type { Client, HttpResult } from './client';
import type { HttpRequest } from './transport';

export type Send = (request: HttpRequest) => Promise<HttpResult>;

/** Log of exchanges and observations. */
interface ExchangeLog {
  /** @param fault why the exchange is not evidence of a defect: the network may have failed */
  keep: (result: HttpResult, fault?: string) => HttpResult;
  observe: (id: string, value: string, results: readonly HttpResult[]) => void;
}

/** Attempts to send overlapping requests. */
const MAX_ATTEMPTS = 3;

/**
 * Reattempts failed requests, to distinguish network errors from defects. Both exchanges are kept: a
 * successful retry does not turn the first failure into a pass.
 */
export class TransientRetry {
  constructor(
    private readonly client: Client,
    private readonly log: ExchangeLog,
  ) {}

  /**
   * Sends a request, and reattempts it after a 5xx or an interrupted response. A failure that recurs is
   * charged to this request, any other to `http.*` alone. Both exchanges are kept and judged.
   */
  async sendWithRetry(
    exchange: (send: Send) => Promise<HttpResult>,
    send: Send = (request) => this.client.send(request),
  ): Promise<HttpResult> {
    const first = await exchange(send);
    const cut = first.failure?.kind === 'incomplete';
    if (!cut && (first.status ?? 0) < 500) return this.log.keep(first);
    const second = await exchange(send);
    const fault = cut ? await this.classifyTransient(first, second) : undefined;
    this.log.keep(first, fault);
    second.exchange.note = `retry of ${first.exchange.id}, to see whether the failure recurs`;
    return this.log.keep(second, second.failure?.kind === 'incomplete' ? fault : undefined);
  }

  /**
   * Sends overlapping requests, and reattempts all of them up to twice if a response was interrupted:
   * their connections are new, so the client does not retry by itself.
   */
  async sendConcurrentlyWithRetry(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    const findIncomplete = (responses: readonly HttpResult[]) =>
      responses.find(({ failure }) => failure?.kind === 'incomplete');
    const keep = (responses: readonly HttpResult[], fault?: string) =>
      responses.map((response) =>
        this.log.keep(response, response.failure?.kind === 'incomplete' ? fault : undefined),
      );
    const first = await this.client.sendTogether(requests);
    const cut = findIncomplete(first);
    if (!cut) return keep(first);
    const attempts = [first];
    let last = first;
    while (findIncomplete(last) && attempts.length < MAX_ATTEMPTS) {
      last = await this.client.sendTogether(requests);
      attempts.push(last);
    }
    const [any = cut] = last;
    const fault = await this.classifyTransient(cut, findIncomplete(last) ?? any);
    for (const responses of attempts.slice(0, -1)) keep(responses, fault);
    return keep(last, fault);
  }

  /**
   * Returns why an interrupted exchange is not a defect of the target: it was the only one and did
   * not recur, or the target is gone for an unknown reason. Returns `undefined` if it is one.
   */
  private async classifyTransient(
    first: HttpResult,
    second: HttpResult,
  ): Promise<string | undefined> {
    const reason = first.failure?.message ?? '';
    if (second.failure?.kind === 'unreachable')
      return `${reason}; the target has been unreachable since`;
    if (second.failure?.kind === 'incomplete' && second.status === undefined) {
      return (await this.client.probe()) ? undefined : `${reason}, as all connections are by now`;
    }
    if (second.failure || (second.status ?? 0) >= 500) return undefined;
    if (this.client.transientResets++ > 0) return undefined;
    const once = 'once, and not on a retry';
    this.log.observe('cut-off', once, [first, second]);
    return `${reason}; it was the first, and a retry of the same request completed`;
  }
}
