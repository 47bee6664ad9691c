import { expect } from '@playwright/test';
import { alteredTokens } from '../../../helpers/http/altered-tokens';
import {
  bearer,
  emptyCredentials,
  otherSchemes,
  schemeCases,
} from '../../../helpers/http/credentials';
import { syncBody } from '../../../helpers/http/requests';
import type { HttpRequest } from '../../../helpers/http/transport';
import { reproduce } from '../../../helpers/http/curl';
import { EXTRA_HEADERS, FORBIDDEN, SECRETS, test, TOKEN } from '../support/curl-replay';
import { bash } from '../support/shell';

const plain: HttpRequest = {
  method: 'POST',
  target: '/customers/7/users',
  authorization: bearer(TOKEN),
  headers: [['Content-Type', 'application/json']],
  body: '{"user_ids":[101,102]}',
};
const idsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_item, index) => String(first + index));

const anonymous = { ...plain, authorization: undefined };

const COOKIE = ['Cookie', 'a="b"; c=$d'] as const;

test.describe('The curl lines of a finding', () => {
  for (const [what, difference] of [
    ['a sync', {}],
    ['a sync without credentials', { authorization: undefined }],
    ['no Content-Type', { headers: [] }],
    ['another Content-Type', { headers: [['Content-Type', 'text/plain; x="y"']] }],
    ['no body', { body: undefined }],
    ['no body and no Content-Type', { headers: [], body: undefined }],
    ['an empty body', { body: '' }],
    ['a GET', { method: 'GET', headers: [], body: undefined }],
    ['a PUT', { method: 'PUT' }],
    ['a query', { target: '/customers/7/users?a=1&b=%20&c=$HOME' }],
    ['an odd path', { target: '/customers/%00+7;`id`\'"!*[1]{a,b}\\/users' }],
    ['dots in the path', { target: '/customers/./7/../9/users' }],
    ['single quotes', { body: "{'user_ids':['101'], 'it''s'}" }],
    ['double quotes and backslashes', { body: '{"a":"\\"b\\\\c\\u0041"}' }],
    ['text that a shell would expand', { body: '$HOME `id` $(id) ~ * !! \\$x ${PATH}' }],
    ['lines', { body: '{\r\n\t"user_ids": [101]\n}\n\n' }],
    ['letters of any script', { body: '{"note":"Zoë 山田 😀\u202e"}' }],
    ['a body that begins with @', { body: '@/dev/null' }],
    ['a body that begins with a hyphen', { body: '--data x' }],
    ['a body with the name of a token', { body: '["$API_TOKEN", "[OTHER_TOKEN]"]' }],
    ['another Accept', { accept: '*/*' }],
    ['no Accept', { accept: null }],
    ['no Accept and no body', { accept: null, headers: [], body: undefined }],
    ['field names in lower case', { lowerCase: true }],
    ['a body in chunks', { framing: 'chunked' }],
    ['an expectation', { framing: 'expect-continue' }],
    ['a request by fetch', { sentBy: 'fetch' }],
    ['a request by Playwright', { sentBy: 'playwright' }],
    ['more header fields', { headers: [['X-One', "it's"], COOKIE] }],
  ] satisfies [string, Partial<HttpRequest>][]) {
    test(`send the same again: ${what}`, async ({ replay }) => {
      const { sent, again, script } = await replay.twice({ ...plain, ...difference });
      expect(script).toBeDefined();
      expect(again).toEqual(sent);
      for (const [name, value] of EXTRA_HEADERS) {
        expect(sent[0]?.headers).toContainEqual([name.toLowerCase(), value]);
        expect(script).not.toContain(`${name}: ${value}`);
      }
    });
  }

  for (const authorization of [
    bearer(FORBIDDEN, 'FORBIDDEN_TOKEN'),
    ...emptyCredentials,
    ...otherSchemes(TOKEN),
    ...schemeCases(TOKEN),
    ...alteredTokens(TOKEN),
  ]) {
    test(`send the same credentials: ${authorization.shell}`, async ({ replay }) => {
      const { sent, again, script } = await replay.twice({ ...plain, authorization });
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
    test(`send the token in ${what}, without showing it`, async ({ replay }) => {
      const { sent, again, script } = await replay.twice({ ...anonymous, ...elsewhere });
      expect(JSON.stringify(sent)).toMatch(/Tok3n\.with/);
      expect(script).toBeDefined();
      expect(script).not.toContain(TOKEN);
      expect(again).toEqual(sent);
    });
  }

  test('keep the case of field names', async ({ replay }) => {
    const { script } = await replay.twice({ ...plain, lowerCase: true });
    expect(script).toContain('-H "authorization: Bearer $API_TOKEN"');
    expect(script).toContain("-H 'content-type: application/json'");
  });

  test('print a line end behind each body', async ({ replay }) => {
    const { exchange } = await replay.client.send(plain);
    const script = reproduce([exchange, exchange]) ?? '';
    const env = {
      PATH: process.env['PATH'],
      BASE_URL: replay.baseUrl,
      ...SECRETS,
      EXTRA_HEADER_2: '1',
    };
    const { output } = await bash(script, { cwd: '.', env });
    expect(output.match(/^\{\}$/gm)).toHaveLength(2);
  });

  test('send several in their order', async ({ replay }) => {
    const empty = { ...plain, body: '{"user_ids":[]}' };
    const { sent, again, script } = await replay.twice(empty, plain, anonymous);
    expect(sent).toHaveLength(3);
    expect(again).toEqual(sent);
    expect(script?.match(/^curl /gm)).toHaveLength(3);
  });

  test('send requests of one connection over one', async ({ replay }) => {
    const { client, received, shell } = replay;
    const first = (await client.send(plain)).exchange;
    const exchanges = [first, (await client.send(anonymous)).exchange];
    const sent = received();
    expect(sent.connections).toBe(1);
    await shell(reproduce(exchanges, { oneConnection: true }));
    expect(received()).toEqual(sent);
    // The control: separate lines have separate connections.
    await shell(reproduce(exchanges));
    expect(received()).toEqual({ ...sent, connections: 2 });
  });

  test('send concurrent requests concurrently', async ({ replay }) => {
    const { client, received, shell } = replay;
    const more = Array<HttpRequest>(2).fill({ ...plain, body: '{}', kind: 'overlapping' });
    const before = (await client.send(plain)).exchange;
    const together = (await client.sendTogether(more)).map(({ exchange }) => exchange);
    const after = (await client.send(plain)).exchange;
    const script = reproduce([before, ...together, after]) ?? '';
    expect(script.replace(/curl [^&]*?(?=( &)?(\n(wait|curl)|$))/g, 'curl')).toBe(
      'curl\ncurl &\ncurl &\nwait\ncurl',
    );
    const { requests } = received();
    await shell(script);
    expect(received().requests).toEqual(requests);
  });

  test('send requests one after the other that were sent at once to save time', async ({
    replay,
  }) => {
    const { client } = replay;
    const results = await client.sendAtOnce([plain, anonymous], 0);
    const script = reproduce(results.map(({ exchange }) => exchange)) ?? '';
    expect(script.match(/curl |&$/gm)).toEqual(['curl ', 'curl ']);
  });

  test('are absent if the token was sent in another form', async ({ replay }) => {
    const target = `${plain.target}?token=${encodeURIComponent(TOKEN)}`;
    expect((await replay.twice({ ...plain, target })).script).toBeUndefined();
  });

  for (const [what, body] of [
    [
      'bytes that are not UTF-8',
      Buffer.from('{"a":"\xff%\\\0\x07\n\'","user_ids":[101]}', 'latin1'),
    ],
    ['all bytes', Buffer.from(Array.from({ length: 256 }, (_item, byte) => byte))],
    ['a body beyond the evidence', 'x'.repeat(4001)],
    ['a list of ids in order', syncBody(idsFrom(101, 1160))],
    ['a list of ids without order', syncBody(idsFrom(101, 1160).map((id) => `${id}${id}`))],
    ['one id many times', syncBody(Array<string>(10_000).fill('101'))],
    ['a megabyte of ids', syncBody(['7', ...idsFrom(9_000_000_000, 100_000)])],
    [
      'ids above 2^53',
      syncBody(idsFrom(101, 1000).concat(String(2n ** 53n), String(2n ** 53n + 1n))),
    ],
    ['a list without its end', syncBody(idsFrom(101, 1160)).slice(0, -2)],
    ['a property behind a list', `${syncBody(idsFrom(101, 1160)).slice(0, -1)},"n":"it's 7"}`],
  ] satisfies [string, string | Buffer][]) {
    test(`print what is in no line: ${what}`, async ({ replay }) => {
      const { sent, again, script } = await replay.twice({ ...plain, body }, plain);
      expect(script).toContain('--data-binary @-');
      expect(script?.length).toBeLessThan(22_000);
      expect(again).toEqual(sent);
    });
  }

  test('are absent if a body cannot be printed in few commands', async ({ replay }) => {
    const ids = idsFrom(1, 6000).map((id) => `${id}7`);
    expect((await replay.twice({ ...plain, body: syncBody(ids) })).script).toBeUndefined();
    const bytes = { ...plain, body: Buffer.from([0x22, 0xff, 0x22]) };
    const { exchange } = await replay.client.send(bytes);
    expect(reproduce([exchange], { oneConnection: true })).toBeUndefined();
    expect(reproduce([])).toBeUndefined();
  });

  test('are absent if a long body has a secret in it', async ({ replay }) => {
    const body = `{"access_token":${JSON.stringify(TOKEN)},"note":"${'x'.repeat(4000)}"}`;
    expect((await replay.twice({ ...anonymous, body })).script).toBeUndefined();
  });

  test('end where the server does not answer', async ({ replay }) => {
    const { exchange } = await replay.client.send(plain);
    const failure = { kind: 'timeout', message: 'no response within 2 s' } as const;
    const script = reproduce([{ ...exchange, failure, durationMs: 2001 }]);
    expect(script).toContain('--max-time 2 ');
  });
});
