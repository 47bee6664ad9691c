import http from 'node:http';
import net, { type Socket } from 'node:net';
import { expect } from '@playwright/test';
import type { HttpResult } from '../../../helpers/http/client';
import { test } from '../support/client';

const REQUEST = { method: 'POST', target: '/customers/7/users', headers: [], body: '{}' };

/** Timers may fire a millisecond early, and times are rounded. */
const EARLY_MS = 2;
/** Now, in ms, by the clock of the client. */
const unixTime = () => performance.timeOrigin + performance.now();

test('Requests are spaced as MAX_RPS requires', async ({ connect }) => {
  const { client } = await connect((_request, response) => response.end(), { spacingMs: 50 });
  const began = unixTime();
  for (let request = 0; request < 3; request++) await client.send(REQUEST);
  const last = (await client.send(REQUEST)).exchange.startedAt;
  expect(last - began).toBeGreaterThanOrEqual(3 * 50 - EARLY_MS);
});

test.describe('Requests at once', () => {
  test('are under way together, eight at most, one of them on the connection that is kept', async ({
    connect,
  }) => {
    let waiting: http.ServerResponse[] = [];
    const sizes: number[] = [];
    // Nobody is answered before the last of eight, or of the two that are left, has arrived.
    const { client } = await connect((_request, response) => {
      waiting.push(response);
      if (waiting.length < (sizes.length === 0 ? 8 : 2)) return;
      sizes.push(waiting.length);
      for (const each of waiting) each.end('{}');
      waiting = [];
    });
    const answers = await client.sendAtOnce(Array<typeof REQUEST>(10).fill(REQUEST), 3);
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(200));
    expect(sizes).toEqual([8, 2]);
    sizes.length = 0;
    const next = await client.sendAtOnce(Array<typeof REQUEST>(8).fill(REQUEST), 0);
    const ports = [answers[3], next[0]].map((answer) => answer?.connection?.port);
    expect(ports[0]).toBe(ports[1]);
  });

  for (const [what, respond, options] of [
    ['throttles', (response: http.ServerResponse) => response.writeHead(429).end(), {}],
    ['closes the connection', (response: http.ServerResponse) => response.destroy(), {}],
    ['does not respond', () => undefined, { timeoutMs: 1_000 }],
    ['sends long bodies', (response: http.ServerResponse) => response.end('x'.repeat(5e6)), {}],
  ] as const) {
    test(`are given up for a target that ${what}, which still gets single ones`, async ({
      connect,
    }) => {
      let calls = 0;
      const { client } = await connect((_request, response) => {
        if (calls++ < 8) respond(response);
        else response.end('{}');
      }, options);
      expect(client.takesSeveral).toBe(true);
      const results = await client.sendAtOnce(Array<typeof REQUEST>(10).fill(REQUEST), 0);
      expect(results).toHaveLength(8);
      expect(client.takesSeveral).toBe(false);
      expect((await client.send(REQUEST)).status).toBe(200);
    });
  }

  test('are not given up where the connection that is kept was closed', async ({ connect }) => {
    const served = new WeakSet();
    const seen: string[] = [];
    const respond: http.RequestListener = (request, response) => {
      if (served.has(request.socket)) request.socket.destroy();
      else response.end('{}');
      served.add(request.socket);
    };
    const onResult = ({ exchange }: HttpResult) => seen.push(exchange.id);
    const { client } = await connect(respond, { onResult });
    await client.send(REQUEST);
    const results = await client.sendAtOnce([REQUEST, REQUEST], 0);
    expect(seen).toHaveLength(client.requests);
    expect(results.map(({ status }) => status)).toEqual([200, 200]);
    expect(client.takesSeveral).toBe(true);
  });

  test('are none with MAX_RPS, behind a wait for a rate limit, and at the end', async ({
    connect,
  }) => {
    let calls = 0;
    const respond: http.RequestListener = (_request, response) =>
      void response.writeHead(calls++ === 0 ? 429 : 200, { 'Retry-After': '0' }).end();
    const { client } = await connect(respond);
    const { client: spaced } = await connect(respond, { spacingMs: 1 });
    expect([client.takesSeveral, spaced.takesSeveral]).toEqual([true, false]);
    await client.send(REQUEST);
    expect(client.takesSeveral).toBe(false);
    const { client: one } = await connect(respond, { maxAtOnce: 1 });
    expect(one.takesSeveral).toBe(false);
    const { client: other } = await connect(respond);
    other.limits.giveUp('The run was stopped.');
    expect(other.takesSeveral).toBe(false);
  });
});

const OK = 'HTTP/1.1 200 OK\r\n';
const EMPTY_OBJECT = `${OK}Content-Length: 2\r\n\r\n{}`;
const IDLE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';

