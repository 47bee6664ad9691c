import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Barrier } from './barrier';
import { ACCEPT_ENCODING, BODY_TOO_LARGE, MAX_BODY_BYTES } from './body';
import type { RequestKind } from '../contract/requirements';
import type { Credential } from './credentials';
import type { HeaderField, TransportFailure } from './exchange';

/** A request, to the letter. What is not here is not sent. */
export interface HttpRequest {
  /** The kind of request; absent outside of scenarios. */
  kind?: RequestKind;
  method: string;
  /** Path and query, behind the base URL. */
  target: string;
  /** No Authorization header where undefined. */
  authorization?: Credential | undefined;
  /** Beside Host, Accept, Accept-Encoding, Connection, Content-Length and the above. */
  headers: readonly HeaderField[];
  body?: string | Buffer | undefined;
}

/** The bound on a response's header. */
const MAX_HEADER_BYTES = 64 * 1024;

/** What came of one exchange on the wire. */
export interface RawResponse {
  status?: number;
  headers: HeaderField[];
  bytes: Buffer;
  /** When the request was let go, as performance.now() has it. */
  sentAt: number;
  /** More bytes came than were announced. */
  trailingBytes?: boolean;
  failure?: TransportFailure;
  connection?: { port: number; reused: boolean };
}

function pairs(flat: readonly string[]): HeaderField[] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [],
  );
}

/** Why no connection came about, and what a person can do about it. */
function unreachable({ code = '', message }: NodeJS.ErrnoException): TransportFailure {
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return {
      kind: 'unreachable',
      message: `its certificate is not accepted: ${message}; a CA of your own belongs into NODE_EXTRA_CA_CERTS`,
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return {
      kind: 'unreachable',
      message: `no TLS came about (${code}); it may speak plain HTTP on this port`,
    };
  }
  return { kind: 'unreachable', message: message || code };
}

function through(proxy: string | undefined, failure: TransportFailure): TransportFailure {
  return proxy === undefined || failure.kind !== 'unreachable'
    ? failure
    : { ...failure, message: `by the proxy ${proxy}: ${failure.message}` };
}

function failureOf(error: NodeJS.ErrnoException, begun: boolean, sent: boolean): TransportFailure {
  const code = error.code ?? '';
  if (code === 'HPE_HEADER_OVERFLOW') {
    return tooLarge(
      `the header is larger than the ${String(MAX_HEADER_BYTES / 1024)} KiB that are read`,
    );
  }
  if (code.startsWith('HPE_')) {
    return { kind: 'not-http', message: `what came is not HTTP/1.1 (${error.message})` };
  }
  if (begun && !sent) {
    // A server need not read on once it knows that it will refuse (RFC 9112 section 9.6).
    return {
      kind: 'reset-while-sending',
      message: `the connection was closed while the request was being sent (${code})`,
    };
  }
  if (begun) {
    return {
      kind: 'incomplete',
      message: `the connection was closed before the response was whole (${code || error.message})`,
    };
  }
  return unreachable(error);
}

interface ReceiveOptions {
  base: URL;
  agent: http.Agent;
  timeoutMs: number;
  barrier?: Barrier;
  /** The proxy in between, `host:port`; undefined where there is none. */
  proxy?: string | undefined;
}

/**
 * Sends one request, and takes what comes. It never rejects: what goes wrong is in `failure`.
 *
 * @param base the base URL; the request's target goes behind its path
 * @param timeoutMs for all of it, connecting and body included
 * @param proxy named in what goes wrong before there is a connection
 * @param barrier delays the request, once its connection is open, until all parties have arrived
 */
