import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test, type TestInfo } from '@playwright/test';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { conformance, having, reportOf, targetOf, type Environment } from '../support/run';
import { listen, withReference } from '../support/servers';
import { certificate } from './servers/certificates';

const BRIEF = '--grep=one user is attached';
/** A name that no DNS has: only the proxy knows where it is. */
const HOST = 'staging.sync-users.invalid';

/** A proxy that tunnels to 127.0.0.1, whatever the host; or answers CONNECT with a status. */
async function openProxy(status = 200) {
  const connects: string[] = [];
  const seen: Buffer[] = [];
  const server = http.createServer();
  server.on('connect', (request, socket: net.Socket) => {
    connects.push(request.url ?? '');
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${String(status)} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target = net.connect(Number((request.url ?? '').split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.on('data', (bytes: Buffer) => seen.push(bytes));
      socket.pipe(target).pipe(socket);
    });
    for (const end of [socket, target])
      end.on('error', () => socket.destroy(target.destroy().errored ?? undefined));
  });
  const { baseUrl, close } = await listen(server);
  return { url: new URL(baseUrl).origin, connects, seen: () => Buffer.concat(seen), close };
}

/** Uses a reference server behind TLS, with a certificate of a CA that is made for it. */
async function behindTls(
  testInfo: TestInfo,
  host: string | undefined,
  use: (config: Environment, server: ReferenceServer) => Promise<void>,
): Promise<void> {
  const ca = certificate({ ca: true, host: 'ca' });
  const own = certificate({ issuer: ca, ...(host !== undefined && { host }) });
  const file = testInfo.outputPath('ca.pem');
  writeFileSync(file, ca.cert);
  await withReference(undefined, async (server) => {
    const { port, pathname } = new URL(server.baseUrl);
    const front = await listen(
      tls.createServer(own, (socket) => {
        const back = net.connect(Number(port), '127.0.0.1');
        for (const end of [socket, back]) end.on('error', () => end.destroy());
        socket.pipe(back).pipe(socket);
      }),
      'https',
    );
    const url = new URL(front.baseUrl);
    try {
      await use(
        {
          ...targetOf(server, { customers: 1, users: 12 }),
          BASE_URL: `https://${host ?? url.hostname}:${url.port}${pathname}`,
          NODE_EXTRA_CA_CERTS: file,
        },
        server,
      );
    } finally {
      await front.close();
    }
  });
}

test.describe('A target behind TLS', () => {
  test('with a CA of its own is reached by NODE_EXTRA_CA_CERTS, and not without', async ({}, testInfo) => {
    await behindTls(testInfo, undefined, async (config) => {
      const run = await conformance(testInfo, config, BRIEF);
      expect(having(reportOf(run), 'passed')).toContain('attach.one');
      const without = await conformance(testInfo, { ...config, NODE_EXTRA_CA_CERTS: '' }, BRIEF);
      expect(without.exitCode).toBe(2);
      expect(without.stderr).toMatch(/certificate rejected: .*NODE_EXTRA_CA_CERTS/);
    });
  });

  test('is reached through HTTPS_PROXY, which does not see the token', async ({}, testInfo) => {
    const proxy = await openProxy();
    await behindTls(testInfo, HOST, async (config, server) => {
      const run = await conformance(testInfo, { ...config, HTTPS_PROXY: proxy.url }, BRIEF);
      expect(having(reportOf(run), 'passed')).toContain('attach.one');
      expect(proxy.connects[0]).toMatch(new RegExp(`^${HOST}:\\d+$`));
      expect(proxy.seen().length).toBeGreaterThan(1000);
      expect(proxy.seen().includes(server.token)).toBe(false);
    });
    await proxy.close();
  });

  test('is reached past HTTPS_PROXY, where NO_PROXY names it', async ({}, testInfo) => {
    const proxy = await openProxy();
    await behindTls(testInfo, undefined, async (config) => {
      const target = { ...config, HTTPS_PROXY: proxy.url };
      const past = await conformance(testInfo, { ...target, NO_PROXY: '127.0.0.1' }, BRIEF);
      expect(having(reportOf(past), 'passed')).toContain('attach.one');
      expect(proxy.connects).toEqual([]);
      await conformance(testInfo, target, BRIEF);
      expect(proxy.connects.length, 'the control').toBeGreaterThan(0);
    });
    await proxy.close();
  });

  for (const status of [401, 407, 502]) {
    test(`is out of reach by a proxy that answers ${String(status)}`, async ({}, testInfo) => {
      const proxy = await openProxy(status);
      await behindTls(testInfo, HOST, async (config) => {
        const withUser = proxy.url.replace('//', '//user:Proxy-Password-7%2Fx@');
        const run = await conformance(testInfo, { ...config, HTTPS_PROXY: withUser }, BRIEF);
        expect(run.exitCode).toBe(2);
        expect(run.stderr).toMatch(
          new RegExp(
            `cannot be reached \\(via proxy 127.0.0.1:\\d+: CONNECT was rejected with ${String(status)}\\)`,
          ),
        );
        expect(run.stdout + run.stderr).not.toContain('Proxy-Password');
      });
      await proxy.close();
    });
  }
});
