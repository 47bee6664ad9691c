import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { ClientCertificate } from '../config/client-certificate';
import type { Barrier } from './barrier';
import { BODY_TOO_LARGE } from './body';
import type { HeaderField, TransportFailure } from './exchange';
import { headerFields } from './fields';
import { GrowingBuffer } from './growing-buffer';
import type { HttpRequest, OtherClient } from './http-request';
import { sendBody } from './send-body';
import { isCertificateAlert, unreachable } from './unreachable';

export type { HttpRequest, OtherClient };

/** Limit on the header of a response. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** Result of one exchange, before decoding. */
export interface RawResponse {
  /** Undefined if no status line arrived. */
  status?: number;
  headers: readonly HeaderField[];
  bytes: Buffer;
  /** Time of sending, by performance.now(); with a barrier, the time at which it opened. */
  sentAt: number;
  /**
   * Set if bytes followed the end of the response: the second response in its packet, or the whole
   * packet if none begins there.
   */
  surplus?: string;
  failure?: TransportFailure;
  /** Local port of the connection, and whether an earlier request had used it. */
  connection?: { port: number; reused: boolean };
}

function toFields(flat: readonly string[]): HeaderField[] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [],
  );
}

const failed = (kind: TransportFailure['kind'], message: string): TransportFailure => ({
  kind,
  message,
});

/** Bounds on what follows a response, in characters; a second response begins with its status line. */
const MAX_SURPLUS = 64 * 1024;
const STATUS_LINE = 'HTTP/1.';

export const tooLarge = (message: string) => failed('too-large', message);

/** Errors of the parser about the first line of a response. Others are about what follows it. */
const NO_STATUS_LINE = ['HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION', 'HPE_INVALID_STATUS'];

/** Begins the message about a response of HTTP whose header or framing is wrong. */
export const MALFORMED = 'the response is malformed HTTP/1.1';

function viaProxy(proxy: string | undefined, failure: TransportFailure): TransportFailure {
  return proxy === undefined || failure.kind !== 'unreachable'
    ? failure
    : { ...failure, message: `via proxy ${proxy}: ${failure.message}` };
}

/** Classifies an error by its code, and by whether the connection was open and the request sent. */
function toFailure(
  error: NodeJS.ErrnoException,
  connected: boolean,
  sent: boolean,
): TransportFailure {
  const { code = '', message } = error;
  if (code === 'HPE_HEADER_OVERFLOW') {
    return tooLarge(`the header exceeds the limit of ${String(MAX_HEADER_BYTES / 1024)} KiB`);
  }
  if (code.startsWith('HPE_')) {
    const what = NO_STATUS_LINE.includes(code) ? 'the response is not HTTP/1.1' : MALFORMED;
    return failed('not-http', `${what} (${message})`);
  }
  if (!connected || isCertificateAlert(code)) return failed('unreachable', unreachable(error));
  const closed = 'the connection was closed';
  // A server may close the connection once it has decided to reject (RFC 9112 section 9.6).
  return sent
    ? failed('incomplete', `${closed} before the end of the response (${code || message})`)
    : failed('reset-while-sending', `${closed} while the request was being sent (${code})`);
}

interface ReceiveOptions {
  base: URL;
  agent: http.Agent;
  timeoutMs: number;
  barrier?: Barrier;
  /** Proxy as `host:port`; undefined without one. */
  proxy?: string | undefined;
  /** For the target alone: a proxy does not get it. */
  clientCertificate?: ClientCertificate | undefined;
}

/**
 * Sends one request and reads the response. The promise never rejects: errors are in `failure`.
 *
 * @param base base URL; the request's target follows its path
 * @param timeoutMs limit from connecting to the end of the body
 * @param proxy named in failures to connect
 * @param barrier holds the request once its connection is open
 */
