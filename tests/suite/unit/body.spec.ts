import zlib from 'node:zlib';
import { expect, test } from '@playwright/test';
import { MAX_BODY_BYTES, fieldValue, readBody } from '../../../helpers/http/body';
import { parseJson } from '../../../helpers/http/json';

const JSON_TEXT = '{"data":[{"id":101,"name":"Zoë 😀"}]}';
const plain = Buffer.from(JSON_TEXT);

const encoded = (coding: string) => [['Content-Encoding', coding]] as const;
const gzip = zlib.gzipSync(plain);
const deflate = zlib.deflateSync(plain);
const rawDeflate = zlib.deflateRawSync(plain);
const br = zlib.brotliCompressSync(plain);
const notice = Buffer.from('\nNotice: Undefined index\n');

test.describe('A body', () => {
  for (const [coding, wire] of [
    ['gzip', gzip],
    ['GZIP', gzip],
    ['x-gzip', gzip],
    ['deflate', deflate],
    ['br', br],
    ['identity', plain],
    ['', plain],
    ['deflate, gzip', zlib.gzipSync(deflate)],
    [' gzip , br ', zlib.brotliCompressSync(gzip)],
  ] as const) {
    test(`is decoded by Content-Encoding "${coding}"`, () => {
      const body = readBody(wire, encoded(coding));
      expect(body.text).toBe(JSON_TEXT);
      expect(body.bytes).toBe(plain.length);
      expect(body.json).toEqual(parseJson(JSON_TEXT));
      expect(Object.keys(body)).toEqual(['text', 'bytes', 'json']);
    });
  }

  test('that has more than two codings is not decoded, which is no defect', () => {
    const thrice = zlib.gzipSync(zlib.gzipSync(gzip));
    const body = readBody(thrice, encoded('gzip, gzip, gzip'));
    expect(body.tooLarge).toBe('Content-Encoding lists 3 codings, and the limit is 2');
    expect([body.text, body.encodingProblem]).toEqual(['', undefined]);
    expect(readBody(zlib.gzipSync(gzip), encoded('identity, gzip, gzip')).text).toBe(JSON_TEXT);
  });

  test('is kept as text up to a quarter of a million characters', () => {
    const long = JSON.stringify('é'.repeat(2 ** 18));
    const { text, bytes, json } = readBody(Buffer.from(long), []);
    expect([text, bytes, json?.value]).toEqual([
      long.slice(0, 2 ** 18),
      Buffer.byteLength(long),
      JSON.parse(long),
    ]);
  });

  test('is decoded in the order of two fields as in that of one', () => {
    const fields = [
      ['content-encoding', 'deflate'],
      ['Content-Encoding', 'gzip'],
    ] as const;
    expect(readBody(zlib.gzipSync(deflate), fields).text).toBe(JSON_TEXT);
  });

  for (const [what, coding, wire] of [
    ['plain instead of gzip', 'gzip', plain],
    ['plain instead of br', 'br', plain],
    ['plain instead of deflate', 'deflate', plain],
    ['br instead of gzip', 'gzip', br],
    ['gzip instead of br', 'br', gzip],
    ['gzip instead of deflate', 'deflate', gzip],
    ['raw deflate, which RFC 9110 section 8.4.1.2 excludes', 'deflate', rawDeflate],
    ['truncated gzip', 'gzip', gzip.subarray(0, -8)],
    ['truncated br', 'br', br.subarray(0, -4)],
    ['gzip once instead of twice', 'gzip, gzip', gzip],
    ['gzip with text behind it', 'gzip', Buffer.concat([gzip, notice])],
    ['deflate with text behind it', 'deflate', Buffer.concat([deflate, notice])],
    ['br with text behind it', 'br', Buffer.concat([br, notice])],
    ['deflate with a zero byte behind it', 'deflate', Buffer.concat([deflate, Buffer.alloc(1)])],
    ['br with a zero byte behind it', 'br', Buffer.concat([br, Buffer.alloc(1)])],
    ['deflate twice', 'deflate', Buffer.concat([deflate, deflate])],
    ['br twice', 'br', Buffer.concat([br, br])],
    [
      'br with text behind it, in deflate',
      'br, deflate',
      zlib.deflateSync(Buffer.concat([br, notice])),
    ],
    [
      'gzip with a zero byte and text behind it',
      'gzip',
      Buffer.concat([gzip, Buffer.alloc(1), notice]),
    ],
    ['in a coding that the request does not accept', 'zstd', plain],
    ['in an unknown coding', 'rot13', plain],
    ['in a coding named like a property of objects', 'constructor', plain],
  ] as const) {
    test(`that is ${what} contradicts its Content-Encoding`, () => {
      const { code = '', message = '' } = readBody(wire, encoded(coding)).encodingProblem ?? {};
      expect(`${code}: ${message}`).toMatch(
        /^(undecodable: Content-Encoding is (\w+), but the body is not valid \2 \(.+\)|unsupported: Content-Encoding is \w+, but the request accepts .+)$/,
      );
      expect(message).toContain(coding.split(',')[0]);
    });
  }

  test('behind whose end there is more is named with the number of bytes', () => {
    const { encodingProblem } = readBody(Buffer.concat([br, notice]), encoded('br'));
    expect(encodingProblem?.message).toBe(
      'Content-Encoding is br, but the body is not valid br (bytes behind its end: 25)',
    );
  });

  test('of gzip may be padded with zero bytes', () => {
    const padded = Buffer.concat([gzip, Buffer.alloc(8)]);
    for (const coding of ['gzip', 'x-gzip']) {
      const { text, encodingProblem } = readBody(padded, encoded(coding));
      expect([text, encodingProblem]).toEqual([JSON_TEXT, undefined]);
    }
  });

  test('that is compressed more often than declared is an error', () => {
    expect(readBody(gzip, []).encodingProblem).toEqual({
      code: 'undeclared',
      message: 'the body is gzip without a Content-Encoding',
    });
    expect(readBody(zlib.gzipSync(gzip), encoded('gzip')).encodingProblem).toEqual({
      code: 'encoded-twice',
      message: 'the body is compressed more often than Content-Encoding lists',
    });
  });

  test('in a coding that was not accepted names those that were', () => {
    expect(readBody(plain, encoded('zstd')).encodingProblem).toEqual({
      code: 'unsupported',
      message: 'Content-Encoding is zstd, but the request accepts gzip, deflate, br',
    });
  });

  test('has no properties for problems that it does not have', () => {
    const properties = (coding: string) => Object.keys(readBody(plain, encoded(coding)));
    expect(properties('')).toEqual(['text', 'bytes', 'json']);
    expect(properties('gzip')).toEqual(['text', 'bytes', 'json', 'encodingProblem']);
  });

  test('that is empty is not decoded', () => {
    for (const fields of [[], encoded('gzip'), encoded('br')]) {
      const body = readBody(Buffer.alloc(0), fields);
      expect(body).toMatchObject({ text: '', bytes: 0, jsonProblems: [{ code: 'empty' }] });
      expect(body.encodingProblem).toBeUndefined();
      expect(body.json).toBeUndefined();
    }
  });

  for (const [what, bytes, problem] of [
    ['a byte order mark', Buffer.from(`\ufeff${JSON_TEXT}`), 'byte-order-mark'],
    ['Latin-1', Buffer.from('{"data":[{"name":"Zoë"}]}', 'latin1'), 'not-utf8'],
    ['UTF-16', Buffer.from(JSON_TEXT, 'utf16le'), 'not-utf8, syntax'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf8'],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not-utf8'],
    ['a character cut in two', Buffer.from([0x22, 0xf0, 0x9f, 0x98, 0x22]), 'not-utf8'],
    ['two values', Buffer.from('{}{}'), 'syntax'],
    ['a text cut short', plain.subarray(0, -1), 'syntax'],
    ['white space alone', Buffer.from(' \r\n'), 'empty'],
    ['HTML', Buffer.from('<!doctype html><p>Sorry'), 'markup'],
    ['HTML behind a line end', Buffer.from('\n<p>Sorry'), 'markup'],
    ['a guard in front', Buffer.from(`)]}',\n${JSON_TEXT}`), 'syntax'],
    ['nothing behind a byte order mark', Buffer.from('\ufeff'), 'byte-order-mark, empty'],
  ] as const) {
    test(`of ${what} is no good JSON: ${problem}`, () => {
      expect(readBody(plain, []).jsonProblems).toBeUndefined();
      const problems = readBody(bytes, []).jsonProblems ?? [];
      expect(problems.map(({ code }) => code).join(', ')).toBe(problem);
      // The parser has its own words for the others.
      const words: Partial<Record<string, string>> = {
        'byte-order-mark': 'the body begins with a byte order mark',
        'not-utf8': 'the body is not UTF-8',
        empty: 'the body is empty',
      };
      for (const { code, message } of problems) expect(message).toContain(words[code] ?? 'JSON');
    });
  }

  test('is read behind a byte order mark', () => {
    expect(readBody(Buffer.from(`\ufeff${JSON_TEXT}`), []).json).toEqual(parseJson(JSON_TEXT));
  });

  const zeros = Buffer.alloc(MAX_BODY_BYTES + 1);
  for (const [coding, bomb] of [
    ['gzip', zlib.gzipSync(zeros)],
    ['x-gzip', zlib.gzipSync(zeros)],
    ['deflate', zlib.deflateSync(zeros)],
    [
      'br',
      zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
    ['gzip, gzip', zlib.gzipSync(zlib.gzipSync(zeros))],
  ] as const) {
    test(`that expands from ${coding} is not read beyond the limit`, () => {
      expect(bomb.length).toBeLessThan(MAX_BODY_BYTES / 100);
      const body = readBody(bomb, encoded(coding));
      expect(body.tooLarge).toContain(' limit of 16 MiB');
      expect(body.text).toBe('');
      expect(body.encodingProblem).toBeUndefined();
    });
  }
});

for (const [what, text, bound] of [
  ['nests too deep', '['.repeat(2e5) + ']'.repeat(2e5), /deeper than the limit of 500 levels/],
  ['has too many values', `[${'0,'.repeat(1e6)}0]`, /more values than the limit of 200000/],
] as const) {
  test(`A text that ${what} is not read and not reported as invalid`, () => {
    const body = readBody(Buffer.from(text), []);
    expect(body.tooLarge).toMatch(bound);
    expect([body.json, body.jsonProblems]).toEqual([undefined, undefined]);
  });
}

test('Brackets and commas in strings are no values', () => {
  const text = JSON.stringify({ data: ['[,{"'.repeat(2e5)] });
  expect(readBody(Buffer.from(text), []).tooLarge).toBeUndefined();
});

test.describe('A header field', () => {
  const headers = [
    ['Allow', 'GET'],
    ['X-Other', 'x'],
    ['allow', 'POST'],
  ] as const;

  test('is found in any case, its lines joined', () => {
    expect(fieldValue(headers, 'allow')).toBe('GET, POST');
    expect(fieldValue(headers, 'x-other')).toBe('x');
  });

  test('that is not there is undefined', () => {
    expect(fieldValue(headers, 'content-type')).toBeUndefined();
    expect(fieldValue([['Allow', '']], 'allow')).toBe('');
  });
});
