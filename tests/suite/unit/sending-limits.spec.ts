import { once } from 'node:events';
import http from 'node:http';
import { expect } from '@playwright/test';
import { bearer } from '../../../helpers/http/credentials';
import { test } from '../support/client';

const REQUEST = { method: 'POST', target: '/customers/7/users', headers: [], body: '{}' };

test.describe('Rate limits', () => {
  for (const [what, status, headers] of [
    ['429 with seconds', 429, () => ({ 'Retry-After': '1' })],
    ['429 with a date', 429, () => ({ 'Retry-After': new Date(Date.now() + 1000).toUTCString() })],
    ['429 without Retry-After', 429, () => ({})],
    ['503 with Retry-After', 503, () => ({ 'Retry-After': '1' })],
  ] as const) {
    test(`${what} is waited out, and counted apart`, async ({ connect }) => {
      let calls = 0;
      const { client } = await connect((_request, response) => {
        if (calls++ === 0) response.writeHead(status, headers());
        response.end('{}');
      });
      const began = performance.timeOrigin + performance.now();
      const answer = await client.send(REQUEST);
      expect(answer.status).toBe(200);
      const { waitedMs } = client.limits;
      expect(waitedMs).toBeGreaterThan(0);
      // The exchange begins after the wait. Timers may fire a millisecond early.
      expect(answer.exchange.startedAt - began).toBeGreaterThanOrEqual(waitedMs - 2);
    });
  }

  test('503 without Retry-After is a response like any other', async ({ connect }) => {
    const { client } = await connect((_request, response) => response.writeHead(503).end());
    expect((await client.send(REQUEST)).status).toBe(503);
    expect(client.limits.waitedMs).toBe(0);
  });

  test('a target that always throttles gets no more requests', async ({ connect }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      calls++;
      response.writeHead(429, { 'Retry-After': '86400' }).end();
    });
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(client.limits.abortReason).toMatch(
      / 429\. .* Set MAX_RPS to a rate that the target allows/,
    );
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(calls).toBe(1);
  });

  test('tests of credentials have a limit of their own', async ({ connect }) => {
    const token = bearer('right');
    let calls = 0;
    const { client } = await connect(({ headers }, response) => {
      calls++;
      const isRight = headers.authorization === token.value;
      response.writeHead(isRight ? 200 : 429, { 'Retry-After': '900' }).end();
    });
    const failed = { ...REQUEST, kind: 'no-credentials' } as const;
    expect((await client.send(failed)).failure?.kind).toBe('not-sent');
    expect(client.limits.lockOutReason).toContain('missing or wrong credentials');
    const right = { ...REQUEST, kind: 'sync', authorization: token } as const;
    expect((await client.send(right)).status).toBe(200);
    expect((await client.send(failed)).failure?.kind).toBe('not-sent');
    expect(calls).toBe(2);
  });

  test('a lock-out ends where renewed, and the end of a run does not', async ({ connect }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      response.writeHead(calls++ === 0 ? 429 : 200, { 'Retry-After': '200' }).end();
    });
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    client.limits.renew();
    expect((await client.send(REQUEST)).failure).toBeUndefined();
    client.limits.giveUp('The run was stopped.');
    client.limits.renew();
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(calls).toBe(2);
  });
});

test.describe('A target that is gone', () => {
  test('gets nothing more after three failures in a row', async ({ connect }) => {
    const server = http.createServer();
    const { client } = await connect(server);
    server.close();
    await once(server, 'close');

    const kinds: (string | undefined)[] = [];
    for (let request = 0; request < 4; request++) {
      kinds.push((await client.send(REQUEST)).failure?.kind);
    }
    expect(kinds).toEqual(['unreachable', 'unreachable', 'unreachable', 'not-sent']);
  });
});