export function performExchange(
  request: HttpRequest,
  { base, agent, timeoutMs, barrier, proxy, clientCertificate }: ReceiveOptions,
): Promise<RawResponse> {
  const arrive = barrier?.party();
  const payload = request.body === undefined ? undefined : Buffer.from(request.body);
  const fields = headerFields(request, base.host, payload);
  return new Promise((resolve) => {
    const received: RawResponse = {
      headers: [],
      bytes: Buffer.alloc(0),
      sentAt: performance.now(),
    };
    const body = new GrowingBuffer();
    let incoming: http.IncomingMessage | undefined;
    const hostname = base.hostname.replace(/^\[|\]$/g, '');
    const outgoing = (base.protocol === 'https:' ? https : http).request({
      protocol: base.protocol,
      hostname,
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + request.target,
      method: request.method,
      headers: fields.flat(),
      agent,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Overrides NODE_TLS_REJECT_UNAUTHORIZED: the token must not go to an unverified server.
      rejectUnauthorized: true,
      // The agent of a proxy would compare the certificate of an IP address with `localhost`.
      checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(hostname, certificate),
      ...clientCertificate,
    });
    const finish = (failure?: TransportFailure) => {
      clearTimeout(timer);
      connected?.off('data', onPacket);
      void arrive?.();
      if (failure) received.failure ??= viaProxy(proxy, failure);
      // A response before the end of the request leaves the connection unusable.
      if (failure || !outgoing.writableEnded) outgoing.destroy();
      received.bytes = body.bytes();
      resolve(received);
    };
    /** The last bytes that arrived: what follows a response is in the packet of its end. */
    let packet: Buffer = Buffer.alloc(0);
    let connected: Socket | undefined;
    const onPacket = (chunk: Buffer) => (packet = chunk);
    const keepSurplus = () => {
      const from = Math.max(0, packet.indexOf(STATUS_LINE, 1));
      const surplus = packet.toString('utf8', from, from + MAX_SURPLUS);
      // A server may end an idle connection with a 408, even at once (RFC 9110 section 15.5.9).
      if (!/^HTTP\/1\.\d 408\b/.test(surplus)) received.surplus = surplus;
    };
    const timer = setTimeout(() => {
      const limit = `REQUEST_TIMEOUT_MS=${String(timeoutMs)} ms`;
      finish(failed('timeout', `no complete response within ${limit}`));
    }, timeoutMs);
    // The header is limited by bytes. Node would drop fields over a count silently.
    outgoing.maxHeadersCount = 0;
    outgoing.on('socket', (socket: Socket) => {
      const onConnected = () => {
        if (socket.localPort !== undefined) {
          received.connection = { port: socket.localPort, reused: outgoing.reusedSocket };
        }
        void arrive?.().then((openedAt) => {
          // A late one has waited for the target to accept its connection.
          received.sentAt = openedAt;
          outgoing.end(payload);
        });
      };
      connected = socket.on('data', onPacket);
      if (outgoing.reusedSocket) onConnected();
      else socket.once(base.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (incoming?.complete !== true) {
        finish(toFailure(error, received.connection !== undefined, outgoing.writableFinished));
        return;
      }
      // Any other error is no failure: a server may respond before it has read the whole request.
      if (error.code?.startsWith('HPE_') === true) keepSurplus();
      finish();
    });
    // The agent passes the proxy's response on as if it were the target's.
    outgoing.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode === 200) return;
      finish(failed('unreachable', `CONNECT was rejected with ${String(statusCode)}`));
    });
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy();
      const message = 'the server switched protocols (101) without an Upgrade in the request';
      finish(failed('not-http', message));
    });
    outgoing.on('response', (response) => {
      incoming = response;
      received.status = response.statusCode ?? 0;
      received.headers = toFields(response.rawHeaders);
      body.reserve(Number(response.headers['content-length']));
      response.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) finish(tooLarge(BODY_TOO_LARGE));
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        finish(toFailure(error, true, outgoing.writableFinished));
      });
      response.on('end', () => {
        // Node closes a connection that is to be kept if a second response follows in one packet.
        if (outgoing.shouldKeepAlive && outgoing.socket?.destroyed === true) keepSurplus();
        finish();
      });
    });
    if (!arrive) sendBody(outgoing, payload, request.framing);
  });
}
