import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { bearer } from '../../../helpers/http/credentials';
import { truncate } from '../../../helpers/http/exchange';
import { redactor, useRedactor } from '../../../helpers/http/redact';
import type { HttpRequest } from '../../../helpers/http/transport';
import { test } from '../support/client';
import { encodeCodes } from '../support/written';

/** All characters that some encoding replaces and a header field may contain. */
const TOKEN = 'Tk0/en+w1th=q"uo\\te&am<p>~\'%2f';
const redact = redactor({ API_TOKEN: TOKEN });

/** Writes the code of each character of the token, or of those that `which` matches. */
const written = (prefix: string, digits: number, which = /./g) =>
  TOKEN.replaceAll(which, (each) => encodeCodes(each, prefix, digits));

const upperCase = (form: string) =>
  form.replaceAll(/(?<=%)[0-9a-f]{2}|(?<=\\u)[0-9a-f]{4}/g, (code) => code.toUpperCase());

const PUNCTUATION = /[^\w.-]/g;
const inJson = JSON.stringify(TOKEN).slice(1, -1);
const inHex = Buffer.from(TOKEN).toString('hex');

const ENCODED = {
  'as it is': TOKEN,
  'by encodeURIComponent': encodeURIComponent(TOKEN),
  'percent-encoded, each byte, lower-case': written('%', 2),
  'percent-encoded, each byte, upper-case': upperCase(written('%', 2)),
  'percent-encoded, punctuation, upper-case': upperCase(written('%', 2, PUNCTUATION)),
  'percent-encoded, punctuation, lower-case': written('%', 2, PUNCTUATION),
  'by JSON.stringify': inJson,
  'as JSON with slashes escaped': inJson.replaceAll('/', '\\/'),
  'as JSON with punctuation as \\u, lower-case': written('\\u', 4, PUNCTUATION),
  'as JSON with each character as \\u, upper-case': upperCase(written('\\u', 4)),
  'in hex, lower-case': inHex,
  'in hex, upper-case': inHex.toUpperCase(),
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
    for (const text of ['', 'no secret', TOKEN.slice(0, 9), 'H4sIAAAAAAAAA0vMSQQA']) {
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

const SECRET = 'tok_S3cr3t-Zx9Qw81LmPv';
const bytes = Buffer.from(SECRET);
const utf16 = Buffer.from(SECRET, 'utf16le');
const bigEndian = Buffer.from(utf16).swap16();
const inBytes = (write: (code: number) => string, between = '') =>
  Array.from(bytes, write).join(between);
const hex = (code: number) => code.toString(16);

/** Forms of the secret, with the characters of the form for each of the secret. */
const OTHER_FORMS: Record<string, string> = {
  'percent-encoded twice': inBytes((code) => `%25${hex(code)}`),
  'percent-encoded three times': inBytes((code) => `%2525${hex(code)}`),
  'hex with spaces': inBytes(hex, ' '),
  'hex with colons, upper-case': inBytes(hex, ':').toUpperCase(),
  'hex with 0x': inBytes((code) => `0x${hex(code)}`, ', '),
  'a dump in groups of two bytes': bytes.toString('hex').replaceAll(/.{4}/g, ' $&'),
  'escapes with \\x': inBytes((code) => `\\x${hex(code)}`),
  'escapes with \\x in JSON': inBytes((code) => `\\\\x${hex(code)}`),
  'octal escapes': inBytes((code) => `\\${code.toString(8).padStart(3, '0')}`),
  'UTF-16 in bytes': utf16.toString('latin1'),
  'UTF-16 in JSON': JSON.stringify(utf16.toString('latin1')).slice(1, -1),
  'UTF-16 in hex': utf16.toString('hex'),
  'UTF-16 in base64': utf16.toString('base64'),
  'UTF-16, big-endian, in base64': bigEndian.toString('base64'),
  'base64 in base64': Buffer.from(bytes.toString('base64')).toString('base64'),
  'base64 of a prefix in base64': Buffer.from(
    Buffer.from(`user:${SECRET}`).toString('base64'),
  ).toString('base64'),
  'base64 in lines': bytes.toString('base64').replaceAll(/.{8}/g, '$&\r\n'),
  'base64 in lines in JSON': bytes.toString('base64').replaceAll(/.{8}/g, '$&\\n'),
  'hex in base64': Buffer.from(bytes.toString('hex')).toString('base64'),
  'base64 in hex': Buffer.from(bytes.toString('base64')).toString('hex'),
  'gzip in base64': gzipSync(bytes).toString('base64'),
  'upper case': SECRET.toUpperCase(),
  'lower case': SECRET.toLowerCase(),
  'character references, escaped': inBytes((code) => `&amp;#${String(code)};`),
};

/** Forms that a cut leaves recognizable. */
const CUT_FORMS: Record<string, string> = {
  ...OTHER_FORMS,
  hex: bytes.toString('hex'),
  base64: bytes.toString('base64'),
  'percent-encoded': inBytes((code) => `%${hex(code)}`),
  'character references': inBytes((code) => `&#${String(code)};`),
};

test.describe('Another form of a token', () => {
  const other = redactor({ API_TOKEN: SECRET });
  for (const [what, form] of Object.entries(OTHER_FORMS)) {
    test(`is redacted: ${what}`, () => {
      const redacted = other(`before ${form} after`);
      expect(redacted).toMatch(/^before .{0,12}\[[^\]]+\].{0,12} after$/su);
    });
  }

  for (const [what, form] of Object.entries(CUT_FORMS).filter(([name]) => !name.includes('gzip'))) {
    test(`is redacted where it is cut: ${what}`, () => {
      for (const cut of [form.slice(0, (form.length * 20) / 22), form.slice(form.length * 0.4)]) {
        const redacted = other(`${'x'.repeat(61)} ${cut}`);
        expect(redacted).toMatch(/^x{61} .{0,12}\[[^\]]+\].{0,12}$/su);
      }
    });
  }

  test('is found in whole by the scan of files', () => {
    for (const [what, form] of Object.entries(OTHER_FORMS))
      expect(other.redactWhole(form), what).not.toBe(form);
  });

  test('is redacted before a text is cut', () => {
    useRedactor(other);
    const shown = truncate(`${'x'.repeat(20)}${SECRET} and more`, 30);
    useRedactor(redactor({}));
    expect(shown).toMatch(/^x{20}\[API_TOKEN…/);
    expect(truncate(`${'x'.repeat(20)}${SECRET} and more`, 30)).toContain('tok_S3cr3t');
  });

  test('is no part of a text that looks like an encoding', () => {
    for (const text of [
      '6fa459ea-ee8a-4ca4-894e-db77e160355e',
      '00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff',
      Buffer.from('An ordinary sentence of some length.').toString('base64'),
      gzipSync('An ordinary sentence of some length.').toString('base64'),
      'token, Token, TOKEN',
    ]) {
      expect(other(text)).toBe(text);
    }
  });
});

const request: HttpRequest = {
  method: 'POST',
  target: '/customers/7/users',
  headers: [['Content-Type', 'application/json']],
  body: '{"user_ids":[101]}',
};

/** Repeats the token in every encoding, in fields and body. */
const repeatToken: RequestListener = ({ headers, url }, response) => {
  const token = (headers.authorization ?? '').replace(/^\S+ /, '');
  response.setHeader('X-Token', token);
  response.setHeader('Set-Cookie', [`t=${encodeURIComponent(token)}`, 'other=1']);
  response.setHeader('X-Basic', `Basic ${Buffer.from(`user:${token}`).toString('base64')}`);
  response.statusCode = token === '' ? 401 : 200;
  response.end([url, ...(token === '' ? ['nobody'] : Object.values(ENCODED))].join('\n'));
};

test.describe('The evidence of an exchange', () => {
  test('is without the token, wherever the server repeats it', async ({ connect }) => {
    const { client } = await connect(repeatToken, { redact });
    const { status, body, exchange } = await client.send({
      ...request,
      authorization: bearer(TOKEN),
    });
    expect(status).toBe(200);
    expect(body?.text.split('\n')).toContain(TOKEN);

    const texts = [exchange.request, exchange.response].flatMap((message) => [
      message?.body ?? '',
      ...(message?.headers ?? []).flat(),
    ]);
    const shown = (form: string) => texts.some((text) => text.includes(form));
    expect(Object.values(ENCODED).filter(shown)).toEqual([]);
    expect(exchange.response?.headers).toContainEqual(['X-Token', '[API_TOKEN]']);
    expect(exchange.response?.headers).toContainEqual(['Set-Cookie', 't=[API_TOKEN]']);
    expect(exchange.response?.headers).toContainEqual(['Set-Cookie', 'other=[cookie]']);
    expect(exchange.request.headers).toContainEqual(['Authorization', 'Bearer $API_TOKEN']);
  });

  test('is without the token if it is elsewhere in the request', async ({ connect }) => {
    const { client } = await connect(repeatToken, { redact });
    const { exchange } = await client.send({
      ...request,
      target: `/customers/7/users?access_token=${encodeURIComponent(TOKEN)}`,
      headers: [['Cookie', `token=${TOKEN}`]],
      body: JSON.stringify({ access_token: TOKEN }),
    });
    expect(exchange.request).toMatchObject({
      target: '/customers/7/users?access_token=[API_TOKEN]',
      headers: [
        ['Accept', 'application/json'],
        ['Cookie', 'token=[API_TOKEN]'],
      ],
      body: '{"access_token":"[API_TOKEN]"}',
    });
    expect(exchange.response?.body).toContain('access_token=[API_TOKEN]');
  });

  test('is otherwise unchanged', async ({ connect }) => {
    const { client } = await connect(repeatToken, { redact });
    const { exchange } = await client.send(request);
    const headers = [['Accept', 'application/json'], ...request.headers];
    expect(exchange.request).toEqual({ ...request, headers, bodyBytes: 18 });
    expect(exchange.response).toMatchObject({
      status: 401,
      body: '/v1/customers/7/users\nnobody',
    });
  });
});
