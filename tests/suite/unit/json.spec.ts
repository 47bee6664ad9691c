import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isObject, parseJson } from '../../../helpers/http/json';
import { JsonLimitError, MAX_JSON_VALUES } from '../../../helpers/http/json-scan';

test.describe('JSON', () => {
  test('is read as JSON.parse reads it, where that loses nothing', () => {
    const plain = fc.jsonValue({ maxDepth: 4 }).filter((value) => {
      const text = JSON.stringify(value);
      return !/\d\.\d|e[+-]?\d|\d{16}/i.test(text);
    });
    fc.assert(
      fc.property(plain, (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text)).toEqual({ value: JSON.parse(text) as unknown, duplicateKeys: [] });
      }),
    );
  });

  for (const text of [
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    'Infinity',
    'undefined',
    'nul',
    '01',
    '+1',
    '.5',
    '1.',
    '0x10',
    '"\t"',
    '"\\x41"',
    '"',
    '{"a":1}{"a":1}',
    '[1] x',
    '// one\n[1]',
    '/* one */[1]',
    '[1] // one',
    '{a:1}',
    '\u00a0[1]',
    '\ufeff[1]',
  ]) {
    test(`is not ${JSON.stringify(text)}`, () => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    });
  }

  test('keeps an integer that a double cannot hold', () => {
    const { value } = parseJson('[9007199254740993,-18446744073709551616,9007199254740991]');
    expect(value).toEqual([9007199254740993n, -18446744073709551616n, 9007199254740991]);
  });

  for (const [text, number] of [
    ['999999999999999', 999_999_999_999_999],
    ['9007199254740993', 9007199254740993n],
    // An integer that is not written out.
    ['1e1200', Number.MAX_VALUE],
    ['-1.5e1200', -Number.MAX_VALUE],
    ['1.00000000000000001', 0.5],
    ['1e400', 10n ** 400n],
    ['-0', 0],
  ] as const) {
    test(`keeps ${text}, also where it is the only number of its kind`, () => {
      expect(parseJson(`{"a:b":[1,${text}]}`).value).toEqual({ 'a:b': [1, number] });
    });
  }

  for (const [text, ...pointers] of [
    ['{"a":1,"b":2,"c":{"a":3}}'],
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"a":2,"a":3}', '/a', '/a'],
    ['{"data":[{"id":1},{"id":2,"id":3}]}', '/data/1/id'],
    ['{"a":{"b":1,"b":2},"a":{}}', '/a/b', '/a'],
    ['{"a/b":1,"a/b":2,"m~n":3,"m~n":4}', '/a~1b', '/m~0n'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"toString":1,"constructor":2}'],
    ['{"":1,"":2}', '/'],
    ['{"A":1,"a":2}'],
  ] as const) {
    test(`bears ${pointers.length === 0 ? 'no name' : pointers.join(' and ')} twice: ${text}`, () => {
      expect(parseJson(text).duplicateKeys).toEqual(pointers);
    });
  }

  test('takes the last of the values of a name, as JSON.parse does', () => {
    expect(parseJson('{"a":1,"a":2}').value).toEqual(JSON.parse('{"a":1,"a":2}'));
  });

  test('makes objects whose properties are as those of any other', () => {
    const { value } = parseJson('{"a":1}');

    expect(Object.getOwnPropertyDescriptors(value)).toEqual(
      Object.getOwnPropertyDescriptors({ a: 1 }),
    );
  });

  test('keeps all values beside a number that is read by its digits', () => {
    const text = '[-1, true, false, null, "x", {"a" : {}, "b": []}, [false], {"c":null}]';
    expect(parseJson(text).value).toEqual(JSON.parse(text));
  });

  test('has large integers of half a million digits together, and small ones of any number', () => {
    const numbers = (count: number) => `[${'1e999,'.repeat(count)}${'7,'.repeat(100)}7]`;
    expect(parseJson(numbers(500)).value).toHaveLength(601);
    expect(() => parseJson(numbers(501))).toThrow(
      'the JSON has more digits of large integers than the limit of 500000',
    );
  });

  test('reports a hundred names at most that it has twice', () => {
    const { duplicateKeys } = parseJson(`{${'"a":1,'.repeat(101)}"a":1}`);
    expect(duplicateKeys).toEqual(Array.from({ length: 100 }, () => '/a'));
  });

  test('takes __proto__ for a name like any other, also beside a negative number', () => {
    const text = '{"__proto__":{"id":7},"id":-1}';
    expect(Object.getOwnPropertyDescriptors(parseJson(text).value)).toEqual(
      Object.getOwnPropertyDescriptors(JSON.parse(text)),
    );
  });

  test('takes __proto__ for a name like any other', () => {
    const { value } = parseJson('{"__proto__":{"id":7},"id":1}');

    expect(isObject(value) && Object.keys(value)).toEqual(['__proto__', 'id']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, 'id')).toBeUndefined();
  });

  test('keeps what strings hold', () => {
    const { value } = parseJson('["\\u00e9","\\ud83d\\ude00","\\u0000","\\/","\\ud800"]');
    expect(value).toEqual(['é', '😀', '\0', '/', '\ud800']);
  });

  test('may nest as deep as anyone would have it', () => {
    const depth = 500;
    let { value } = parseJson('['.repeat(depth) + ']'.repeat(depth));
    for (let level = 1; level < depth; level++) {
      expect(Array.isArray(value) && value.length).toBe(1);
      value = Array.isArray(value) ? (value[0] ?? null) : null;
    }
    expect(value).toEqual([]);
  });

  test('that nests beyond all reason is an error like any other', () => {
    for (const depth of [100_000, 1_000_000]) {
      expect(() => parseJson('['.repeat(depth) + ']'.repeat(depth))).toThrow(JsonLimitError);
      const objects = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
      expect(() => parseJson(objects)).toThrow(JsonLimitError);
    }
  });

  test('may be as broad as anyone would have it', () => {
    for (const one of ['[]', '{}', '[{}]', '{"a":[]}']) {
      const { value } = parseJson(`[${Array.from({ length: 600 }, () => one).join()}]`);
      expect(value).toHaveLength(600);
    }
  });

  test('has so many values, and a text with more names the bound', () => {
    const zeros = (length: number) => `[${Array.from({ length }, () => '0').join()}]`;
    expect(parseJson(zeros(MAX_JSON_VALUES - 1)).value).toHaveLength(MAX_JSON_VALUES - 1);
    expect(() => parseJson(zeros(MAX_JSON_VALUES))).toThrow(
      expect.objectContaining({
        name: 'JsonLimitError',
        message: 'the JSON has more values than the limit of 200000',
      }),
    );
  });

  test('is no JSON, rather than beyond a bound, where it is no number that is long', () => {
    expect(() => parseJson(`x${'e'.repeat(2000)}`)).toThrow(SyntaxError);
  });

  test('is an object only between braces', () => {
    const texts = ['{}', '{"a":1}', '[]', 'null', '"x"', '9007199254740993'];
    expect(texts.filter((text) => isObject(parseJson(text).value))).toEqual(['{}', '{"a":1}']);
    expect(isObject(undefined)).toBe(false);
  });

  test('has numbers of so many digits, wherever they stand', () => {
    const digits = '9'.repeat(1000);
    const { value } = parseJson(`[-${digits}, 1, 0.${'5'.repeat(998)}]`);
    expect(value).toEqual([-BigInt(digits), 1, 5 / 9]);
    for (const number of [`${digits}9`, `-${digits}9`, `0.${digits}`, `1e${digits}`]) {
      for (const text of [number, `[1,${number}]`, `{"a": ${number} }`]) {
        expect(() => parseJson(text)).toThrow(JsonLimitError);
      }
    }
    expect(() => parseJson(`${digits}9`)).toThrow(
      'the JSON contains a number longer than the limit of 1000 digits',
    );
    expect(parseJson(`"${digits}9"`).value).toBe(`${digits}9`);
  });

  test('has names of any length, which pointers truncate', () => {
    const name = '~/'.repeat(5000);
    const { value, duplicateKeys } = parseJson(`{"${name}":1,"${name}":2}`);
    expect(value).toEqual({ [name]: 2 });
    expect(duplicateKeys).toEqual([`/${'~0~1'.repeat(500)}… (9000 more characters)`]);
  });
});
