import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { having, reportOf, resultOf, targetOf, type Environment } from '../support/run';
import { fault, type listen } from '../support/servers';
import { bash } from '../support/shell';
import { expect, test as base } from '../support/test';
import { written } from '../support/written';
import { certificate } from './servers/certificates';

const BRIEF = '--grep=one user is attached';
const PASSPHRASE = 'Open-Sesame-8c1e';
/** A name that no DNS has: only the proxy knows where it is. */
const HOST = 'staging.sync-users.invalid';

/** A proxy that tunnels to 127.0.0.1, whatever the host; or answers CONNECT with a status. */
async function startProxy(start: typeof listen, status = 200) {
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
  const { baseUrl } = await start(server);
  return { url: new URL(baseUrl).origin, connects, seen: () => Buffer.concat(seen) };
}

const test = base.extend<{
  /** Opens a proxy that tunnels to 127.0.0.1, or answers CONNECT with a status. */
  openProxy: (status?: number) => ReturnType<typeof startProxy>;
  /** Starts a reference server behind TLS, with a certificate of a CA that is made for it. */
  behindTls: (host?: string) => Promise<Environment>;
  /** Starts a faulty one that requires a client certificate as well. */
  mutualTls: () => Promise<{ target: Environment; own: Environment; foreign: Environment }>;
}>({
  openProxy: async ({ onEphemeralPort }, use) => {
    await use((status) => startProxy(onEphemeralPort, status));
  },
  mutualTls: async ({ reference, onEphemeralPort }, use, testInfo) => {
    await use(async () => {
      const [ca, otherCa] = [certificate({ ca: true, host: 'ca' }), certificate({ ca: true })];
      const write = (name: string, text: string) => {
        const file = testInfo.outputPath(name);
        writeFileSync(file, text);
        return file;
      };
      const clientOf = (name: string, issuer: typeof ca): Environment => {
        const { cert, key } = certificate({ issuer, host: 'client.example.com' });
        const encrypted = createPrivateKey(key)
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
          .toString();
        return {
          CLIENT_CERT: write(`${name}.pem`, cert),
          CLIENT_KEY: write(`${name}-key.pem`, encrypted),
          CLIENT_KEY_PASSPHRASE: PASSPHRASE,
        };
      };
      const server = await reference(fault('subset-detaches-nobody'));
      const { port, pathname } = new URL(server.baseUrl);
      const mutual = { requestCert: true, rejectUnauthorized: true, ca: ca.cert };
      const tunnel = tls.createServer(
        { ...certificate({ issuer: ca, host: HOST }), ...mutual },
        (socket) => {
          const back = net.connect(Number(port), '127.0.0.1');
          for (const end of [socket, back]) end.on('error', () => end.destroy());
          socket.pipe(back).pipe(socket);
        },
      );
      const url = new URL((await onEphemeralPort(tunnel, 'https')).baseUrl);
      const proxy = await startProxy(onEphemeralPort);
      const target = {
        ...targetOf(server, { customers: 1, users: 12 }),
        BASE_URL: `https://${HOST}:${url.port}${pathname}`,
        HTTPS_PROXY: proxy.url,
        NODE_EXTRA_CA_CERTS: write('ca.pem', ca.cert),
      };
      return { target, own: clientOf('own', ca), foreign: clientOf('foreign', otherCa) };
    });
  },
  behindTls: async ({ reference, onEphemeralPort }, use, testInfo) => {
    await use(async (host) => {
      const ca = certificate({ ca: true, host: 'ca' });
      const own = certificate({ issuer: ca, ...(host !== undefined && { host }) });
      const file = testInfo.outputPath('ca.pem');
      writeFileSync(file, ca.cert);
      const server = await reference();
      const { port, pathname } = new URL(server.baseUrl);
      const tunnel = tls.createServer(own, (socket) => {
        const back = net.connect(Number(port), '127.0.0.1');
        for (const end of [socket, back]) end.on('error', () => end.destroy());
        socket.pipe(back).pipe(socket);
      });
      const url = new URL((await onEphemeralPort(tunnel, 'https')).baseUrl);
      return {
        ...targetOf(server, { customers: 1, users: 12 }),
        BASE_URL: `https://${host ?? url.hostname}:${url.port}${pathname}`,
        NODE_EXTRA_CA_CERTS: file,
      };
    });
  },
});

