import { Client, type HttpResult } from '../../../helpers/http/client';
import { redactor } from '../../../helpers/http/redact';
import { recordRequest, recordResponse } from '../../../helpers/http/record-exchange';
import type { HttpRequest } from '../../../helpers/http/transport';
import { answer, listing, type FakeResponse } from './responses';

/** Returns the response to a sync by a server that is right. */
function listed({ body }: HttpRequest): FakeResponse {
  const ids = String(body).match(/\d+/g) ?? [];
  return { status: 200, body: listing(...ids) };
}

/** A client that sends nothing: each request has the next response of a list, and then the right one. */
export class FakeClient extends Client {
  readonly sent: HttpRequest[] = [];
  /** The requests of each new connection. */
  readonly connections: HttpRequest[][] = [];

  constructor(private readonly fakes: FakeResponse[]) {
    const baseUrl = 'http://127.0.0.1';
    super({ baseUrl, timeoutMs: 1, spacingMs: 0, idPrefix: '', redact: redactor({}) });
  }

  /** The requests that were sent at once, each time; none unless `takes` is set. */
  readonly atOnce: HttpRequest[][] = [];
  takes = false;

  override get takesSeveral(): boolean {
    return this.takes;
  }

  /** The index of the one on the connection that is kept, each time. */
  readonly kept: number[] = [];

  override sendAtOnce(requests: readonly HttpRequest[], shared: number): Promise<HttpResult[]> {
    this.atOnce.push([...requests]);
    this.kept.push(shared);
    return this.sendTogether(requests);
  }

  /** Returns the duration of an exchange, in ms. */
  durationOf: (given: HttpResult) => number = ({ exchange }) => exchange.durationMs;

  /** The number of probes, and their result. */
  probes = 0;
  reachable = true;

  override probe(): Promise<boolean> {
    this.probes++;
    return Promise.resolve(this.reachable);
  }

  override send(request: HttpRequest): Promise<HttpResult> {
    this.sent.push(request);
    this.requests++;
    this.limits.waitedMs += 10;
    const given = answer(this.fakes.shift() ?? listed(request));
    const exchange = {
      ...given.exchange,
      id: String(this.requests),
      durationMs: this.durationOf(given),
      request: recordRequest(request, this.redact),
      ...(given.status !== undefined &&
        given.body && {
          response: recordResponse(
            { ...given, status: given.status, body: given.body },
            this.redact,
          ),
        }),
    };
    return Promise.resolve({ ...given, exchange });
  }

  override onFreshConnection<T>(
    use: (send: (request: HttpRequest) => Promise<HttpResult>) => Promise<T>,
  ): Promise<T> {
    const requests: HttpRequest[] = [];
    this.connections.push(requests);
    return use((request) => {
      requests.push(request);
      return this.send(request);
    });
  }

  override sendTogether(requests: readonly HttpRequest[]): Promise<HttpResult[]> {
    return Promise.all(requests.map((request) => this.send(request)));
  }
}
