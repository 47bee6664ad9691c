import { once } from 'node:events';
import net from 'node:net';
import { sortedUnique } from '../checks/user-set';
import { Shard } from '../report/run-metadata';

/**
 * Pool of the target's customers, in the main process. A scenario leases customers while it runs, so
 * that no two scenarios share one. A lease is a connection, so that a crashed worker releases its
 * customers.
 *
 * A client sends the number of customers, and later `alone` before a request that no request of
 * another scenario may overlap, and `done` after it. The pool responds to each.
 */
export interface CustomerPool {
  port: number;
  /** Grants no more leases, and waits until all are released, for at most `timeoutMs`. */
  close: (timeoutMs?: number) => Promise<void>;
}

interface PendingLease {
  count: number;
  grant: (customers: string[]) => void;
  refuse: () => void;
}

/** Grants exclusivity to one lease at a time, while all others wait. */
class Exclusivity<Lease> {
  /** All leases; those that wait for exclusivity, or for its end, have a way to continue. */
  private readonly leases = new Map<Lease, (() => void) | undefined>();
  private readonly queue: Lease[] = [];
  private owner: Lease | undefined;

  /** Whether no lease may be granted. */
  get isRequested(): boolean {
    return this.owner !== undefined || this.queue.length > 0;
  }

  open(lease: Lease): void {
    this.leases.set(lease, undefined);
  }

  request(lease: Lease, grant: () => void): void {
    this.leases.set(lease, grant);
    this.queue.push(lease);
    this.serve();
  }

  /** Ends the exclusivity of a lease, which continues after all others that wait for theirs. */
  end(lease: Lease, resume: () => void): void {
    this.leases.set(lease, resume);
    this.owner = undefined;
    this.serve();
  }

  close(lease: Lease): void {
    this.leases.delete(lease);
    if (this.queue.includes(lease)) this.queue.splice(this.queue.indexOf(lease), 1);
    if (this.owner === lease) this.owner = undefined;
    this.serve();
  }

  private serve(): void {
    if (this.owner !== undefined || [...this.leases.values()].includes(undefined)) return;
    this.owner = this.queue.shift();
    for (const lease of this.owner === undefined ? this.leases.keys() : [this.owner]) {
      const proceed = this.leases.get(lease);
      this.leases.set(lease, undefined);
      proceed?.();
    }
  }
}

/** Opens a pool of customers on an ephemeral port of 127.0.0.1. First come, first served. */
export async function openCustomerPool(customers: readonly string[]): Promise<CustomerPool> {
  const free = [...customers];
  const waiting: PendingLease[] = [];
  const exclusivity = new Exclusivity<net.Socket>();
  let isClosing = false;
  const serve = () => {
    if (exclusivity.isRequested) return;
    for (let [next] = waiting; next && next.count <= free.length; [next] = waiting) {
      waiting.shift();
      next.grant(free.splice(0, next.count));
    }
  };
  const server = net.createServer((socket) => {
    let held: string[] = [];
    let pending: PendingLease | undefined;
    socket.setEncoding('utf8').setNoDelay();
    socket.on('data', (message: string) => {
      if (message === 'alone') {
        exclusivity.request(socket, () => socket.write(message));
      } else if (message === 'done') {
        exclusivity.end(socket, () => socket.write(message));
      } else {
        pending = {
          count: Number(message),
          grant: (granted) => {
            held = granted;
            exclusivity.open(socket);
            socket.write(granted.join(','));
          },
          refuse: () => socket.destroy(),
        };
        if (isClosing) pending.refuse();
        else waiting.push(pending);
      }
      serve();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (pending && waiting.includes(pending)) waiting.splice(waiting.indexOf(pending), 1);
      free.push(...held);
      free.splice(0, free.length, ...sortedUnique(free));
      exclusivity.close(socket);
      serve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async (timeoutMs = 0) => {
      isClosing = true;
      server.close();
      for (const { refuse } of waiting) refuse();
      await once(server, 'close', { signal: AbortSignal.timeout(timeoutMs) }).catch(
        () => undefined,
      );
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
