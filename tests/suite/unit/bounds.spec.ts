import { expect, test } from '@playwright/test';
import { Evidence } from '../../../helpers/scenario/evidence';
import { listedUsers, MAX_BODY_BYTES, readBody } from '../../../helpers/http/body';
import { parseJson } from '../../../helpers/http/json';
import { JsonLimitError } from '../../../helpers/http/json-scan';
import { redactor } from '../../../helpers/http/redact';
import { answer } from '../support/responses';

const FILL = MAX_BODY_BYTES - 2 ** 16;

/** Returns the MB by which the memory of this process has grown when a function has returned. */
function growthOf(run: () => unknown): number {
  const before = process.resourceUsage().maxRSS;
  run();
  return (process.resourceUsage().maxRSS - before) / 1024;
}

test.describe('The longest body is read in memory in proportion to its length', () => {
  for (const [what, text] of [
    ['blanks behind it', `{"data":[]}${' '.repeat(FILL)}`],
    ['blanks in it', `{"data":[${'\t\r\n '.repeat(FILL / 4)}]}`],
    ['a string of escapes', `{"data":[],"x":"${'\\u0000'.repeat(FILL / 6)}"}`],
    ['long numbers', `{"data":[${`0.${'1'.repeat(900)},`.repeat(15_000)}1]}`],
  ] as const) {
    test(`of ${what}`, () => {
      const bytes = Buffer.from(text);
      expect(growthOf(() => readBody(bytes, []))).toBeLessThan(200);
      expect(readBody(bytes, []).json).toBeDefined();
    });
  }
});

test('Large integers are read up to a number of digits in total', () => {
  const many = (count: number) => `[${Array.from({ length: count }, () => '1e999').join()}]`;
  expect(parseJson(many(500)).value).toHaveLength(500);
  expect(() => parseJson(many(501))).toThrow(JsonLimitError);
  expect(() => parseJson(many(501))).toThrow(
    'more digits of large integers than the limit of 500000',
  );
});

test('A hundred names of objects that have them twice are kept', () => {
  const twice = (count: number) => parseJson(`{"a":1${',"a":1'.repeat(count)}}`).duplicateKeys;
  expect(twice(100)).toHaveLength(100);
  expect(twice(101)).toHaveLength(100);
});

test.describe('Of a response that a scenario keeps', () => {
  const kept = (body: string) => {
    const given = answer({ status: 200, body });
    return new Evidence(new Map(), redactor({})).keep(given).body?.json?.value ?? null;
  };

  test('the users remain, and what is beyond the contract goes if the body is long', () => {
    const users = [{ id: 101, name: 'x'.repeat(2 ** 20), roles: ['a', ['b']], x: ['y'] }];
    const short = JSON.stringify({ data: [{ ...users[0], name: 'Ann' }], meta: { x: 1 } });
    expect(kept(short)).toEqual(JSON.parse(short));
    expect(kept(JSON.stringify({ data: users, meta: { x: 1 } }))).toEqual({
      data: [{ id: 101, name: 'x'.repeat(1000), roles: ['a'] }],
      meta: null,
    });
  });

  for (const body of [
    '[{"id":101}]',
    '{"data":{"id":101}}',
    '{"data":{"__proto__":{"id":101},"1":{"id":102}}}',
    '{"data":null}',
    '{"other":[]}',
    '"text"',
  ]) {
    test(`the users of ${body} are the same, however long it is`, () => {
      const ids = (text: string) => listedUsers(kept(text))?.map(({ id }) => id);
      expect(ids(body + ' '.repeat(2 ** 20))).toEqual(ids(body));
    });
  }

  test('every name of the contract is seen, however many others there are', () => {
    const others = Object.fromEntries(
      Array.from({ length: 300 }, (_one, at) => [`x${String(at)}`, 1]),
    );
    const evidence = new Evidence(new Map(), redactor({}));
    const data = [{ ...others, id: 101, created_at: null }];
    evidence.keep(answer({ status: 200, body: JSON.stringify({ data }) }));
    expect([...evidence.properties].filter((name) => !name.startsWith('x'))).toEqual([
      'id',
      'created_at',
    ]);
    expect(evidence.valued.has('id')).toBe(true);
    expect(evidence.properties.size).toBeLessThan(210);
  });
});
