import { once } from 'node:events';
import http from 'node:http';
import { expect, test } from '@playwright/test';
import { Barrier } from '../../../helpers/http/barrier';
import { performExchange } from '../../../helpers/http/transport';
import { listen } from '../support/servers';

test('a party that arrives and then fails does not stand in for another', async () => {
  const received: unknown[] = [];
  const server = http.createServer(({ headers }, response) => {
    received.push(headers['x-party']);
    response.end('{}');
  });
  const { baseUrl, close } = await listen(server);
  const barrier = new Barrier(3, 60_000);
  const agent = new http.Agent();
  const party = async (name: string, timeoutMs = 30_000) => {
    const connected = once(server, 'connection');
    const exchange = performExchange(
      { method: 'GET', target: '/', headers: [['X-Party', name]] },
      { base: new URL(baseUrl), agent, timeoutMs, barrier },
    );
    await connected;
    return { exchange };
  };

  const first = await party('first', 50);
  expect((await first.exchange).failure?.kind).toBe('timeout');
  const second = await party('second');
  // Another connection of ours: requests that an open barrier lets through have arrived by then.
  await fetch(baseUrl, { headers: { 'X-Party': 'probe' } });
  expect(received).toEqual(['probe']);

  const third = await party('third');
  const { status } = await second.exchange;
  expect([status, (await third.exchange).status]).toEqual([200, 200]);
  expect(received.slice(1).sort()).toEqual(['second', 'third']);
  agent.destroy();
  await close();
});

test('a barrier opens at its limit for those who have arrived, and then for each', async () => {
  const barrier = new Barrier(3, 10);
  const [first, second, late] = [barrier.party(), barrier.party(), barrier.party()];
  const [opened] = await Promise.all([first(), second()]);
  expect(await late()).toBe(opened);
});
