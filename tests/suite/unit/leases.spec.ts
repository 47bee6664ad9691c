import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import {
  customersOfShard,
  openCustomerPool,
  shardWeights,
  type CustomerPool,
} from '../../../helpers/run/leases';
import { Lease, takeLease } from '../../../helpers/scenario/lease-client';

/** Waits for enough turns of the event loop that the pool has done its work. */
async function meanwhile(): Promise<void> {
  for (let turns = 0; turns < 200; turns++) await turn();
}

test.describe('The customer pool', () => {
  let pool: CustomerPool;
  let taken: Lease[];

  async function take(count: number): Promise<Lease> {
    const lease = await takeLease(pool.port, count);
    taken.push(lease);
    return lease;
  }

  test.beforeEach(async () => {
    taken = [];
    pool = await openCustomerPool(['7', '9', '12']);
  });

  test.afterEach(async () => {
    for (const lease of taken) lease.release();
    await pool.close();
  });

  test('grants as many customers as were requested, each once', async () => {
    const [one, two] = [await take(1), await take(2)];
    expect([one.customers.length, two.customers.length]).toEqual([1, 2]);
    expect([...one.customers, ...two.customers].sort()).toEqual(['12', '7', '9']);
  });

  test('never grants a customer to two scenarios at once', async () => {
    const held = new Set<string>();
    let most = 0;
    await Promise.all(
      Array.from({ length: 60 }, async (_item, index) => {
        const lease = await takeLease(pool.port, (index % 3) + 1);
        expect(lease.customers).toHaveLength((index % 3) + 1);
        expect(lease.customers.filter((customer) => held.has(customer))).toEqual([]);
        for (const customer of lease.customers) held.add(customer);
        most = Math.max(most, held.size);
        for (let turns = 0; turns < index % 5; turns++) await turn();
        for (const customer of lease.customers) held.delete(customer);
        lease.release();
      }),
    );
    expect(held.size).toBe(0);
    expect(most).toBe(3);
  });

  test('delays a request for two until two are free', async () => {
    const [one, other] = [await take(1), await take(1)];
    const story: string[] = [];
    const both = take(2).then((lease) => {
      story.push('granted');
      return lease;
    });
    await meanwhile();
    story.push('one is given back');
    one.release();

    const { customers } = await both;
    expect(story).toEqual(['one is given back', 'granted']);
    expect(customers).toHaveLength(2);
    expect(customers).not.toContain(other.customers[0]);
  });

  test('serves requests in their order', async () => {
    const all = await take(3);
    const story: string[] = [];
    const two = take(2).then(() => story.push('two'));
    await meanwhile();
    const one = take(1).then(() => story.push('one'));
    await meanwhile();
    expect(story).toEqual([]);
    all.release();
    await Promise.all([two, one]);
    expect(story).toEqual(['two', 'one']);
  });

  test('forgets a request whose connection closed', async () => {
    const all = await take(3);
    const impatient = net.connect(pool.port, '127.0.0.1');
    await once(impatient, 'connect');
    impatient.write('3');
    await meanwhile();
    impatient.destroy();
    await meanwhile();

    const next = take(3);
    all.release();
    expect((await next).customers.sort()).toEqual(['12', '7', '9']);
  });

  test('takes back the customers of a killed worker', async () => {
    const worker = spawn(process.execPath, [
      '-e',
      `const socket = require('node:net').connect(${String(pool.port)}, '127.0.0.1');
       socket.write('3');
       socket.on('data', (granted) => console.log(String(granted)));`,
    ]);
    const [granted] = (await once(worker.stdout, 'data')) as [Buffer];
    expect(granted.toString().trim().split(',').sort()).toEqual(['12', '7', '9']);

    let back = false;
    const next = take(3).then((lease) => {
      back = true;
      return lease;
    });
    await meanwhile();
    expect(back).toBe(false);

    worker.kill('SIGKILL');
    expect((await next).customers).toHaveLength(3);
  });

  test('listens on loopback alone, on a port of its own', async () => {
    const other = await openCustomerPool(['7']);
    expect(other.port).not.toBe(pool.port);
    await other.close();
    const gone = net.connect(other.port, '127.0.0.1');
    const [error] = (await once(gone, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});

test.describe('The customers of a shard', () => {
  const customers = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }).map(String));

  test('are disjoint, and together all', () => {
    fc.assert(
      fc.property(customers, fc.integer({ min: 1, max: 8 }), (all, total) => {
        const shards = Array.from({ length: total }, (_item, index) =>
          customersOfShard(all, { current: index + 1, total }),
        );
        expect(shards.flat().sort()).toEqual([...all].sort());
        const sizes = shards.map((shard) => shard.length).filter((size) => size > 0);
        expect(Math.max(0, ...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are all of them without shards', () => {
    expect(customersOfShard(['7', '9'], null)).toEqual(['7', '9']);
  });

  for (const [lent, sizes, weights] of [
    ['7', [1], undefined],
    ['7,9', [2], undefined],
    ['7,9', [2, 0], [1, 0]],
    ['7,9,12', [2, 1], undefined],
    ['7,9,12,13', [2, 1, 1, 0], [1, 1, 1, 0]],
    ['7,9,12,13,14', [2, 1, 1, 1], undefined],
    ['7', [1, 0, 0], undefined],
  ] as const) {
    test(`are two for the first shard of ${String(sizes.length)} if they can be: ${lent}`, () => {
      const total = sizes.length;
      const all = lent.split(',');
      const shards = sizes.map((_size, index) =>
        customersOfShard(all, { current: index + 1, total }),
      );
      expect(shards.map(({ length }) => length)).toEqual(sizes);
      // A shard without customers has no scenarios; too few customers are an error of its setup.
      expect(shardWeights(all.length, total)).toEqual(weights);
    });
  }
});
