import { once } from 'node:events';
import net from 'node:net';

/** The environment variable with the port of the customer pool; set by the global setup. */
export const LEASE_PORT = 'SYNC_USERS_LEASE_PORT';

/** The customers of one scenario. */
export interface Lease {
  customers: string[];
  release: () => void;
  /** Sends requests while no other scenario has one in progress. */
  alone: <T>(send: () => Promise<T>) => Promise<T>;
}

/** Waits until the pool can grant a number of customers at once, and takes them. */
export async function takeLease(port: number, count: number): Promise<Lease> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setEncoding('utf8').setNoDelay();
  await once(socket, 'connect');
  const request = async (message: string) => {
    socket.write(message);
    const [response] = (await once(socket, 'data')) as [string];
    return response;
  };
  const granted = await request(String(count));
  return {
    customers: granted.split(','),
    release: () => socket.destroy(),
    alone: async (send) => {
      await request('alone');
      try {
        return await send();
      } finally {
        await request('done');
      }
    },
  };
}
