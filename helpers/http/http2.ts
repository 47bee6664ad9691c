import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { ClientCertificate } from '../config/client-certificate';
import { BODY_TOO_LARGE } from './body';
import type { HeaderField, TransportFailure } from './exchange';
import { headerFields } from './fields';
import { GrowingBuffer } from './growing-buffer';
import { MAX_HEADER_BYTES, tooLarge, type HttpRequest, type RawResponse } from './transport';
import { unreachable } from './unreachable';

/** Fields that HTTP/2 does not have (RFC 9113 section 8.2.2), and Host, which it replaces. */
const HTTP1_ONLY = ['host', 'connection', 'transfer-encoding'];

/** Memory in MB that a session may take, frames and headers included. */
const MAX_SESSION_MB = 8;

/** Returns the path of a target below the base URL. */
const pathOf = (base: URL, target: string) => base.pathname.replace(/\/$/, '') + target;

function fieldsOf(headers: http2.IncomingHttpHeaders): HeaderField[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') || value === undefined
      ? []
      : [value].flat().map((line) => [name, line] as const),
  );
}

/** Opens a TLS connection and offers h2 and http/1.1 by ALPN (RFC 7301). */
function connect(
  base: URL,
  timeoutMs: number,
  clientCertificate?: ClientCertificate,
): Promise<tls.TLSSocket> {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host,
      port: Number(base.port || 443),
      ...(net.isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['h2', 'http/1.1'],
      // Overrides NODE_TLS_REJECT_UNAUTHORIZED: the token must not go to an unverified server.
      rejectUnauthorized: true,
      ...clientCertificate,
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no TLS connection in time')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function closed(error?: NodeJS.ErrnoException): TransportFailure {
  const why = error ? ` (${error.code ?? error.message})` : '';
  return {
    kind: 'incomplete',
    message: `the HTTP/2 stream was closed before the end of the response${why}`,
  };
}

/** Connection of the client of the suite to an https: target over HTTP/2. */
export class Http2Connection {
  private session: http2.ClientHttp2Session | undefined;

  constructor(
    private readonly base: URL,
    private readonly timeoutMs: number,
    private readonly clientCertificate?: ClientCertificate,
  ) {}

  /** Returns whether the target selects h2 by ALPN; `false` if it cannot be reached. */
  async isOffered(): Promise<boolean> {
    if (this.base.protocol !== 'https:') return false;
    try {
      return (await this.open()) !== undefined;
    } catch {
      return false;
    }
  }

  /** Sends one request and reads the response. The promise never rejects. */
  async exchange(request: HttpRequest): Promise<RawResponse> {
    const received: RawResponse = {
      headers: [],
      bytes: Buffer.alloc(0),
      sentAt: performance.now(),
    };
    let session: http2.ClientHttp2Session | undefined;
    try {
      session = await this.open();
    } catch (error) {
      const message = unreachable(error as NodeJS.ErrnoException);
      return { ...received, failure: { kind: 'unreachable', message } };
    }
    if (!session) {
      const message = 'the target does not offer HTTP/2 any more';
      return { ...received, failure: { kind: 'unreachable', message } };
    }
    received.sentAt = performance.now();
    try {
      return await this.exchangeOn(session, request, received);
    } catch (error) {
      return { ...received, failure: closed(error as NodeJS.ErrnoException) };
    }
  }

  close(): void {
    this.session?.destroy();
  }

  /** Returns the open session, or a new one; `undefined` if the target selects another protocol. */
  private async open(): Promise<http2.ClientHttp2Session | undefined> {
    if (this.session && !this.session.closed && !this.session.destroyed) return this.session;
    const socket = await connect(this.base, this.timeoutMs, this.clientCertificate);
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy();
      return undefined;
    }
    const session = http2.connect(this.base.origin, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: MAX_HEADER_BYTES },
      maxSessionMemory: MAX_SESSION_MB,
    });
    // Each stream has the error as well.
    session.on('error', () => undefined);
    this.session = session;
    return session;
  }

  private exchangeOn(
    session: http2.ClientHttp2Session,
    request: HttpRequest,
    received: RawResponse,
  ): Promise<RawResponse> {
    const payload = request.body === undefined ? undefined : Buffer.from(request.body);
    const fields = headerFields({ ...request, lowerCase: true }, this.base.host, payload);
    const body = new GrowingBuffer();
    return new Promise((resolve) => {
      // Throws if the server has closed the session since; the promise rejects then.
      const stream = session.request({
        ':method': request.method,
        ':path': pathOf(this.base, request.target),
        ...Object.fromEntries(fields.filter(([name]) => !HTTP1_ONLY.includes(name))),
      });
      const finish = (failure?: TransportFailure) => {
        clearTimeout(timer);
        if (failure) received.failure ??= failure;
        if (!stream.closed) stream.close(http2.constants.NGHTTP2_CANCEL);
        received.bytes = body.bytes();
        resolve(received);
      };
      const timer = setTimeout(() => {
        finish({
          kind: 'timeout',
          message: `no complete response within REQUEST_TIMEOUT_MS=${String(this.timeoutMs)} ms`,
        });
      }, this.timeoutMs);
      let ended = false;
      stream.on('response', (headers) => {
        received.status = headers[':status'] ?? 0;
        received.headers = fieldsOf(headers);
      });
      stream.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) finish(tooLarge(BODY_TOO_LARGE));
      });
      stream.on('end', () => {
        ended = true;
      });
      stream.on('error', (error: NodeJS.ErrnoException) => {
        finish(closed(error));
      });
      stream.on('close', () => {
        finish(ended && received.status !== undefined ? undefined : closed());
      });
      stream.end(payload);
    });
  }
}
