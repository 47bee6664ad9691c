import { expect, test } from '@playwright/test';
import { parseEnvFile } from '../../../helpers/config/env-file';

const TEXT = 'BASE_URL=https://a.test/v1\nAPI_TOKEN="abc#def"\n';

const utf16le = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const parse = (bytes: string | Buffer, environment: Record<string, string> = {}) =>
  parseEnvFile('.env', Buffer.from(bytes), environment);

test.describe('A .env is read', () => {
  for (const [what, bytes] of [
    ['in UTF-8', TEXT],
    ['in UTF-8 with a byte order mark', `\ufeff${TEXT}`],
    ['in UTF-16, little-endian', utf16le(TEXT)],
    ['in UTF-16, big-endian', utf16le(TEXT).swap16()],
  ] as const) {
    test(what, () => {
      const variables = { BASE_URL: 'https://a.test/v1', API_TOKEN: 'abc#def' };
      expect(parse(bytes)).toEqual({ variables, problems: [], notes: [] });
    });
  }

  test('if it is empty, or has comments only', () => {
    for (const text of ['', '\n', '# BASE_URL=\n\n#API_TOKEN=x\n']) {
      expect(parse(text)).toEqual({ variables: {}, problems: [], notes: [] });
    }
  });
});

test.describe('A .env is refused', () => {
  for (const [what, bytes, sentence] of [
    ['with names in lower case', 'base_url=http://a.test', /sets base_url\. .* is BASE_URL\./],
    ['with one of them', `${TEXT}Read_Back_Path=/x`, /sets Read_Back_Path\. .* READ_BACK_PATH\./],
    ['without a variable of the suite', 'DATABASE_URL=x', /sets no variable of the suite/],
    ['without a variable', 'https://a.test', /sets no variable of the suite/],
    [
      'with a field lost',
      'EXTRA_HEADERS=X-A: 1\nX-B: 2',
      /continues EXTRA_HEADERS .* double quotes/,
    ],
    ['in UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), /neither UTF-8 nor UTF-16/],
    ['in Latin-1', Buffer.from('API_TOKEN=\xe4', 'latin1'), /neither UTF-8 nor UTF-16/],
  ] as const) {
    test(what, () => {
      const { problems } = parse(bytes);
      expect(problems).toEqual([expect.stringMatching(sentence)]);
    });
  }

  test('but not with all fields in quotes, or one line each', () => {
    const quoted = parse('EXTRA_HEADERS="X-A: 1\nX-B: 2"');
    expect(quoted).toMatchObject({ variables: { EXTRA_HEADERS: 'X-A: 1\nX-B: 2' }, problems: [] });
    expect(parse('EXTRA_HEADERS=X-A: 1\nAPI_TOKEN=a:b').problems).toEqual([]);
  });

  test('but not one of another tool, beside a target in the environment', () => {
    expect(parse('DATABASE_URL=x', { BASE_URL: 'http://a.test' }).problems).toEqual([]);
  });
});

test('A value that ends at a # without quotes is noted, without the value', () => {
  const note = expect.stringMatching(/cuts API_TOKEN at a #.*API_TOKEN="\.\.\."/) as unknown;
  expect(parse('API_TOKEN=abc#def')).toMatchObject({
    variables: { API_TOKEN: 'abc' },
    notes: [note],
  });
  expect(parse('EXTRA_HEADERS=X-Key: abc#def').notes).toHaveLength(1);
  for (const text of [
    'EXTRA_HEADERS=X-Key: abc # d#e',
    'API_TOKEN=abc # def',
    "API_TOKEN='abc#def'",
    'OTHER=a#b',
    '#API_TOKEN=a#b',
  ]) {
    expect(parse(text).notes).toEqual([]);
  }
  expect(parse('API_TOKEN=abc#def', { API_TOKEN: 'other' }).notes).toEqual([]);
});
