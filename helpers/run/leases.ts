import { once } from 'node:events';
import net from 'node:net';
import { sortedUnique } from '../checks/user-set';
import { Shard } from '../report/run-metadata';

/**
 * Lends the customers of a target to the scenarios of all workers: each scenario has its own while
 * it runs, so that no two meet in one. It lives in the main process; a lease is a connection to
 * it, so that a worker that crashes gives back what it held.
 */
export interface CustomerPool {
  port: number;
  close: () => Promise<void>;
}

interface Wish {
  count: number;
  grant: (customers: string[]) => void;
}

/** Opens a desk over some customers, on an ephemeral port of 127.0.0.1. First come, first served. */
export async function openCustomerPool(customers: readonly string[]): Promise<CustomerPool> {
  const free = [...customers];
  const waiting: Wish[] = [];
  const serve = () => {
    for (let [next] = waiting; next && next.count <= free.length; [next] = waiting) {
      waiting.shift();
      next.grant(free.splice(0, next.count));
    }
  };
  const server = net.createServer((socket) => {
    let held: string[] = [];
    let wish: Wish | undefined;
    socket.setEncoding('utf8');
    socket.once('data', (count: string) => {
      wish = {
        count: Number(count),
        grant: (granted) => {
          held = granted;
          socket.write(granted.join(','));
        },
      };
      waiting.push(wish);
      serve();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (wish && waiting.includes(wish)) waiting.splice(waiting.indexOf(wish), 1);
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
 * How many shards have customers, and so scenarios: all; but with as many customers as shards, the
 * last does without, as some scenarios need two.
 */
function shardsAtWork(customers: number, shards: number): number {
  return customers === shards ? Math.max(1, shards - 1) : shards;
}

/**
 * The customers of one shard of a run: each shard has its own. Shards count from 1, and the first
 * has one more than others, if any has: what needs two stands first among the scenarios.
 */
export function customersOfShard(customers: readonly string[], shard: Shard | null): string[] {
  if (!shard) return [...customers];
  const atWork = shardsAtWork(customers.length, shard.total);
  return customers.filter((_id, index) => index % atWork === shard.current - 1);
}

/** The part of the scenarios that each shard has; undefined where they have as many each. */
export function shardWeights(customers: number, shards: number): number[] | undefined {
  const atWork = shardsAtWork(customers, shards);
  if (atWork === shards) return undefined;
  return Array.from({ length: shards }, (_item, index) => (index < atWork ? 1 : 0));
}
