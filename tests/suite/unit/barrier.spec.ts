import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from '@playwright/test';
import { Barrier } from '../../../helpers/http/barrier';
import { performExchange } from '../../../helpers/http/transport';

test('a party that arrives and then fails does not stand in for another', async () => {
  const received: (string | undefined)[] = [];
  const server = http.createServer(({ headers }: IncomingMessage, response) => {
    received.push(headers['x-party'] as string);
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const barrier = new Barrier(3);
  const agent = new http.Agent();
  const party = async (name: string, timeoutMs = 30_000) => {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const exchange = performExchange(
      { method: 'GET', target: '/', headers: [['X-Party', name]] },
      { base: new URL(`http://127.0.0.1:${String(port)}`), agent, timeoutMs, barrier },
    );
    await connected;
    return { exchange };
  };

  const first = await party('first', 50);
  expect((await first.exchange).failure?.kind).toBe('timeout');
  const second = await party('second');
  // Another connection of ours: what a barrier that is open lets through has come by then.
  await fetch(`http://127.0.0.1:${String(port)}/`, { headers: { 'X-Party': 'probe' } });
  expect(received).toEqual(['probe']);

  const third = await party('third');
  const { status } = await second.exchange;
  expect([status, (await third.exchange).status]).toEqual([200, 200]);
  expect(received.slice(1).sort()).toEqual(['second', 'third']);
  agent.destroy();
  server.closeAllConnections();
  server.close();
});
