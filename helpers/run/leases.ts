import { once } from 'node:events';
import net from 'node:net';
import { sortedUnique } from '../checks/user-set';
import { Shard } from '../report/run-metadata';

/**
 * Pool of the target's customers, in the main process. A scenario leases customers while it runs, so
 * that no two scenarios share one. A lease is a connection, so that a crashed worker releases its
 * customers.
 */
export interface CustomerPool {
  port: number;
  close: () => Promise<void>;
}

interface PendingLease {
  count: number;
  grant: (customers: string[]) => void;
}

/** Opens a pool of customers on an ephemeral port of 127.0.0.1. First come, first served. */
export async function openCustomerPool(customers: readonly string[]): Promise<CustomerPool> {
  const free = [...customers];
  const waiting: PendingLease[] = [];
  const serve = () => {
    for (let [next] = waiting; next && next.count <= free.length; [next] = waiting) {
      waiting.shift();
      next.grant(free.splice(0, next.count));
    }
  };
  const server = net.createServer((socket) => {
    let held: string[] = [];
    let pending: PendingLease | undefined;
    socket.setEncoding('utf8');
    socket.once('data', (count: string) => {
      pending = {
        count: Number(count),
        grant: (granted) => {
          held = granted;
          socket.write(granted.join(','));
        },
      };
      waiting.push(pending);
      serve();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (pending && waiting.includes(pending)) waiting.splice(waiting.indexOf(pending), 1);
      free.push(...held);
      free.splice(0, free.length, ...sortedUnique(free));
      serve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async () => {
      server.close();
      await Promise.resolve();
    },
  };
}

/**
 * Returns how many shards have customers, and so scenarios. With as many customers as shards, the
 * last shard has none: some scenarios need two customers.
 */
function activeShards(customers: number, shards: number): number {
  return customers === shards ? Math.max(1, shards - 1) : shards;
}

/**
 * Returns the customers of one shard: each shard has its own. Shards count from 1. The first has
 * one more than others, if any has: it runs the scenarios that need two (`shardProjects`).
 */
export function customersOfShard(customers: readonly string[], shard: Shard | null): string[] {
  if (!shard) return [...customers];
  const active = activeShards(customers.length, shard.total);
  return customers.filter((_id, index) => index % active === shard.current - 1);
}

/** Returns the share of the scenarios of each shard; undefined if all have equal shares. */
export function shardWeights(customers: number, shards: number): number[] | undefined {
  const active = activeShards(customers, shards);
  if (active === shards) return undefined;
  return Array.from({ length: shards }, (_item, index) => (index < active ? 1 : 0));
}
