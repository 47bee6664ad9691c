import http from 'node:http';
import type { ChildProcess } from 'node:child_process';
import type net from 'node:net';
import { having, reportOf, targetOf, type Environment } from '../support/run';
import { listen } from '../support/servers';
import { expect, test as base } from '../support/test';

const BRIEF = '--grep=one user is attached';

/** Resolves once a run prints that it waits. */
const waiting = ({ stderr }: ChildProcess) =>
  new Promise<void>((resolve) => {
    stderr?.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('Waiting up to')) resolve();
    });
  });

interface Deployment {
  target: Environment;
  /** Requests while the server was coming up. */
  early: string[];
  /** Begins to listen: to answer 503 three times, and then as the reference server. */
  comeUp: () => void;
}

const test = base.extend<{ deployment: Deployment }>({
  deployment: async ({ reference }, use) => {
    const server = await reference();
    const { port, pathname } = new URL(server.baseUrl);
    const early: string[] = [];
    const gateway = http.createServer((request, response) => {
      const { method = '', url: path = '', headers } = request;
      if (early.length < 3) {
        early.push(`${method} ${path} ${headers.authorization ?? 'no token'}`);
        response.writeHead(503, { 'Retry-After': '3600' }).end();
        return;
      }
      const options = { port, method, path, headers: request.rawHeaders, agent: false };
      const forwarded = http.request({ host: '127.0.0.1', ...options }, (received) => {
        response.writeHead(received.statusCode ?? 500, received.rawHeaders);
        received.pipe(response);
      });
      request.pipe(forwarded);
    });
    const reserved = await listen(http.createServer());
    const { port: own, origin } = new URL(reserved.baseUrl);
    await reserved.close();
    const sockets = new Set<net.Socket>();
    gateway.on('connection', (socket) => sockets.add(socket));
    const target = {
      ...targetOf(server, { customers: 1, users: 12 }),
      BASE_URL: origin + pathname,
    };
    await use({ target, early, comeUp: () => gateway.listen(Number(own), '127.0.0.1') });
    for (const socket of sockets) socket.destroy();
    gateway.close();
  },
});

test('A run waits for a server that is coming up, and sends probes alone until then', async ({
  deployment: { target, early, comeUp },
  startRun,
}) => {
  const given = { ...target, WAIT_MS: '60000', REQUIRE_ALL: '1', FORBIDDEN_TOKEN: '' };
  const { process: child, ended } = startRun(given, BRIEF);
  await waiting(child);
  comeUp();
  const run = await ended;
  expect(run.stderr).toMatch(/Waiting up to 60\.0 s for http\S+ to come up \(.*ECONNREFUSED/);
  expect(early).toEqual(Array(3).fill(`GET ${new URL(target.BASE_URL ?? '').pathname}/ no token`));
  const report = reportOf(run);
  expect(having(report, 'passed')).toContain('attach.one');
  expect(report.notes).toContainEqual(expect.stringMatching(/ responded after \d+\.\d s\.$/));
  expect(report.notes).toContainEqual(
    expect.stringMatching(/^REQUIRE_ALL=1, .* auth\.forbidden \(needs FORBIDDEN_TOKEN\)/),
  );
});

test('A run that waited in vain names the limit, and sends nothing', async ({
  deployment: { target },
  conformance,
}) => {
  const run = await conformance({ ...target, WAIT_MS: '1200' }, BRIEF);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(
    /did not come up within WAIT_MS=1200 ms: .*ECONNREFUSED.*raise WAIT_MS/,
  );
  expect(run.reportText).toBeUndefined();
});

test('Ctrl-C ends the wait', async ({ deployment: { target }, startRun }) => {
  const { process: child, ended } = startRun({ ...target, WAIT_MS: '500000' }, BRIEF);
  await waiting(child);
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const run = await ended;
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('The run was stopped by SIGINT.');
});
