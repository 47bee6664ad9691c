import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { test as base, expect } from '@playwright/test';
import { Client } from '../../../helpers/http/client';
import { overlapped } from '../../../helpers/checks/concurrency';
import { toSync } from '../../../helpers/checks/listing';
import { redactor } from '../../../helpers/http/redact';

const REQUEST = { method: 'POST', target: '/customers/7/users', headers: [], body: '{}' };

interface Options {
  timeoutMs?: number;
  spacingMs?: number;
}

/** `connect` returns a client of a server. Both are closed after the test. */
const test = base.extend<{ connect: (server: net.Server, options?: Options) => Client }>({
  connect: async ({}, use) => {
    const opened: { client: Client; server: net.Server }[] = [];
    await use((server, { timeoutMs = 30_000, spacingMs = 0 } = {}) => {
      const { port } = server.address() as AddressInfo;
      const baseUrl = `http://127.0.0.1:${String(port)}`;
      const redact = redactor({});
      const client = new Client({ baseUrl, timeoutMs, spacingMs, redact, idPrefix: 't.' });
      opened.push({ client, server });
      return client;
    });
    for (const { client, server } of opened) {
      client.close();
      server.close();
    }
  },
});

async function listening<S extends net.Server>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const http = (listener: RequestListener): Promise<Server> => listening(createServer(listener));

/** Answers each connection's first bytes with a text, and ends. */
const raw = (text: string) =>
  listening(net.createServer((socket) => socket.once('data', () => socket.end(text))));

