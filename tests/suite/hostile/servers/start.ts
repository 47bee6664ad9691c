import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onText } from '../../../../helpers/reference/patches';
import type { Store } from '../../../../helpers/reference/pipeline';
import { startReference, type Patch } from '../../../../helpers/reference/server';
import { listen } from '../../support/servers';
import type { Certificate } from './certificates';
import type { RunningServer } from './hostile-server';

export const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
export const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** One scenario that sends a few syncs only. */
export const ONE_USER = 'one user is attached';

/** Scenarios of some thirty requests, none of which overlap. */
export const SYNCS = '(attach|detach|empty|idempotent|set)\\.spec';

export const TIMES_OUT = {
  settings: { REQUEST_TIMEOUT_MS: '400' },
  output: 'REQUEST_TIMEOUT_MS=400',
} as const;

/** Returns the variables of a target without a reference server: it accepts any token. */
export const targetAt = (baseUrl: string) => ({
  BASE_URL: baseUrl,
  API_TOKEN: 'Hostile-Secret-Token-x8Wq2Rt5Zk9P',
  CUSTOMER_IDS: '7',
  USER_IDS: '101-112',
  RESTORE_USER_IDS: '101,102',
});

/** Serves with `onConnection`, which is called before a request arrives. */
export const serveConnections =
  (onConnection: (socket: Socket) => void) => async (): Promise<RunningServer> => {
    const { baseUrl, close } = await listen(net.createServer(onConnection));
    return { environment: targetAt(baseUrl), close };
  };

/** Serves with `onRequest`, which is called when the first bytes of a request arrive. */
export const serveTcp = (onRequest: (socket: Socket) => void) =>
  serveConnections((socket) => {
    socket.once('data', () => {
      socket.resume();
      onRequest(socket);
    });
  });

/** Responds to every request with some bytes, and closes the connection. */
export const serveBytes = (bytes: string | Buffer) => serveTcp((socket) => socket.end(bytes));

/** Responds to every request with a body in some Content-Encoding. */
export const serveEncoded = (coding: string, body: Buffer) =>
  serveBytes(
    Buffer.concat([
      Buffer.from(
        `${HEAD}Content-Encoding: ${coding}\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
      ),
      body,
    ]),
  );

/** Serves without state, over TLS if there is a certificate. */
export const serveHttp =
  (listener: http.RequestListener, tls?: Certificate) => async (): Promise<RunningServer> => {
    const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    const { baseUrl, close } = await listen(server, tls ? 'https' : 'http');
    return { environment: targetAt(baseUrl), close };
  };

/** Serves with the reference server and a patch. */
export function serveReference(patch: Patch): () => Promise<RunningServer> {
  return async () => {
    let store: Store | undefined;
    const server = await startReference({
      patch: (correct) => {
        store = correct.store;
        return patch(correct);
      },
    });
    const [customer = ''] = server.customers;
    return {
      environment: {
        BASE_URL: server.baseUrl,
        API_TOKEN: server.token,
        CUSTOMER_IDS: customer,
        USER_IDS: server.users.slice(0, 12).join(','),
        RESTORE_USER_IDS: server.users.slice(100, 102).join(','),
        UNKNOWN_USER_ID: server.unknownUserId,
        UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
      },
      attached: () => store?.get(customer) ?? [],
      close: server.close,
    };
  };
}

/** Serves with the reference server and one more member in the object of each success. */
export const serveMember = (member: string) =>
  serveReference(onText((text) => text.replace(/\}$/, () => `,"x":${member}}`)));

/** Sends pieces for as long as the connection accepts them, and leaves it open. */
export function pour(socket: Socket, pieces: () => Iterable<Buffer> | AsyncIterable<Buffer>): void {
  pipeline(Readable.from(pieces()), socket, { end: false }).catch(() => socket.destroy());
}

/** Yields a piece without end. */
export function* repeat(piece: Buffer): Iterable<Buffer> {
  for (;;) yield piece;
}

/** Yields a piece every `everyMs`, without end. */
export async function* drip(piece: Buffer, everyMs: number): AsyncIterable<Buffer> {
  for (;;) {
    yield piece;
    await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
  }
}
