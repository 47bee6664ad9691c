import type http from 'node:http';
import type { Socket } from 'node:net';
import { expect } from '@playwright/test';
import { overlapped } from '../../../helpers/checks/concurrency';
import { toSync } from '../../../helpers/checks/listing';
import { test } from '../support/client';

const REQUEST = { method: 'POST', target: '/customers/7/users', headers: [], body: '{}' };

/** Timers may fire a millisecond early, and times are rounded. */
const EARLY_MS = 2;
/** Now, in ms, by the clock of the client. */
const unixTime = () => performance.timeOrigin + performance.now();

test.describe('Requests sent together', () => {
  test('overlap, each on a connection of its own', async ({ connect }) => {
    const open: (() => void)[] = [];
    const ports = new Set<number>();
    // No response is sent before all requests have arrived.
    const { client } = await connect((request, response) => {
      ports.add(request.socket.remotePort ?? 0);
      open.push(() => response.end('{}'));
      if (open.length === 4) for (const answer of open) answer();
    });
    const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(ports.size).toBe(4);
  });

  test('leave their connections, for which others may wait', async ({ connect }) => {
    let free: Socket | undefined;
    const { client } = await connect(
      (request, response) => {
        // The second is served once the first has left.
        if (free) free.once('close', () => response.end('{}'));
        else response.end('{}');
        free ??= request.socket;
      },
      { timeoutMs: 5_000 },
    );
    const answers = await client.sendTogether([REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('are retried alone if they are throttled each time they overlap', async ({ connect }) => {
    let calls = 0;
    let held: http.ServerResponse | undefined;
    // Twice, the first of three is in progress until the others have been rejected.
    const { client } = await connect((_request, response) => {
      const place = calls++ % 3;
      if (calls > 6) response.end('{}');
      else if (place === 0) held = response;
      else response.writeHead(429, { 'Retry-After': '0' }).end();
      if (place === 2) held?.end('{}');
    });
    const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(overlapped(answers.map((each) => toSync(each, '7', [])))).toBe(true);
    expect(answers.filter(({ exchange }) => exchange.note?.includes('429'))).toHaveLength(2);
  });

  test('are retried alone at once if one got through and the others are to wait long', async ({
    connect,
  }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      if (calls++ === 1) response.writeHead(429, { 'Retry-After': '30' });
      response.end('{}');
    });
    const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(client.limits.waitedMs).toBe(0);
    expect(calls).toBe(4);
  });

  test('are not sent again if all of them are to wait longer than the run may', async ({
    connect,
  }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      calls++;
      response.writeHead(429, { 'Retry-After': '121' }).end('{}');
    });
    const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST]);
    expect(answers.map(({ failure }) => failure?.kind)).toEqual(Array(3).fill('not-sent'));
    expect(calls).toBe(3);
  });

  test('are spaced as a whole, within the time limit of each', async ({ connect }) => {
    const limits = { spacingMs: 200, timeoutMs: 1_500 };
    const { client } = await connect((_request, response) => response.end('{}'), limits);
    const began = unixTime();
    const answers = await client.sendTogether(Array<typeof REQUEST>(8).fill(REQUEST));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(200));
    const { exchange } = await client.send(REQUEST);
    expect(exchange.startedAt - began).toBeGreaterThanOrEqual(8 * 200 - EARLY_MS);
  });
});
