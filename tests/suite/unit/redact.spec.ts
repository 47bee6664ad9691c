import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Client } from '../../../helpers/http/client';
import type { HttpRequest } from '../../../helpers/http/transport';
import { bearer } from '../../../helpers/http/credentials';
import { redactor } from '../../../helpers/http/redact';

/** Everything that is written otherwise somewhere, and may stand in a header. */
const TOKEN = 'Tk0/en+w1th=q"uo\\te&am<p>~\'%2f';
const redact = redactor({ API_TOKEN: TOKEN });

/** Each byte, or those for which `which` holds, as `write` has it. */
const written = (write: (byte: number) => string, which = /./) =>
  Array.from(TOKEN, (each) => (which.test(each) ? write(each.charCodeAt(0)) : each)).join('');

const hex = (byte: number, digits = 2) => byte.toString(16).padStart(digits, '0');
const PUNCTUATION = /[^\w.-]/;

const ENCODED = {
  'as it is': TOKEN,
  'as encodeURIComponent has it': encodeURIComponent(TOKEN),
  'percent-encoded, each byte, lower-case': written((byte) => `%${hex(byte)}`),
  'percent-encoded, each byte, upper-case': written((byte) => `%${hex(byte).toUpperCase()}`),
  'percent-encoded, punctuation, upper-case': written(
    (byte) => `%${hex(byte).toUpperCase()}`,
    PUNCTUATION,
  ),
  'percent-encoded, punctuation, lower-case': written((byte) => `%${hex(byte)}`, PUNCTUATION),
  'as JSON.stringify has it': JSON.stringify(TOKEN).slice(1, -1),
  'as JSON with slashes escaped': JSON.stringify(TOKEN).slice(1, -1).replaceAll('/', '\\/'),
  'as JSON with punctuation as \\u, lower-case': written(
    (byte) => `\\u${hex(byte, 4)}`,
    PUNCTUATION,
  ),
  'as JSON with each character as \\u, upper-case': written(
    (byte) => `\\u${hex(byte, 4).toUpperCase()}`,
  ),
  'in hex, lower-case': Buffer.from(TOKEN).toString('hex'),
  'in hex, upper-case': Buffer.from(TOKEN).toString('hex').toUpperCase(),
};

test.describe('The token in a text', () => {
  for (const [what, form] of Object.entries(ENCODED)) {
    test(`is taken out, ${what}`, () => {
      expect(redact(`before ${form} after ${form}`)).toBe('before [API_TOKEN] after [API_TOKEN]');
      expect(redact(form)).toBe('[API_TOKEN]');
    });
  }

  for (const form of ['base64', 'base64url'] as const) {
    for (const before of ['', 'x', 'xy', 'user:']) {
      for (const after of ['', 'z', 'zz']) {
        test(`is taken out, as ${form} between "${before}" and "${after}"`, () => {
          const redacted = redact(`<${Buffer.from(before + TOKEN + after).toString(form)}>`);
          expect(redacted).toContain('[API_TOKEN]');
          // A character on each side may hold bits of both the token and its neighbour.
          const left = redacted.replace('[API_TOKEN]', '').replace(/[<>=]/g, '');
          const most = Math.ceil((before.length * 4) / 3) + Math.ceil((after.length * 4) / 3) + 2;
          expect(left.length).toBeLessThanOrEqual(most);
        });
      }
    }
  }

  test('is taken out, and all else is let alone', () => {
    for (const text of ['', 'no secret', TOKEN.slice(0, 9), TOKEN.toUpperCase()]) {
      expect(redact(text)).toBe(text);
    }
  });

  test('is taken out, where it was incomplete or split', () => {
    for (let at = 10; at < TOKEN.length - 10; at++) {
      const [first, second] = [TOKEN.slice(0, at), TOKEN.slice(at)];
      expect(redact(`Z${first}Z and Z${second}Z`)).toBe(
        'Z[part of API_TOKEN]Z and Z[part of API_TOKEN]Z',
      );
    }
    expect(redact(`… ${TOKEN.slice(1)}`)).toBe('… [part of API_TOKEN]');
  });

  test('is no part of what looks a little like it', () => {
    const plain = redactor({ API_TOKEN: 'staging-token-2024-01-15' });
    for (const text of ['staging', 'a token', '2024-01-1', 'tagging-t'])
      expect(plain(text)).toBe(text);
  });

  test('is named, and another secret by another name', () => {
    const both = redactor({ API_TOKEN: 'secret', FORBIDDEN_TOKEN: 'secret-of-others' });
    expect(both('secret-of-others, secret')).toBe('[FORBIDDEN_TOKEN], [API_TOKEN]');
  });

  test('is nothing where there is none', () => {
    expect(redactor({ API_TOKEN: undefined, EXPIRED_TOKEN: '' })('a text')).toBe('a text');
  });
});

