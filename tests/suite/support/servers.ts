import { once } from 'node:events';
import net from 'node:net';
import { faultPatches, type FaultName } from '../../../helpers/reference/faults';
import {
  startReference,
  type Patch,
  type ReferenceServer,
} from '../../../helpers/reference/server';

export const fault = (name: FaultName): Patch => faultPatches[name];

/** Uses a reference server, altered or not, and stops it. */
export async function withReference<T>(
  patch: Patch | undefined,
  use: (server: ReferenceServer) => Promise<T>,
): Promise<T> {
  const server = await startReference({ ...(patch && { patch }) });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** Calls back with each request that a server is asked, and changes nothing. */
export function listening(
  onAsk: (request: { customer: string | undefined; method: string; nth: number }) => void,
): Patch {
  return ({ respond }) => {
    let nth = 0;
    return {
      respond: (request) => {
        nth++;
        onAsk({ customer: request.segment, method: request.method, nth });
        return respond(request);
      },
    };
  };
}

/** Listens on an ephemeral port of 127.0.0.1. `close` closes all connections too. */
export async function listen(
  server: net.Server,
  scheme: 'http' | 'https' = 'http',
): Promise<{ baseUrl: string; connections: () => number; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  server.on('connection', (socket: net.Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
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
