import http from 'node:http';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { expect } from '@playwright/test';
import { overlapped } from '../../../helpers/checks/concurrency';
import { toSync } from '../../../helpers/checks/listing';
import { unreachable } from '../../../helpers/http/unreachable';
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
      const answer = await client.send(REQUEST);
      expect(answer.status).toBe(200);
      expect(client.waitedMs).toBeGreaterThan(0);
      expect(answer.exchange.durationMs).toBeLessThan(client.waitedMs);
    });
  }

  test('503 without Retry-After is a response like any other', async ({ connect }) => {
    const { client } = await connect((_request, response) => response.writeHead(503).end());
    expect((await client.send(REQUEST)).status).toBe(503);
    expect(client.waitedMs).toBe(0);
  });

  test('a target that always throttles gets no more requests', async ({ connect }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      calls++;
      response.writeHead(429, { 'Retry-After': '86400' }).end();
    });
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(client.abortReason).toContain('429');
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(calls).toBe(1);
  });

  test('a lock-out ends where renewed, and the end of a run does not', async ({ connect }) => {
    let calls = 0;
    const { client } = await connect((_request, response) => {
      response.writeHead(calls++ === 0 ? 429 : 200, { 'Retry-After': '200' }).end();
    });
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    client.renew();
    expect((await client.send(REQUEST)).failure).toBeUndefined();
    client.giveUp('The run was stopped.');
    client.renew();
    expect((await client.send(REQUEST)).failure?.kind).toBe('not-sent');
    expect(calls).toBe(2);
  });

  test('requests are spaced as MAX_RPS requires', async ({ connect }) => {
    const { client } = await connect((_request, response) => response.end(), { spacingMs: 50 });
    const first = (await client.send(REQUEST)).exchange.startedAt;
    for (let request = 0; request < 2; request++) await client.send(REQUEST);
    const last = (await client.send(REQUEST)).exchange.startedAt;
    // Three gaps; timers may fire a millisecond early.
    expect(last - first).toBeGreaterThanOrEqual(3 * 50 - 5);
  });
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
    const { client } = await connect((request, response) => {
      if (served.has(request.socket)) request.socket.destroy();
      else response.end('{}');
      served.add(request.socket);
    });
    await client.send(REQUEST);
    const results = await client.sendAtOnce([REQUEST, REQUEST], 0);
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
    other.giveUp('The run was stopped.');
    expect(other.takesSeveral).toBe(false);
  });
});

const OK = 'HTTP/1.1 200 OK\r\n';
const EMPTY_OBJECT = `${OK}Content-Length: 2\r\n\r\n{}`;
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

  test('of nobody is an unreachable target, and nothing is sent after three', async ({
    connect,
  }) => {
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
      { timeoutMs: 1_000 },
    );
    const answers = await client.sendTogether([REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('are retried alone if they are throttled each time they overlap', async ({ connect }) => {
    let running = 0;
    const { client } = await connect((_request, response) => {
      if (running > 0) {
        response.writeHead(429, { 'Retry-After': '0' }).end();
        return;
      }
      running++;
      setTimeout(() => {
        running--;
        response.end('{}');
      }, 50);
    });
    const answers = await client.sendTogether([REQUEST, REQUEST, REQUEST]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(overlapped(answers.map((each) => toSync(each, '7', [])))).toBe(true);
    expect(answers.filter(({ exchange }) => exchange.note?.includes('429'))).toHaveLength(2);
  });
});

test.describe('Why there is no connection, and what to do', () => {
  for (const [code, advice] of [
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'use a host in BASE_URL that the certificate names'],
    ['CERT_HAS_EXPIRED', 'renew it, or check the clock of this machine'],
    ['CERT_NOT_YET_VALID', 'check the clock of this machine'],
    ['CERT_REVOKED', 'replace it'],
    ['CERT_SIGNATURE_FAILURE', 'replace the certificate of the server'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'set NODE_EXTRA_CA_CERTS for a private CA'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'set NODE_EXTRA_CA_CERTS for a private CA'],
  ] as const) {
    test(`names the remedy for ${code}`, () => {
      const error = Object.assign(new Error('reason'), { code });
      expect(unreachable(error)).toBe(`certificate rejected: reason; ${advice}`);
    });
  }

  for (const [code, question] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'is this port plain HTTP?'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'does the server have TLS 1.2?'],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'does the server require a client certificate? Set CLIENT_CERT and CLIENT_KEY to one that it accepts',
    ],
  ] as const) {
    test(`asks about the handshake that ended with ${code}`, () => {
      const error = Object.assign(new Error('reason'), { code });
      expect(unreachable(error)).toBe(`TLS handshake failed (${code}); ${question}`);
    });
  }

  test('is as short as a message', () => {
    const error = Object.assign(new Error('x'.repeat(9_999)), { code: 'CERT_REVOKED' });
    expect(unreachable(error).length).toBeLessThan(400);
  });
});