test.describe('A response', () => {
  for (const [what, bytes, result] of [
    ['no HTTP', 'hello\r\n', 'not-http'],
    ['a body shorter than announced', `${OK}Content-Length: 20\r\n\r\n{}`, 'incomplete'],
    ['an endless body', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, 'incomplete'],
    ['nothing at all', '', 'incomplete'],
    ['another protocol', SWITCHING, 'not-http'],
    ['interim responses before it', INTERIM + EMPTY_OBJECT, '200'],
    ['more bytes than announced', `${EMPTY_OBJECT}{}`, '200, then HTTP/1.1 200 OK'],
    ['a second response', EMPTY_OBJECT + EMPTY_OBJECT, '200, then HTTP/1.1 200 OK'],
    ['the end of an idle connection', EMPTY_OBJECT + IDLE, '200'],
  ] as const) {
    test(`with ${what} results in ${result}`, async ({ connect }) => {
      const server = net.createServer((socket) => socket.once('data', () => socket.end(bytes)));
      const { client } = await connect(server);
      const { status, failure, surplus } = await client.send(REQUEST);
      const received =
        String(status) + (surplus === undefined ? '' : `, then ${surplus.slice(0, 15)}`);
      expect(failure?.kind ?? received).toBe(result);
    });
  }

  test('that redirects is not followed', async ({ connect }) => {
    const seen: (string | undefined)[] = [];
    const { client } = await connect((request, response) => {
      seen.push(request.url);
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    expect((await client.send(REQUEST)).status).toBe(307);
    expect(seen).toEqual([`/v1${REQUEST.target}`]);
  });

  test('that never ends is cut at REQUEST_TIMEOUT_MS', async ({ connect }) => {
    const { client } = await connect((_request, response) => response.write('{'), {
      timeoutMs: 300,
    });
    const { failure } = await client.send(REQUEST);
    expect(failure?.kind).toBe('timeout');
    expect(failure?.message).toContain('REQUEST_TIMEOUT_MS=300');
  });

  test('on a connection that was kept alive and is closed is no failure', async ({ connect }) => {
    const { client } = await connect((request, response) => {
      response.end('{}');
      response.on('finish', () => setImmediate(() => request.socket.destroy()));
    });
    for (let request = 0; request < 5; request++) {
      expect((await client.send(REQUEST)).failure).toBeUndefined();
    }
  });

  for (const [what, isKept, status, requests] of [
    ['that was kept is the end of that connection', true, 200, 3],
    ['that is new is a response like any other', false, 408, 2],
  ] as const) {
    test(`of 408 on a connection ${what}`, async ({ connect }) => {
      const used = new WeakSet<Socket>();
      const { client } = await connect(({ socket }, response) => {
        const isTimeout = !isKept || used.has(socket);
        used.add(socket);
        response.writeHead(isTimeout ? 408 : 200, isTimeout ? { Connection: 'close' } : {});
        response.end('{}');
      });
      await client.send(REQUEST);
      expect((await client.send(REQUEST)).status).toBe(status);
      expect(client.requests).toBe(requests);
    });
  }

  test('of a server that a request kills is incomplete, although on a kept connection', async ({
    connect,
  }) => {
    let calls = 0;
    const server = http.createServer((request, response) => {
      if (calls++ === 0) {
        response.end('{}');
        return;
      }
      server.close();
      request.socket.destroy();
    });
    const { client } = await connect(server);
    expect((await client.send(REQUEST)).failure).toBeUndefined();
    const { failure, connection } = await client.send(REQUEST);
    expect(connection?.reused).toBe(true);
    expect(failure?.kind).toBe('incomplete');
  });
});

test.describe('A probe', () => {
  const authorizedProbe = { ...REQUEST, method: 'GET', headers: [['X-Known', 'yes']] } as const;
  for (const [what, answers, expected] of [
    ['that closes each connection', () => false, false],
    ['that closes those without a token', ({ headers }) => headers['x-known'] === 'yes', true],
    ['that responds', () => true, true],
  ] satisfies [string, (request: http.IncomingMessage) => boolean, boolean][]) {
    test(`of a target ${what} is ${String(expected)}`, async ({ connect }) => {
      const { client } = await connect(
        (request, response) => (answers(request) ? response.end() : response.destroy()),
        { authorizedProbe },
      );
      expect(await client.probe()).toBe(expected);
      expect(client.limits.abortReason === undefined).toBe(expected);
    });
  }
});

test.describe('The end of a client', () => {
  test('is after the exchanges in progress, and before any other', async ({ connect }) => {
    const held: http.ServerResponse[] = [];
    const { client } = await connect((_request, response) => held.push(response));
    const sent = client.send(REQUEST);
    await expect.poll(() => held.length).toBe(1);
    let isEnded = false;
    const ended = client.end('The scenario was interrupted.').then(() => (isEnded = true));
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(isEnded).toBe(false);
    held[0]?.end('{}');
    await ended;
    expect((await sent).status).toBe(200);
  });
});
