import { spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Client } from '../../../helpers/http/client';
import type { HttpRequest } from '../../../helpers/http/transport';
import {
  alteredTokens,
  bearer,
  emptyCredentials,
  otherSchemes,
  schemeCases,
} from '../../../helpers/http/credentials';
import type { Exchange } from '../../../helpers/http/exchange';
import { redactor } from '../../../helpers/http/redact';
import { reproduce } from '../../../helpers/report/render/curl';

/** Of the characters of base64, whose `+`, `/` and `=` mean something in a URL. */
const TOKEN = 'Tok3n.with+some/of-each_kind~==';
const FORBIDDEN = 'Another-Token-9';

/** A received request without the header fields that depend on the client. */
interface Seen {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: string;
}

const OWN_OF_CLIENTS = ['host', 'connection', 'accept', 'accept-encoding', 'user-agent'];

let server: http.Server;
let client: Client;
let seen: Seen[];
/** Of the clients' connections, one for each request. */
let ports: (number | undefined)[];

test.beforeEach(async () => {
  seen = [];
  ports = [];
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      ports.push(request.socket.remotePort);
      const body = Buffer.concat(chunks);
      const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      seen.push({
        method: request.method ?? '',
        target: request.url ?? '',
        headers: headers
          .filter(([name]) => !OWN_OF_CLIENTS.includes(name))
          // Content-Length: 0 is optional without a body.
          .filter(([name, value]) => name !== 'content-length' || value !== '0')
          .sort(([a], [b]) => a.localeCompare(b)),
        body: body.toString('latin1'),
      });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new Client({
    baseUrl: baseUrl(),
    timeoutMs: 10_000,
    redact: redactor({ API_TOKEN: TOKEN, FORBIDDEN_TOKEN: FORBIDDEN }),
    spacingMs: 0,
    idPrefix: 't.',
  });
});

test.afterEach(() => {
  client.close();
  server.closeAllConnections();
  server.close();
});