test.describe('A target behind TLS', () => {
  test('is reached past HTTPS_PROXY, where NO_PROXY names it, if its CA is known', async ({
    openProxy,
    behindTls,
    conformance,
  }) => {
    const proxy = await openProxy();
    const target = { ...(await behindTls()), HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    const run = await conformance(target, BRIEF);
    expect(having(reportOf(run), 'passed')).toContain('attach.one');
    const without = await conformance({ ...target, NODE_EXTRA_CA_CERTS: '' }, BRIEF);
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toMatch(/certificate rejected: .*NODE_EXTRA_CA_CERTS/);
    expect(proxy.connects).toEqual([]);
  });

  test('is named otherwise in BASE_URL than in its certificate, which is the advice', async ({
    behindTls,
    conformance,
  }) => {
    const target = await behindTls(HOST);
    const BASE_URL = (target.BASE_URL ?? '').replace(HOST, '127.0.0.1');
    const run = await conformance({ ...target, BASE_URL }, BRIEF);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('use a host in BASE_URL that the certificate names');
    expect(run.stderr).not.toContain('NODE_EXTRA_CA_CERTS');
  });

  for (const host of [HOST, undefined]) {
    test(`is reached as ${host ?? 'an IP address'} through HTTPS_PROXY, which does not see the token`, async ({
      openProxy,
      behindTls,
      conformance,
    }) => {
      const proxy = await openProxy();
      const target = { ...(await behindTls(host)), HTTPS_PROXY: proxy.url };
      const run = await conformance(target, BRIEF);
      expect(having(reportOf(run), 'passed')).toContain('attach.one');
      expect(proxy.connects[0]).toMatch(new RegExp(`^${host ?? '127.0.0.1'}:\\d+$`));
      expect(proxy.seen().length).toBeGreaterThan(1000);
      expect(proxy.seen().includes(target.API_TOKEN ?? '')).toBe(false);
    });
  }

  for (const status of [401, 407, 502]) {
    test(`cannot be reached by a proxy that rejects CONNECT with ${String(status)}`, async ({
      openProxy,
      behindTls,
      conformance,
    }) => {
      const { url } = await openProxy(status);
      const withUser = url.replace('//', '//user:Proxy-Password-7%2Fx@');
      const run = await conformance({ ...(await behindTls(HOST)), HTTPS_PROXY: withUser }, BRIEF);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(
        /cannot be reached \(via proxy 127.0.0.1:\d+: CONNECT was rejected/,
      );
      expect(run.stderr).toContain(`rejected with ${String(status)})`);
      expect(run.stdout + run.stderr).not.toContain('Proxy-Password');
    });
  }
});

test.describe('A target that requires a client certificate', () => {
  test('gets it through a proxy and from curl, and the passphrase is in no output', async ({
    mutualTls,
    conformance,
  }) => {
    const { target, own } = await mutualTls();
    const run = await conformance({ ...target, ...own }, '--grep=Detach');
    expect(run.exitCode).toBe(1);
    const texts = written(run).filter(([, text]) => text.includes(PASSPHRASE));
    expect(texts.map(([where]) => where)).toEqual([]);
    expect(run.stdout).toContain('$CLIENT_CERT: the setting of the run');

    const [{ reproduce = '' } = {}] = resultOf(reportOf(run), 'detach.unlisted').findings;
    const { BASE_URL, API_TOKEN, HTTPS_PROXY, NODE_EXTRA_CA_CERTS: CURL_CA_BUNDLE } = target;
    const env = { PATH: process.env['PATH'], BASE_URL, API_TOKEN, HTTPS_PROXY, CURL_CA_BUNDLE };
    const { output } = await bash(reproduce, { cwd: '.', env: { ...env, ...own } });
    expect(output).toContain('{"data":[');
    expect(output).not.toContain('curl: ');
  });

  test('is not reached without it, or with that of another CA', async ({
    mutualTls,
    conformance,
  }) => {
    const { target, foreign } = await mutualTls();
    for (const given of [{}, foreign]) {
      const run = await conformance({ ...target, ...given }, BRIEF);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(/client certificate.* CLIENT_CERT and CLIENT_KEY/i);
    }
  });
});
