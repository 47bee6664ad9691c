import type { Client, HttpResult } from './client';
import type { HttpRequest } from './transport';

export type Send = (request: HttpRequest) => Promise<HttpResult>;

/** Log of exchanges and observations. */
interface ExchangeLog {
  /** @param fault why the exchange is not evidence of a defect: the network may have failed */
  keep: (result: HttpResult, fault?: string) => HttpResult;
  observe: (id: string, value: string, results: readonly HttpResult[]) => void;
}

/** The responses to a request: the first, and that which determines the state of the target. */
export interface Attempts {
  first: HttpResult;
  last: HttpResult;
}

/** Attempts to send overlapping requests. */
const MAX_ATTEMPTS = 3;

/** The number of rejections of a scenario that are reattempted although they recur. */
const MAX_RECURRING_REJECTIONS = 2;

/**
 * Statuses of rejections that another request may cause. A 400 is not one of them: an earlier request
 * of the connection may cause it, by the body that it left there.
 */
const REATTEMPTED: readonly (number | undefined)[] = [401, 403, 404, 409, 422, 423, 425];

interface RetryOptions {
  /** Whether to wait for a target that is unreachable: it has responded before. */
  waits?: boolean;
  /**
   * Sends requests while no other scenario has one in progress. Without it, there is no other, and
   * none explains a rejection.
   */
  alone?: (<T>(send: () => Promise<T>) => Promise<T>) | undefined;
}

export const isCut = ({ failure }: HttpResult) => failure?.kind === 'incomplete';
const isGone = ({ failure }: HttpResult) => failure?.kind === 'unreachable';
const isServerError = ({ status }: HttpResult) => (status ?? 0) >= 500;
const isSuccess = ({ status = 0, failure }: HttpResult) =>
  !failure && status >= 200 && status < 300;

/**
 * Reattempts failed requests, to distinguish defects of a response from effects of other requests and
 * of the network. All exchanges are kept: a successful retry does not turn a failure into a pass.
 */
export class TransientRetry {
  private recurringRejections = 0;

  constructor(
    private readonly client: Client,
    private readonly log: ExchangeLog,
    private readonly options: RetryOptions = {},
  ) {}

  /**
   * Sends a request, and reattempts it alone after a 5xx or an interrupted response. `first` shows
   * whether its failure recurs: one that does not is charged to `http.*` alone. A single cut of the
   * run is attributed to the network, and the retry counts as the response. A valid request that is
   * rejected is reattempted as well if requests of other scenarios may be the reason.
   *
   * @param options.isAlone whether it is sent alone from the first attempt on
   */
  async sendWithRetry(
    exchange: (send: Send) => Promise<HttpResult>,
    send: Send = (request) => this.client.send(request),
    { isValid = false, isAlone = false } = {},
  ): Promise<Attempts> {
    const [first, ...lost] = await this.whileUp(() => exchange(send));
    for (const unreachable of lost) this.log.keep(unreachable);
    const cut = isCut(first);
    const rejected = isValid && this.mayBeBusy(first);
    if (!cut && !rejected && (first.failure || !isServerError(first))) {
      const only = this.log.keep(first);
      return { first: only, last: only };
    }
    const [second, ...lostAgain] = await this.whileUp(() =>
      isAlone ? exchange(send) : this.alone(() => exchange(send)),
    );
    second.exchange.note = `retry of ${first.exchange.id} alone, to see whether the failure recurs`;
    const fault = cut ? await this.classifyTransient(first, second) : undefined;
    const completed = !second.failure && !isServerError(second);
    const excused = fault !== undefined && completed;
    const recurs = rejected && !isSuccess(second);
    if (recurs) this.recurringRejections++;
    const notRepeated = excused || recurs ? undefined : describeRetry(second);
    const marked = notRepeated === undefined ? first : { ...first, notRepeated };
    this.log.keep(marked, fault);
    for (const unreachable of lostAgain) this.log.keep(unreachable);
    const last = this.log.keep(second, isCut(second) ? fault : undefined);
    return { first: excused ? last : marked, last };
  }

  /** Sends requests while no other scenario has one in progress. */
  alone<T>(send: () => Promise<T>): Promise<T> {
    return this.options.alone ? this.options.alone(send) : send();
  }

  /** Returns whether a request of another scenario may be the reason of a rejection. */
  private mayBeBusy(response: HttpResult): boolean {
    const { alone } = this.options;
    const isKnown = this.recurringRejections >= MAX_RECURRING_REJECTIONS;
    const { status, failure } = response;
    return alone !== undefined && !isKnown && !failure && REATTEMPTED.includes(status);
  }

  /**
   * Performs an exchange, once more if the target was unreachable and is back after a while. Returns
   * the exchange that counts, and then one that found nobody.
   */
  private async whileUp(
    exchange: () => Promise<HttpResult>,
  ): Promise<[HttpResult, ...HttpResult[]]> {
    const answer = await exchange();
    const { waits = true } = this.options;
    return waits && isGone(answer) && (await this.client.probe())
      ? [await exchange(), answer]
      : [answer];
  }

  /**
   * Sends overlapping requests, and reattempts all of them up to twice if a response was interrupted:
   * their connections are new, so the client does not retry by itself. Returns the first responses
   * unless the network may have failed.
   */
  async sendConcurrentlyWithRetry(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    const findIncomplete = (responses: readonly HttpResult[]) => responses.find(isCut);
    const keep = (responses: readonly HttpResult[], fault?: string) =>
      responses.map((response) => this.log.keep(response, isCut(response) ? fault : undefined));
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
    const [answers = first] = attempts.map((responses) => keep(responses, fault));
    return fault === undefined ? answers : last;
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
    if (isGone(second)) return `${reason}; the target has been unreachable since`;
    if (isCut(second) && second.status === undefined) {
      return (await this.client.probe()) ? undefined : `${reason}, as all connections are by now`;
    }
    if (second.failure || isServerError(second)) return undefined;
    if (this.client.transientResets++ > 0) return undefined;
    const once = 'once, and not on a retry';
    this.log.observe('cut-off', once, [first, second]);
    return `${reason}; it was the first, and a retry of the same request completed`;
  }
}

/** Returns what a retry shows about the failure before it; `undefined` if the failure recurred. */
function describeRetry(retried: HttpResult): string | undefined {
  if (isGone(retried) || retried.failure?.kind === 'not-sent') {
    return 'and the request could not be sent again';
  }
  if (retried.failure || isServerError(retried)) return undefined;
  return `but ${String(retried.status)} when it was sent again alone`;
}
