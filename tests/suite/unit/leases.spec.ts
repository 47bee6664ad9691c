import { test as base, expect } from '@playwright/test';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { customersOfShard, openCustomerPool, shardWeights } from '../../../helpers/run/leases';
import { takeLease, type Lease } from '../../../helpers/scenario/lease-client';

interface Fixtures {
  /** Port of a pool with the customers 7, 9 and 12. */
  port: number;
  /** Takes customers, and gives them back after the test. */
  take: (count: number) => Promise<Lease>;
}

const test = base.extend<Fixtures>({
  port: async ({}, use) => {
    const pool = await openCustomerPool(['7', '9', '12']);
    await use(pool.port);
    await pool.close();
  },
  take: async ({ port }, use) => {
    const taken: Lease[] = [];
    await use(async (count) => {
      const lease = await takeLease(port, count);
      taken.push(lease);
      return lease;
    });
    for (const lease of taken) lease.release();
  },
});

/** Waits for enough turns of the event loop that the pool has done its work. */
async function meanwhile(turns = 200): Promise<void> {
  for (let count = 0; count < turns; count++) await turn();
}

test.describe('The customer pool', () => {
  test('never grants a customer to two scenarios at once', async ({ port }) => {
    const held = new Set<string>();
    let max = 0;
    const scenarios = Array.from({ length: 60 }, async (_item, index) => {
      const { customers, release } = await takeLease(port, (index % 3) + 1);
      expect(customers).toHaveLength((index % 3) + 1);
      expect(customers.filter((customer) => held.has(customer))).toEqual([]);
      for (const customer of customers) held.add(customer);
      max = Math.max(max, held.size);
      await meanwhile(index % 5);
      for (const customer of customers) held.delete(customer);
      release();
    });
    await Promise.all(scenarios);
    expect(held.size).toBe(0);
    expect(max).toBe(3);
  });

  test('delays a request for two until two are free', async ({ take }) => {
    const [one, other] = [await take(1), await take(1)];
    const events: string[] = [];
    const both = take(2).finally(() => events.push('granted'));
    await meanwhile();
    events.push('one is given back');
    one.release();

    const { customers } = await both;
    expect(events).toEqual(['one is given back', 'granted']);
    expect(customers).toHaveLength(2);
    expect(customers).not.toContain(other.customers[0]);
  });

  test('serves requests in their order', async ({ take }) => {
    const all = await take(3);
    const events: string[] = [];
    const two = take(2).then(() => events.push('two'));
    await meanwhile();
    const one = take(1).then(() => events.push('one'));
    await meanwhile();
    expect(events).toEqual([]);
    all.release();
    await Promise.all([two, one]);
    expect(events).toEqual(['two', 'one']);
  });

  test('forgets a request whose connection closed', async ({ port, take }) => {
    const all = await take(3);
    const impatient = net.connect(port, '127.0.0.1');
    await once(impatient, 'connect');
    impatient.write('3');
    await meanwhile();
    impatient.destroy();
    await meanwhile();

    const next = take(3);
    all.release();
    expect((await next).customers.sort()).toEqual(['12', '7', '9']);
  });

  test('takes back the customers of a killed worker', async ({ port, take }) => {
    const script = `
      const socket = require('node:net').connect(${String(port)}, '127.0.0.1');
      socket.write('3');
      socket.on('data', (granted) => console.log(String(granted)));`;
    const worker = spawn(process.execPath, ['-e', script]);
    const [granted] = (await once(worker.stdout, 'data')) as [Buffer];
    expect(granted.toString().trim().split(',').sort()).toEqual(['12', '7', '9']);

    let back = false;
    const next = take(3).finally(() => (back = true));
    await meanwhile();
    expect(back).toBe(false);

    worker.kill('SIGKILL');
    expect((await next).customers).toHaveLength(3);
  });
});

test('A pool closes once its last lease is released', async () => {
  const pool = await openCustomerPool(['7']);
  const lease = await takeLease(pool.port, 1);
  let isClosed = false;
  const closing = pool.close(60_000).then(() => (isClosed = true));
  await meanwhile();
  expect(isClosed).toBe(false);
  lease.release();
  await closing;
});

test.describe('A request that is sent alone', () => {
  test('waits until other scenarios have ended, and holds back new ones', async ({ take }) => {
    const [one, other] = [await take(1), await take(1)];
    const events: string[] = [];
    const alone = one.alone(async () => {
      events.push('alone');
      await meanwhile();
      events.push('done');
    });
    await meanwhile();
    const next = take(1).then(() => events.push('next'));
    await meanwhile();
    events.push('the other ends');
    other.release();
    await Promise.all([alone, next]);
    expect(events).toEqual(['the other ends', 'alone', 'done', 'next']);
  });

  test('waits for others of its kind, one after the other, before their scenarios go on', async ({
    take,
  }) => {
    const leases = [await take(1), await take(1), await take(1)];
    const events: string[] = [];
    const scenarios = leases.map(async ({ alone }, index) => {
      await alone(async () => {
        events.push('begin');
        await meanwhile(index * 20);
        events.push('end');
      });
      events.push('goes on');
    });
    await Promise.all(scenarios);
    const each = ['begin', 'end'];
    expect(events).toEqual([...each, ...each, ...each, 'goes on', 'goes on', 'goes on']);
  });

  test('is not waited for once its worker is gone', async ({ take }) => {
    const [one, other] = [await take(1), await take(1)];
    const began = new Promise<void>((resolve) => {
      void one.alone(() => {
        resolve();
        return new Promise<void>(() => undefined);
      });
    });
    const waiting = other.alone(() => Promise.resolve('granted'));
    await began;
    one.release();
    expect(await waiting).toBe('granted');
    expect((await take(2)).customers).toHaveLength(2);
  });
});

test.describe('The customers of a shard', () => {
  const customers = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }).map(String));

  const divide = (all: readonly string[], total: number) =>
    Array.from({ length: total }, (_item, index) =>
      customersOfShard(all, { current: index + 1, total }),
    );

  test('are disjoint, and together all', () => {
    fc.assert(
      fc.property(customers, fc.integer({ min: 1, max: 8 }), (all, total) => {
        const shards = divide(all, total);
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
      const all = lent.split(',');
      expect(divide(all, sizes.length).map(({ length }) => length)).toEqual(sizes);
      // A shard without customers has no scenarios; too few customers are an error of its setup.
      expect(shardWeights(all.length, sizes.length)).toEqual(weights);
    });
  }
});
