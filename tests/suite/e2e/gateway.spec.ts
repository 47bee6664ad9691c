import http from 'node:http';
import type { Patch } from '../../../helpers/reference/server';
import { having, reportOf, resultOf, targetOf, type Environment } from '../support/run';
import { fault } from '../support/servers';
import { bash } from '../support/shell';
import { expect, test as base } from '../support/test';
import { formsOf, written } from '../support/written';

const KEY = '9f2b71c4-d8e6-Open-Sesame';
const CREDENTIALS = 'c3RhZ2luZy1nYXRl';
/** Each field that the gateway asks for, with its value. */
const FIELDS = { 'x-gateway-key': KEY, 'proxy-authorization': `Gate ${CREDENTIALS}`, 'x-env': '7' };
const EXTRA_HEADERS = Object.entries(FIELDS)
  .map((field) => field.join(': '))
  .join('\\n');

const PAGE = '<!doctype html><title>Sign in</title>';

const test = base.extend<{
  /** Starts a reference server behind a gateway that asks for fields, and repeats them. */
  behindGateway: (patch?: Patch) => Promise<{ target: Environment; refused: () => string[] }>;
}>({
  behindGateway: async ({ reference, onEphemeralPort }, use) => {
    await use(async (patch) => {
      const server = await reference(patch);
      const { port, pathname } = new URL(server.baseUrl);
      const refused: string[] = [];
      const gateway = http.createServer((request, response) => {
        const { method = '', url: path = '', headers } = request;
        if (Object.entries(FIELDS).some(([name, value]) => headers[name] !== value)) {
          refused.push(`${method} ${path}`);
          response.writeHead(403, { 'Content-Type': 'text/html' }).end(PAGE);
          return;
        }
        const options = { port, method, path, headers: request.rawHeaders, agent: false };
        const forwarded = http.request({ host: '127.0.0.1', ...options }, (received) => {
          const repeated = ['X-Seen', [...Object.values(FIELDS), btoa(KEY), encodeURI(KEY)].join()];
          response.writeHead(received.statusCode ?? 500, [...received.rawHeaders, ...repeated]);
          received.pipe(response);
        });
        request.pipe(forwarded);
      });
      const { baseUrl } = await onEphemeralPort(gateway);
      const target = {
        ...targetOf(server, { customers: 2, users: 12 }),
        BASE_URL: new URL(pathname, baseUrl).href,
      };
      return { target, refused: () => refused };
    });
  },
});

test('A gateway gets its fields with every request, and nobody else sees them', async ({
  behindGateway,
  conformance,
}) => {
  const { target, refused } = await behindGateway(fault('subset-detaches-nobody'));
  const run = await conformance({ ...target, EXTRA_HEADERS, VERBOSE: '1', FORBIDDEN_TOKEN: '' });
  expect(refused()).toEqual([]);
  expect(run.exitCode).toBe(1);
  const report = reportOf(run);
  expect(having(report, 'passed')).toContain('attach.one');
  const [finding] = resultOf(report, 'detach.unlisted').findings;
  expect(finding?.exchanges.at(-1)?.request.headers).toContainEqual([
    'x-gateway-key',
    '[EXTRA_HEADER_1]',
  ]);

  const outputs = written(run);
  for (const secret of [KEY, CREDENTIALS]) {
    for (const form of formsOf(secret)) {
      expect(outputs.filter(([, text]) => text.includes(form)).map(([where]) => where)).toEqual([]);
    }
  }
  expect(run.stdout).toContain('$EXTRA_HEADER_1: the value of x-gateway-key in EXTRA_HEADERS');
  const page = outputs.find(([where]) => where.endsWith('index.html'))?.[1];
  expect(page).toContain('<code>$EXTRA_HEADER_1</code>: the value of x-gateway-key');

  const script = finding?.reproduce ?? '';
  const { BASE_URL = '', API_TOKEN = '' } = target;
  const [EXTRA_HEADER_1, EXTRA_HEADER_2, EXTRA_HEADER_3] = Object.values(FIELDS);
  const env = { PATH: process.env['PATH'], BASE_URL, API_TOKEN };
  const extra = { EXTRA_HEADER_1, EXTRA_HEADER_2, EXTRA_HEADER_3 };
  const { output } = await bash(script, { cwd: '.', env: { ...env, ...extra } });
  expect([...new Set(output.match(/HTTP\/1\.1 \d+/g))]).toEqual(['HTTP/1.1 200']);
});

test('A gateway without its fields is named, with the setting for them', async ({
  behindGateway,
  conformance,
}) => {
  const { target, refused } = await behindGateway();
  const run = await conformance(target);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('If it asks for header fields, set EXTRA_HEADERS.');
  expect(refused()).not.toEqual([]);
});
