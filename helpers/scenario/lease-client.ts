import { once } from 'node:events';
import net from 'node:net';

/** The environment variable with the port of the customer pool; set by the global setup. */
export const LEASE_PORT = 'SYNC_USERS_LEASE_PORT';

/** The customers of one scenario. */
export interface Lease {
  customers: string[];
  release: () => void;
}

/** Waits until the pool can grant a number of customers at once, and takes them. */
export async function takeLease(port: number, count: number): Promise<Lease> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setEncoding('utf8').setNoDelay();
  await once(socket, 'connect');
  socket.write(String(count));
  const [granted] = (await once(socket, 'data')) as [string];
  return { customers: granted.split(','), release: () => socket.destroy() };
}