test.describe('Rate limits', () => {
  for (const [what, status, retryAfter] of [
    ['429 with seconds', 429, () => '1'],
    ['429 with a date', 429, () => new Date(Date.now() + 1000).toUTCString()],
    ['429 without Retry-After', 429, () => undefined],
    ['503 with Retry-After', 503, () => '1'],
  ] as const) {
    test(`${what} is waited out, and counted apart`, async ({ connect }) => {
      let calls = 0;
      const server = await http((_request, response) => {
        const after = retryAfter();
        if (calls++ === 0)
          response.writeHead(status, after === undefined ? {} : { 'Retry-After': after });
        response.end('{}');
      });
      const client = connect(server);

      const answer = await client.send(REQUEST);
      expect(answer.status).toBe(200);
      expect(client.waitedMs).toBeGreaterThan(0);
      expect(answer.exchange.durationMs).toBeLessThan(client.waitedMs);
    });
  }

  test('503 without Retry-After is an answer like any other', async ({ connect }) => {
    const server = await http((_request, response) => response.writeHead(503).end());
    const client = connect(server);

    const answer = await client.send(REQUEST);
    expect(answer.status).toBe(503);
    expect(client.waitedMs).toBe(0);
  });

  test('a target that throttles for ever is given up, and nothing more is sent', async ({
    connect,
  }) => {
    let calls = 0;
    const server = await http((_request, response) => {
      calls++;
      response.writeHead(429, { 'Retry-After': '86400' }).end();
    });
    const client = connect(server);

    const answer = await client.send(REQUEST);
    expect(answer.failure?.kind).toBe('not-sent');
    expect(client.abortReason).toContain('429');
    const next = await client.send(REQUEST);
    expect(next.failure?.kind).toBe('not-sent');
    expect(calls).toBe(1);
  });

  test('requests are spaced as MAX_RPS has it', async ({ connect }) => {
    const client = connect(await http((_request, response) => response.end('{}')), {
      spacingMs: 50,
    });

    const starts: number[] = [];
    for (let request = 0; request < 4; request++) {
      starts.push((await client.send(REQUEST)).exchange.startedAt);
    }
    const [first = 0] = starts;
    // Three gaps; timers may fire a millisecond early.
    expect((starts.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(3 * 50 - 5);
  });
});

test.describe('A response', () => {
  for (const [what, text, kind] of [
    ['no HTTP', 'hello\r\n', 'not-http'],
    [
      'a body shorter than announced',
      'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}',
      'incomplete',
    ],
    [
      'chunks without an end',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n',
      'incomplete',
    ],
    ['nothing at all', '', 'incomplete'],
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'not-http',
    ],
  ] as const) {
    test(`with ${what} is a failure of its kind`, async ({ connect }) => {
      const server = await raw(text);
      const client = connect(server);

      const { failure } = await client.send(REQUEST);
      expect(failure?.kind).toBe(kind);
    });
  }

  test('interim answers are passed over', async ({ connect }) => {
    const server = await raw(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    );
    const client = connect(server);

    const answer = await client.send(REQUEST);
    expect(answer.failure).toBeUndefined();
    expect(answer.status).toBe(200);
  });

  test('more bytes than announced are noticed', async ({ connect }) => {
    const server = await raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}');
    const client = connect(server);

    const answer = await client.send(REQUEST);
    expect(answer.trailingBytes).toBe(true);
    expect(answer.failure).toBeUndefined();
  });

  test('a redirect is not followed', async ({ connect }) => {
    const seen: string[] = [];
    const server = await http((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    const client = connect(server);

    const answer = await client.send(REQUEST);
    expect(answer.status).toBe(307);
    expect(seen).toEqual([REQUEST.target]);
  });

  test('nobody there is unreachable, and given up after three', async ({ connect }) => {
    const server = await http(() => undefined);
    const client = connect(server);
    server.close();
    await once(server, 'close');

    for (let request = 0; request < 3; request++) {
      const { failure } = await client.send(REQUEST);
      expect(failure?.kind).toBe('unreachable');
    }
    const { failure } = await client.send(REQUEST);
    expect(failure?.kind).toBe('not-sent');
  });

  test('an answer that never ends is cut at REQUEST_TIMEOUT_MS', async ({ connect }) => {
    const server = await http((_request, response) => {
      response.write('{');
    });
    const client = connect(server, { timeoutMs: 300 });

    const { failure } = await client.send(REQUEST);
    expect(failure?.kind).toBe('timeout');
    expect(failure?.message).toContain('REQUEST_TIMEOUT_MS=300');
  });

  test('a connection that was kept alive and is closed is no failure', async ({ connect }) => {
    const server = await http((request, response) => {
      response.end('{}');
      response.on('finish', () => setImmediate(() => request.socket.destroy()));
    });
    const client = connect(server);

    for (let request = 0; request < 5; request++) {
      const answer = await client.send(REQUEST);
      expect(answer.failure).toBeUndefined();
    }
  });
});

test('a server that dies of a request has cut it off, though its connection was kept alive', async ({
  connect,
}) => {
  let calls = 0;
  const server = await http((request, response) => {
    if (calls++ === 0) {
      response.end('{}');
      return;
    }
    server.close();
    request.socket.destroy();
  });
  const client = connect(server);

  expect((await client.send(REQUEST)).failure).toBeUndefined();
  const { failure, connection } = await client.send(REQUEST);
  expect(connection?.reused).toBe(true);
  expect(failure?.kind).toBe('incomplete');
});

test('requests sent together are all under way at once, each on a connection of its own', async ({
  connect,
}) => {
  const open: (() => void)[] = [];
  const ports = new Set<number>();
  // Nobody is answered before all have come.
  const server = await http((request, response) => {
    ports.add(request.socket.remotePort ?? 0);
    open.push(() => response.end('{}'));
    if (open.length === 4) for (const answer of open) answer();
  });
  const client = connect(server);

  const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST, REQUEST]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(ports.size).toBe(4);
});

test('a request that is asked to come later each time they overlap is sent again alone', async ({
  connect,
}) => {
  let running = 0;
  const server = await http((_request, response) => {
    if (running++ > 0) {
      running--;
      response.writeHead(429, { 'Retry-After': '0' }).end();
      return;
    }
    setTimeout(() => {
      running--;
      response.end('{}');
    }, 50);
  });
  const client = connect(server);

  const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(overlapped(answers.map((each) => toSync(each, '7', [])))).toBe(true);
  expect(answers.filter(({ exchange }) => exchange.note?.includes('429'))).toHaveLength(2);
});
