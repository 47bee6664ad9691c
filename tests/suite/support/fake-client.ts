import { Client, type HttpResult } from '../../../helpers/http/client';
import { redactor } from '../../../helpers/http/redact';
import type { HttpRequest } from '../../../helpers/http/transport';
import { answer, type Said } from './responses';

/** Sends nothing: each request is answered with what is said next. */
export class Scripted extends Client {
  readonly sent: HttpRequest[] = [];
  /** The requests that had a connection of their own, each connection a list. */
  readonly connections: HttpRequest[][] = [];

  constructor(private readonly said: Said[]) {
    const baseUrl = 'http://127.0.0.1';
    super({ baseUrl, timeoutMs: 1, spacingMs: 0, idPrefix: '', redact: redactor({}) });
  }

  /** How often it was asked whether the target is there at all, and what it found. */
  looked = 0;
  there = true;

  override probe(): Promise<boolean> {
    this.looked++;
    return Promise.resolve(this.there);
  }

  override send(request: HttpRequest): Promise<HttpResult> {
    this.sent.push(request);
    this.requests++;
    this.waitedMs += 10;
    const given = answer(this.said.shift() ?? { status: 200 });
    const { method, target } = request;
    const exchange = {
      ...given.exchange,
      id: String(this.requests),
      request: { ...given.exchange.request, method, target },
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