export function performExchange(
  request: HttpRequest,
  { base, agent, timeoutMs, barrier, proxy }: ReceiveOptions,
): Promise<RawResponse> {
  const arrive = barrier?.party();
  const payload = request.body === undefined ? undefined : Buffer.from(request.body);
  const fields: HeaderField[] = [
    ['Host', base.host],
    ['Connection', 'keep-alive'],
    ['Accept', 'application/json'],
    ['Accept-Encoding', ACCEPT_ENCODING],
    ['User-Agent', 'sync-users-conformance'],
    ...(request.authorization ? [['Authorization', request.authorization.value] as const] : []),
    ...request.headers,
    ...(payload || request.method !== 'GET'
      ? [['Content-Length', String(payload?.length ?? 0)] as const]
      : []),
  ];
  return new Promise((resolve) => {
    const received: RawResponse = {
      headers: [],
      bytes: Buffer.alloc(0),
      sentAt: performance.now(),
    };
    const body = new GrowingBuffer();
    let incoming: http.IncomingMessage | undefined;
    const outgoing = (base.protocol === 'https:' ? https : http).request({
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + request.target,
      method: request.method,
      headers: fields.flat(),
      agent,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: the token is not for just anyone.
      rejectUnauthorized: true,
    });
    const finish = (failure?: TransportFailure) => {
      clearTimeout(timer);
      void arrive?.();
      if (failure) {
        received.failure ??= through(proxy, failure);
        outgoing.destroy();
      }
      received.bytes = body.bytes();
      resolve(received);
    };
    const timer = setTimeout(() => {
      finish({
        kind: 'timeout',
        message: `not ended within REQUEST_TIMEOUT_MS=${String(timeoutMs)} ms`,
      });
    }, timeoutMs);
    // Its bytes are bounded, and none of its fields is dropped without a word.
    outgoing.maxHeadersCount = 0;
    outgoing.on('socket', (socket: Socket) => {
      const note = () => {
        if (socket.localPort !== undefined) {
          received.connection = { port: socket.localPort, reused: outgoing.reusedSocket };
        }
        void arrive?.().then(() => {
          received.sentAt = performance.now();
          outgoing.end(payload);
        });
      };
      if (outgoing.reusedSocket) note();
      else socket.once(base.protocol === 'https:' ? 'secureConnect' : 'connect', note);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      if (incoming?.complete === true && code.startsWith('HPE_')) {
        received.trailingBytes = true;
        finish();
      } else if (incoming?.complete === true) {
        // It answered before it had read all that was sent, and that is its right.
        finish();
      } else {
        finish(failureOf(error, received.connection !== undefined, outgoing.writableFinished));
      }
    });
    // The agent hands on what the proxy says as though the target had said it.
    outgoing.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode === 200) return;
      finish({ kind: 'unreachable', message: `it answered CONNECT with ${String(statusCode)}` });
    });
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy();
      finish({
        kind: 'not-http',
        message: 'the server switched protocols (101), which nobody asked for',
      });
    });
    outgoing.on('response', (response) => {
      incoming = response;
      received.status = response.statusCode ?? 0;
      received.headers = pairs(response.rawHeaders);
      response.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) finish(tooLarge(BODY_TOO_LARGE));
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        finish(failureOf(error, true, outgoing.writableFinished));
      });
      response.on('end', () => {
        finish();
      });
    });
    if (!arrive) outgoing.end(payload);
  });
}

export function tooLarge(message: string): TransportFailure {
  return { kind: 'too-large', message };
}

/** Bytes up to MAX_BODY_BYTES, in one piece: a million chunks of a byte take a megabyte. */
class GrowingBuffer {
  private store = Buffer.alloc(0);
  private size = 0;

  /** `false` where the chunk is beyond the bound. */
  add(chunk: Buffer): boolean {
    const size = this.size + chunk.length;
    if (size > MAX_BODY_BYTES) return false;
    if (size > this.store.length) {
      const larger = Buffer.alloc(Math.min(MAX_BODY_BYTES, Math.max(2 * this.store.length, size)));
      this.store.copy(larger, 0, 0, this.size);
      this.store = larger;
    }
    chunk.copy(this.store, this.size);
    this.size = size;
    return true;
  }

  bytes(): Buffer {
    return this.store.subarray(0, this.size);
  }
}
