import type { Client, HttpResult } from './client';
import type { HttpRequest } from './transport';

export type Send = (request: HttpRequest) => Promise<HttpResult>;

/** Where exchanges and what is observed of them are kept. */
interface ExchangeLog {
  /** @param fault why the exchange is no evidence: the network may have failed */
  keep: (result: HttpResult, fault?: string) => HttpResult;
  observe: (id: string, value: string, results: readonly HttpResult[]) => void;
}

/** How often overlapping requests are sent, at the most. */
const MAX_TRIES = 3;

/**
 * Sends what went wrong once more, so that a fault of the network is told from a defect. Both
 * exchanges are kept: none of them turns the other into a pass.
 */
export class TransientRetry {
  constructor(
    private readonly client: Client,
    private readonly log: ExchangeLog,
  ) {}

  /**
   * Sends, and once more after a 5xx or a cut connection: what is deterministic comes again, and is
   * this request's fault; what is not is charged to `http.*` alone. Both are kept and judged.
   */
  async sendWithRetry(
    exchange: (send: Send) => Promise<HttpResult>,
    send: Send = (request) => this.client.send(request),
  ): Promise<HttpResult> {
    const first = await exchange(send);
    const cut = first.failure?.kind === 'incomplete';
    if (!cut && (first.status ?? 0) < 500) return this.log.keep(first);
    const second = await exchange(send);
    const fault = cut ? await this.networkFault(first, second) : undefined;
    this.log.keep(first, fault);
    second.exchange.note = `the same as ${first.exchange.id}, sent once more to see whether it fails each time`;
    return this.log.keep(second, second.failure?.kind === 'incomplete' ? fault : undefined);
  }

  /**
   * Sends requests that overlap, and all of them again where one of them was cut off. Twice, as none
   * of their connections was kept alive, on which a client sends again by itself.
   */
  async sendConcurrentlyWithRetry(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    const cutOff = (answers: readonly HttpResult[]) =>
      answers.find(({ failure }) => failure?.kind === 'incomplete');
    const keep = (answers: readonly HttpResult[], fault?: string) =>
      answers.map((answer) =>
        this.log.keep(answer, answer.failure?.kind === 'incomplete' ? fault : undefined),
      );
    const first = await this.client.sendTogether(requests);
    const cut = cutOff(first);
    if (!cut) return keep(first);
    const tries = [first];
    let last = first;
    while (cutOff(last) && tries.length < MAX_TRIES) {
      last = await this.client.sendTogether(requests);
      tries.push(last);
    }
    const [any = cut] = last;
    const fault = await this.networkFault(cut, cutOff(last) ?? any);
    for (const answers of tries.slice(0, -1)) keep(answers, fault);
    return keep(last, fault);
  }

  /**
   * Why an exchange that was cut off is no defect of the target: it was the only one, and did not
   * come again; or nobody is there any more, and what stopped the target is anyone's guess.
   */
  private async networkFault(first: HttpResult, second: HttpResult): Promise<string | undefined> {
    const what = first.failure?.message ?? '';
    if (second.failure?.kind === 'unreachable') return `${what}, and nobody has been there since`;
    if (second.failure?.kind === 'incomplete' && second.status === undefined) {
      return (await this.client.probe()) ? undefined : `${what}, as all are by now`;
    }
    if (second.failure || (second.status ?? 0) >= 500) return undefined;
    if (this.client.transientResets++ > 0) return undefined;
    const once = 'once, and not when the same was sent again';
    this.log.observe('cut-off', once, [first, second]);
    return `${what}; it was the first, and the same completed when it was sent again`;
  }
}
