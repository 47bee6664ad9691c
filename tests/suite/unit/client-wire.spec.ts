import net from 'node:net';
import { expect } from '@playwright/test';
import { bearer } from '../../../helpers/http/credentials';
import { redactor } from '../../../helpers/http/redact';
import { test } from '../support/client';

const TOKEN = 'Secret-Token-0123456789';
const options = { redact: redactor({ API_TOKEN: TOKEN }) };
const REQUEST = {
  method: 'POST',
  target: '/customers/7/users',
  authorization: bearer(TOKEN),
  headers: [['Content-Type', 'application/json']] as const,
  body: '{"user_ids":[101,102]}',
};

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';

/** Returns a server that calls back with all bytes so far, and sends what that returns. */
function serve(answer: (bytes: string) => string | undefined): net.Server {
  return net.createServer((socket) => {
    let bytes = '';
    socket.on('data', (data) => {
      bytes += data.toString();
      const text = answer(bytes);
      if (text !== undefined) socket.write(text);
    });
  });
}

test.describe('A body', () => {
  for (const [what, body, chunks] of [
    ['within the second id', '{"user_ids":[101,102]}', '12|{"user_ids":[101,1|4|02]}'],
    ['within the first id', '{"user_ids":[4711,4712]}', '10|{"user_ids":[471|8|1,4712]}'],
    ['nowhere within an id', '{"user_ids":[1,2]}', '10|{"user_ids":[1,2|2|]}'],
    [
      'within an id behind 19',
      `{"user_ids":[${' '.repeat(11)}101]}`,
      `19|{"user_ids":[${' '.repeat(11)}1|4|01]}`,
    ],
    [
      'not behind 1a, whose letter no decimal reader takes for a number',
      `{"user_ids":[${' '.repeat(12)}101]}`,
      `10|{"user_ids":[   |e|${' '.repeat(9)}101]}`,
    ],
    [
      'before one of 1a',
      '{"user_ids":[12345678901234567890123456789012345]}',
      '10|{"user_ids":[123|1a|45678901234567890123456789|8|012345]}',
    ],
    ['behind all of a short body', '[]', '2|[]'],
  ] as const) {
    test(`in chunks has a first one that ends ${what}`, async ({ connect }) => {
      let seen = '';
      const server = serve((bytes) => {
        seen = bytes;
        return bytes.endsWith('\r\n0\r\n\r\n') ? OK : undefined;
      });
      const { client } = await connect(server, options);
      expect((await client.send({ ...REQUEST, body, framing: 'chunked' })).status).toBe(200);
      expect(seen).toContain('\r\nTransfer-Encoding: chunked\r\n');
      expect(seen).not.toMatch(/content-length/i);
      const sent = seen.slice(seen.indexOf('\r\n\r\n') + 4).replaceAll('\r\n', '|');
      expect(sent).toBe(`${chunks}|0||`);
    });
  }

  test('in two segments has its length, and comes behind the header', async ({ connect }) => {
    const pieces: string[] = [];
    const server = serve((bytes) => {
      pieces.push(bytes);
      return bytes.endsWith('}') ? OK : undefined;
    });
    const { client } = await connect(server, options);
    const body = '{"user_ids":[101,102,103]}';
    expect((await client.send({ ...REQUEST, body, framing: 'two-segments' })).status).toBe(200);
    expect(pieces[0]).toContain(`Content-Length: ${String(body.length)}\r\n`);
    expect(pieces.map((bytes) => bytes.slice(bytes.indexOf('\r\n\r\n') + 4))).toEqual([
      '',
      '{"user_ids":[101,1',
      body,
    ]);
  });

  test('in two segments is not continued after a refusal that closes the connection', async ({
    connect,
  }) => {
    let seen = '';
    const server = serve((bytes) => {
      seen = bytes;
      return 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    });
    const { client } = await connect(server, options);
    const { status, failure } = await client.send({ ...REQUEST, framing: 'two-segments' });
    expect([status, failure]).toEqual([400, undefined]);
    expect(seen).not.toContain('}');
  });

  test('that waits for a 100 follows it', async ({ connect }) => {
    const server = serve((bytes) => (bytes.endsWith('}') ? OK : 'HTTP/1.1 100 Continue\r\n\r\n'));
    const { client } = await connect(server, options);
    expect((await client.send({ ...REQUEST, framing: 'expect-continue' })).status).toBe(200);
  });

  test('that waits for a 100 is sent without one after a second', async ({ connect }) => {
    const server = serve((bytes) => (bytes.endsWith('}') ? OK : undefined));
    const { client } = await connect(server, options);
    const { status, exchange } = await client.send({ ...REQUEST, framing: 'expect-continue' });
    expect(status).toBe(200);
    expect(exchange.durationMs).toBeGreaterThan(900);
  });

  test('that waits for a 100 is not sent after a refusal', async ({ connect }) => {
    let seen = '';
    const server = serve((bytes) => {
      seen = bytes;
      return 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n';
    });
    const { client } = await connect(server, options);
    const { status, failure } = await client.send({ ...REQUEST, framing: 'expect-continue' });
    expect([status, failure]).toEqual([417, undefined]);
    expect(seen).not.toContain('user_ids');
  });
});

test.describe('Another client', () => {
  for (const [sentBy, agent] of [
    ['fetch', 'node'],
    ['playwright', 'Playwright/'],
  ] as const) {
    test(`sends by itself, and does not know the token: ${sentBy}`, async ({ connect }) => {
      let seen = '';
      const server = serve((bytes) => {
        seen = bytes;
        return bytes.endsWith('}') ? OK : undefined;
      });
      const { client, baseUrl } = await connect(server, options);
      const { status, exchange } = await client.send({ ...REQUEST, sentBy });
      expect(status).toBe(200);
      expect(seen).toContain(`user-agent: ${agent}`);
      expect(seen).toContain(`Bearer ${TOKEN}`);
      expect(seen.toLowerCase()).toContain(`host: ${new URL(baseUrl).host}`);
      expect(exchange.request.headers).toContainEqual(['Authorization', 'Bearer $API_TOKEN']);
      expect(JSON.stringify(exchange)).not.toContain(TOKEN);
    });

    test(`follows no redirect, and has the failures of the target: ${sentBy}`, async ({
      connect,
    }) => {
      const redirect = serve(
        () => 'HTTP/1.1 307 Away\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n',
      );
      const away = await connect(redirect, options);
      expect((await away.client.send({ ...REQUEST, sentBy })).status).toBe(307);
      const silent = await connect(
        serve(() => undefined),
        { ...options, timeoutMs: 500 },
      );
      const { failure } = await silent.client.send({ ...REQUEST, sentBy });
      expect(failure?.kind).toBe('timeout');
    });
  }
});
