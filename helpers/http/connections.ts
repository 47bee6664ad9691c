import http from 'node:http';
import https from 'node:https';
import type { ClientCertificate } from '../config/client-certificate';
import { proxyFor } from '../config/proxy';
import { lazyPackage } from '../contract/lazy-package';
import type { Barrier } from './barrier';
import { Http2Connection } from './http2';
import { relay, type Relayed } from './other-clients';
import { performExchange, type HttpRequest } from './transport';

const proxyAgentPackage = lazyPackage('https-proxy-agent');

/** Ways of one client to the target: directly or by a proxy, over HTTP/1.1 or HTTP/2. */
export class Connections {
  private readonly base: URL;
  /** From HTTPS_PROXY, unless NO_PROXY lists the target. */
  private readonly proxy: URL | undefined;
  private readonly http2: Http2Connection;

  constructor(
    baseUrl: string,
    private readonly timeoutMs: number,
    private readonly clientCertificate?: ClientCertificate,
  ) {
    this.base = new URL(baseUrl);
    this.proxy = proxyFor(this.base, process.env);
    this.http2 = new Http2Connection(this.base, timeoutMs, clientCertificate);
  }

  /** Returns an agent for one connection at a time, which is kept. */
  newAgent(): http.Agent {
    const options = { keepAlive: true, maxSockets: 1 };
    if (this.proxy) {
      const { HttpsProxyAgent } = proxyAgentPackage();
      return new HttpsProxyAgent(this.proxy, options);
    }
    return this.base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  /** Returns whether the target offers HTTP/2, which no proxy is asked for. */
  async offersHttp2(): Promise<boolean> {
    return this.proxy === undefined && this.http2.isOffered();
  }

  /** Sends a request, in the form of another client if it names one. */
  async exchange(request: HttpRequest, agent: http.Agent, barrier?: Barrier): Promise<Relayed> {
    const { base, clientCertificate, proxy, timeoutMs } = this;
    const { sentBy } = request;
    if (sentBy === 'http2') {
      return { sent: request, received: await this.http2.exchange(request) };
    }
    const perform = (sent: HttpRequest) =>
      performExchange(sent, {
        base,
        agent,
        timeoutMs,
        proxy: proxy?.host,
        clientCertificate,
        ...(barrier && { barrier }),
      });
    return sentBy === undefined
      ? { sent: request, received: await perform(request) }
      : relay({ ...request, sentBy }, base.host, perform);
  }

  close(): void {
    this.http2.close();
  }
}
