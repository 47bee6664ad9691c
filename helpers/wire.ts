import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { ACCEPT_ENCODING, MAX_BODY_BYTES } from './body';
import type { Credential } from './credentials';
import type { HeaderField, TransportFailure } from './exchange';

/** A request, to the letter. What is not here is not sent. */
export interface HttpRequest {
  method: string;
  /** Path and query, behind the base URL. */
  target: string;
  /** No Authorization header where undefined. */
  authorization?: Credential | undefined;
  /** Beside Host, Accept, Accept-Encoding, Connection, Content-Length and the above. */
  headers: readonly HeaderField[];
  body?: string | Buffer | undefined;
}

const MAX_HEADER_BYTES = 64 * 1024;

/** What came of one exchange on the wire. */
export interface Received {
  status?: number;
  headers: HeaderField[];
  bytes: Buffer;
  /** When the request was let go, as performance.now() has it. */
  sentAt: number;
  /** More bytes came than were announced. */
  excess?: boolean;
  failure?: TransportFailure;
  connection?: { port: number; reused: boolean };
}

function pairs(flat: readonly string[]): HeaderField[] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [],
  );
}

function failureOf(error: NodeJS.ErrnoException, begun: boolean, sent: boolean): TransportFailure {
  const code = error.code ?? '';
  if (code.startsWith('HPE_')) {
    return { kind: 'not-http', message: `what came is not HTTP/1.1 (${error.message})` };
  }
  if (begun && !sent) {
    // A server need not read on once it knows that it will refuse (RFC 9112 section 9.6).
    return {
      kind: 'cut-while-sending',
      message: `the connection was closed while the request was being sent (${code})`,
    };
  }
  if (begun || code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      kind: 'cut',
      message: `the connection was closed before the response was whole (${code || error.message})`,
    };
  }
  return { kind: 'unreachable', message: error.message || code };
}

interface ReceiveOptions {
  base: URL;
  agent: http.Agent;
  timeoutMs: number;
  gate?: Gate;
}

/**
 * Sends one request, and takes what comes. It never rejects: what goes wrong is in `failure`.
 *
 * @param base the base URL; the request's target goes behind its path
 * @param timeoutMs for all of it, connecting and body included
 * @param gate where given, the request is held back at it once its connection is open
 */
export function receive(
  request: HttpRequest,
  { base, agent, timeoutMs, gate }: ReceiveOptions,
): Promise<Received> {
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
    const received: Received = { headers: [], bytes: Buffer.alloc(0), sentAt: performance.now() };
    const chunks: Buffer[] = [];
    let size = 0;
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
    });
    const finish = (failure?: TransportFailure) => {
      clearTimeout(timer);
      void gate?.arrive();
      if (failure) {
        received.failure ??= failure;
        outgoing.destroy();
      }
      received.bytes = Buffer.concat(chunks);
      resolve(received);
    };
    const timer = setTimeout(() => {
      finish({
        kind: 'timeout',
        message: `not ended within REQUEST_TIMEOUT_MS=${String(timeoutMs)} ms`,
      });
    }, timeoutMs);
    outgoing.on('socket', (socket: Socket) => {
      const note = () => {
        if (socket.localPort !== undefined) {
          received.connection = { port: socket.localPort, reused: outgoing.reusedSocket };
        }
        void gate?.arrive().then(() => {
          received.sentAt = performance.now();
          outgoing.end(payload);
        });
      };
      if (socket.connecting) socket.once('connect', note);
      else note();
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      if (incoming?.complete === true && code.startsWith('HPE_')) {
        received.excess = true;
        finish();
      } else if (incoming?.complete === true) {
        // It answered before it had read all that was sent, and that is its right.
        finish();
      } else {
        finish(failureOf(error, received.connection !== undefined, outgoing.writableFinished));
      }
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
        size += chunk.length;
        if (size > MAX_BODY_BYTES) finish(tooLarge());
        else chunks.push(chunk);
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        finish(failureOf(error, true, outgoing.writableFinished));
      });
      response.on('end', () => {
        finish();
      });
    });
    if (!gate) outgoing.end(payload);
  });
}

/** Holds back those who arrive until all have; one that fails arrives as well. */
export class Gate {
  private readonly opened: Promise<void>;
  private open: () => void = () => undefined;

  constructor(private expected: number) {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  arrive(): Promise<void> {
    if (--this.expected <= 0) this.open();
    return this.opened;
  }
}

export function tooLarge(): TransportFailure {
  return {
    kind: 'too-large',
    message: `the body is larger than the ${String(MAX_BODY_BYTES / 2 ** 20)} MiB that are read`,
  };
}
