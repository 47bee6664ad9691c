import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startReference, type Alteration } from '../server';
import type { Store } from '../parts';
import type { Served } from './hostile';

/** A token that is nobody's: what has no reference server behind it takes any. */
const TOKEN = 'Hostile-Secret-Token-x8Wq2Rt5Zk9P';

export const LENT = {
  API_TOKEN: TOKEN,
  CUSTOMER_IDS: '7',
  USER_IDS: '101-112',
  RESTORE_USER_IDS: '101,102',
} as const;

/** Listens on an ephemeral port of 127.0.0.1, and cuts what is still open when it is closed. */
export async function listen(
  server: net.Server,
  scheme: 'http' | 'https' = 'http',
): Promise<{ baseUrl: string; connections: () => number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `${scheme}://127.0.0.1:${String(port)}/v1`,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Serves from a listener that is told when a connection's first bytes come. */
export function speaking(onRequest: (socket: Socket) => void): () => Promise<Served> {
  return async () => {
    const server = net.createServer((socket) => {
      socket.once('data', () => {
        socket.resume();
        onRequest(socket);
      });
    });
    const { baseUrl, close } = await listen(server);
    return { environment: { ...LENT, BASE_URL: baseUrl }, close };
  };
}

/** Says some bytes to whatever is asked, and ends. */
export const saying = (bytes: string | Buffer): (() => Promise<Served>) =>
  speaking((socket) => socket.end(bytes));

/** Answers every request by itself, with no state behind it. */
export function answering(
  listener: http.RequestListener,
  tls?: { key: string; cert: string },
): () => Promise<Served> {
  return async () => {
    const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    const { baseUrl, close } = await listen(server, tls ? 'https' : 'http');
    return { environment: { ...LENT, BASE_URL: baseUrl }, close };
  };
}

/** The reference server, with something hostile about it. */
export function reference(alteration: Alteration): () => Promise<Served> {
  return async () => {
    let store: Store | undefined;
    const server = await startReference({
      alteration: (correct) => {
        store = correct.store;
        return alteration(correct);
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

/** Sends pieces one after the other for as long as they are taken, and then leaves it at that. */
export function pour(socket: Socket, pieces: () => Iterable<Buffer> | AsyncIterable<Buffer>): void {
  pipeline(Readable.from(pieces()), socket, { end: false }).catch(() => socket.destroy());
}

/** One piece without an end. */
export function* forever(piece: Buffer): Iterable<Buffer> {
  for (;;) yield piece;
}

/** A piece every so many ms, without an end. */
export async function* dripping(piece: Buffer, everyMs: number): AsyncIterable<Buffer> {
  for (;;) {
    yield piece;
    await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
  }
}