function baseUrl(): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/third-party/v1`;
}

const plain: HttpRequest = {
  method: 'POST',
  target: '/customers/7/users',
  authorization: bearer(TOKEN),
  headers: [['Content-Type', 'application/json']],
  body: '{"user_ids":[101,102]}',
};

/** Sends requests with the client, and the lines for them with a shell; what came of both. */
async function twice(
  ...requests: readonly HttpRequest[]
): Promise<{ sent: Seen[]; again: Seen[]; script: string | undefined }> {
  const exchanges: Exchange[] = [];
  for (const request of requests) exchanges.push((await client.send(request)).exchange);
  const sent = seen.splice(0);
  const script = reproduce(exchanges);
  if (script !== undefined) await shell(script);
  return { sent, again: seen.splice(0), script };
}

/** In a shell of its own, with what the lines ask for and nothing else. */
async function shell(script: string): Promise<void> {
  const bash = spawn('bash', ['--noprofile', '--norc', '-euo', 'pipefail', '-c', script], {
    env: {
      PATH: process.env['PATH'] ?? '',
      BASE_URL: baseUrl(),
      API_TOKEN: TOKEN,
      FORBIDDEN_TOKEN: FORBIDDEN,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaints: Buffer[] = [];
  bash.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const code = await new Promise((resolve) => bash.on('close', resolve));
  expect(Buffer.concat(complaints).toString()).toBe('');
  expect(code).toBe(0);
}

test.describe('The curl lines of a finding', () => {
  for (const [what, request] of [
    ['a sync', plain],
    ['a sync without credentials', { ...plain, authorization: undefined }],
    ['no Content-Type', { ...plain, headers: [] }],
    ['another Content-Type', { ...plain, headers: [['Content-Type', 'text/plain; x="y"']] }],
    ['no body', { ...plain, body: undefined }],
    ['no body and no Content-Type', { ...plain, headers: [], body: undefined }],
    ['an empty body', { ...plain, body: '' }],
    ['a GET', { ...plain, method: 'GET', headers: [], body: undefined }],
    ['a PUT', { ...plain, method: 'PUT' }],
    ['a query', { ...plain, target: '/customers/7/users?a=1&b=%20&c=$HOME' }],
    ['an odd path', { ...plain, target: '/customers/%00+7;`id`\'"!*[1]{a,b}\\/users' }],
    ['dots in the path', { ...plain, target: '/customers/./7/../9/users' }],
    ['single quotes', { ...plain, body: "{'user_ids':['101'], 'it''s'}" }],
    ['double quotes and backslashes', { ...plain, body: '{"a":"\\"b\\\\c\\u0041"}' }],
    ['what a shell would expand', { ...plain, body: '$HOME `id` $(id) ~ * !! \\$x ${PATH}' }],
    ['lines', { ...plain, body: '{\r\n\t"user_ids": [101]\n}\n\n' }],
    ['letters of any script', { ...plain, body: '{"note":"Zoë 山田 😀\u202e"}' }],
    ['a body that begins with @', { ...plain, body: '@/dev/null' }],
    ['a body that begins with a hyphen', { ...plain, body: '--data x' }],
    ['a body that speaks of a token', { ...plain, body: '["$API_TOKEN", "[OTHER_TOKEN]"]' }],
    [
      'more header fields',
      {
        ...plain,
        headers: [
          ['X-One', "it's"],
          ['Cookie', 'a="b"; c=$d'],
        ],
      },
    ],
  ] satisfies [string, HttpRequest][]) {
    test(`send the same again: ${what}`, async () => {
      const { sent, again, script } = await twice(request);
      expect(script).toBeDefined();
      expect(again).toEqual(sent);
    });
  }

  for (const authorization of [
    bearer(FORBIDDEN, 'FORBIDDEN_TOKEN'),
    ...emptyCredentials,
    ...otherSchemes(TOKEN),
    ...schemeCases(TOKEN),
    ...alteredTokens(TOKEN),
  ]) {
    test(`send the same credentials: ${authorization.shell}`, async () => {
      const { sent, again, script } = await twice({ ...plain, authorization });
      expect(again).toEqual(sent);
      expect(sent[0]?.headers).toContainEqual(['authorization', authorization.value]);
      expect(script).not.toContain(TOKEN);
      expect(script).not.toContain(FORBIDDEN);
    });
  }

  for (const [what, elsewhere] of [
    ['the query, as it is', { target: `${plain.target}?token=${TOKEN}` }],
    ['a cookie', { headers: [['Cookie', `a=1; token=${TOKEN}`]] }],
    ['the body', { body: JSON.stringify({ user_ids: [101], access_token: TOKEN }) }],
  ] satisfies [string, Partial<HttpRequest>][]) {
    test(`send the token in ${what}, without showing it`, async () => {
      const { sent, again, script } = await twice({
        ...plain,
        authorization: undefined,
        ...elsewhere,
      });
      expect(JSON.stringify(sent)).toMatch(/Tok3n\.with/);
      expect(script).toBeDefined();
      expect(script).not.toContain(TOKEN);
      expect(again).toEqual(sent);
    });
  }

  test('send several in their order', async () => {
    const { sent, again, script } = await twice({ ...plain, body: '{"user_ids":[]}' }, plain, {
      ...plain,
      authorization: undefined,
    });
    expect(sent).toHaveLength(3);
    expect(again).toEqual(sent);
    expect(script?.match(/^curl /gm)).toHaveLength(3);
  });

  test('send over one connection what was sent over one', async () => {
    const { sent } = await twice(plain, { ...plain, authorization: undefined });
    const exchanges = [
      (await client.send(plain)).exchange,
      (await client.send({ ...plain, authorization: undefined })).exchange,
    ];
    seen = [];
    await shell(reproduce(exchanges, { oneConnection: true }) ?? '');
    expect(seen).toEqual(sent);
    expect(new Set(ports.slice(-2)).size).toBe(1);
    // The control: lines of their own have connections of their own.
    await shell(reproduce(exchanges) ?? '');
    expect(new Set(ports.slice(-2)).size).toBe(2);
  });

  test('send at once what was sent at once', async () => {
    const more = Array<HttpRequest>(2).fill({ ...plain, body: '{}' });
    const before = (await client.send(plain)).exchange;
    const together = (await client.sendTogether(more)).map(({ exchange }) => exchange);
    const after = (await client.send(plain)).exchange;
    const script = reproduce([before, ...together, after]) ?? '';
    expect(script.replace(/curl [^&]*?(?=( &)?(\n(wait|curl)|$))/g, 'curl')).toBe(
      'curl\ncurl &\ncurl &\nwait\ncurl',
    );
    const sent = seen.splice(0);
    await shell(script);
    expect(seen).toEqual(sent);
  });

  test('are not there where the token was sent in another form', async () => {
    const target = `${plain.target}?token=${encodeURIComponent(TOKEN)}`;
    expect((await twice({ ...plain, target })).script).toBeUndefined();
  });

  test('are not there where a body cannot be written down', async () => {
    const bytes = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
    expect((await twice({ ...plain, body: bytes })).script).toBeUndefined();
    expect((await twice(plain, { ...plain, body: bytes })).script).toBeUndefined();
    expect(reproduce([])).toBeUndefined();
  });

  test('are there up to what evidence keeps of a body, and not beyond', async () => {
    expect((await twice({ ...plain, body: 'x'.repeat(4000) })).script).toBeDefined();
    for (let length = 4001; length < 4060; length++) {
      const { sent, script } = await twice({ ...plain, body: 'x'.repeat(length) });
      expect(sent[0]?.body).toHaveLength(length);
      expect(script, `a body of ${String(length)}`).toBeUndefined();
    }
  });
});