test.describe('The evidence of an exchange', () => {
  let server: http.Server;
  let client: Client;

  test.beforeEach(async () => {
    // Repeats the token in every encoding, in fields and body.
    server = http.createServer((request, response) => {
      const token = (request.headers.authorization ?? '').replace(/^\S+ /, '');
      request.resume().on('end', () => {
        response.setHeader('X-Token', token);
        response.setHeader('Set-Cookie', [`t=${encodeURIComponent(token)}`, 'other=1']);
        response.setHeader('X-Basic', `Basic ${Buffer.from(`user:${token}`).toString('base64')}`);
        response.statusCode = token === '' ? 401 : 200;
        const forms = token === '' ? ['nobody'] : Object.values(ENCODED);
        response.end([request.url, ...forms].join('\n'));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new Client({
      baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
      timeoutMs: 10_000,
      redact,
      spacingMs: 0,
      idPrefix: 't.',
    });
  });

  test.afterEach(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });

  const request = (difference: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'POST',
    target: '/customers/7/users',
    authorization: bearer(TOKEN),
    headers: [['Content-Type', 'application/json']],
    body: '{"user_ids":[101]}',
    ...difference,
  });

  test('is without the token, wherever the server repeats it', async () => {
    const { status, body, exchange } = await client.send(request());
    expect(status).toBe(200);
    expect(body?.text.split('\n')).toContain(TOKEN);

    const texts = [exchange.request, exchange.response].flatMap((message) => [
      message?.body ?? '',
      ...(message?.headers ?? []).flat(),
    ]);
    const told = Object.entries(ENCODED).filter(([, form]) =>
      texts.some((text) => text.includes(form)),
    );
    expect(told.map(([what]) => what)).toEqual([]);
    expect(exchange.response?.headers).toContainEqual(['X-Token', '[API_TOKEN]']);
    expect(exchange.response?.headers).toContainEqual(['Set-Cookie', 't=[API_TOKEN]']);
    expect(exchange.request.headers).toContainEqual(['Authorization', 'Bearer $API_TOKEN']);
  });

  test('is without the token where the request has it elsewhere', async () => {
    const { exchange } = await client.send(
      request({
        authorization: undefined,
        target: `/customers/7/users?access_token=${encodeURIComponent(TOKEN)}`,
        headers: [['Cookie', `token=${TOKEN}`]],
        body: JSON.stringify({ access_token: TOKEN }),
      }),
    );
    expect(exchange.request.target).toBe('/customers/7/users?access_token=[API_TOKEN]');
    expect(exchange.request.headers).toEqual([['Cookie', 'token=[API_TOKEN]']]);
    expect(exchange.request.body).toBe('{"access_token":"[API_TOKEN]"}');
    expect(exchange.response?.body).toContain('access_token=[API_TOKEN]');
  });

  test('has all else as it was', async () => {
    const { exchange } = await client.send(request({ authorization: undefined }));
    expect(exchange.request).toEqual({
      method: 'POST',
      target: '/customers/7/users',
      headers: [['Content-Type', 'application/json']],
      body: '{"user_ids":[101]}',
      bodyBytes: 18,
    });
    expect(exchange.response?.status).toBe(401);
    expect(exchange.response?.body).toBe('/v1/customers/7/users\nnobody');
  });
});
