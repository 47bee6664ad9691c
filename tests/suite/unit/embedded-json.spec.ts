import { expect, test } from '@playwright/test';
import { jsonValuesIn, parsed, readings } from '../../../helpers/checks/embedded-json';

test.describe('The values of JSON in a text', () => {
  const TEXTS: Record<string, [text: string, values: unknown[]]> = {
    'are the text itself': ['{"a":1}', [{ a: 1 }]],
    'stand between other text': ['before {"a":1} between [2] behind', [{ a: 1 }, [2]]],
    'follow each other': ['[1][2]', [[1], [2]]],
    'are the outermost': ['{"a":[1,{"b":2}]}', [{ a: [1, { b: 2 }] }]],
    'may have brackets in strings': ['{"a":"}]{"}', [{ a: '}]{' }]],
    'may have quotes in strings': [String.raw`{"a":"\"}","b":"\\"}`, [{ a: '"}', b: '\\' }]],
    'stand behind what is none': ['{no: JSON} {"a":1}', [{ a: 1 }]],
    'stand behind a bracket that nothing closes': ['[ {"a":1}', [{ a: 1 }]],
    'stand in what is none': ['{no: {"a":1}}', [{ a: 1 }]],
    'are none without a bracket': ['"a" 1 null', []],
    'are none where a string is cut off': ['{"a":"}', []],
    'are none where a text is cut off': ['{"a":1', []],
    'are none where a string ends in a backslash': ['{"a":"\\', []],
  };
  for (const [what, [text, values]] of Object.entries(TEXTS)) {
    test(what, () => {
      expect(jsonValuesIn(text)).toEqual(values);
    });
  }

  test('are searched for behind a hundred brackets, and no more', () => {
    const behind = (brackets: number) => jsonValuesIn(`${'{ '.repeat(brackets)}{"a":1}`);
    expect(behind(99)).toEqual([{ a: 1 }]);
    expect(behind(100)).toEqual([]);
  });
});

test.describe('The readings of a text', () => {
  const TEXTS: Record<string, [text: string, readings: string[]]> = {
    'without escapes are itself': ['plain', ['plain']],
    'undo the escapes of JSON': [String.raw`{\"a\":1}`, [String.raw`{\"a\":1}`, '{"a":1}']],
    'undo the escapes of HTML': ['{&quot;a&quot;:1}', ['{&quot;a&quot;:1}', '{"a":1}']],
    'undo the escapes of a URL': ['%7B%22a%22:1}', ['%7B%22a%22:1}', '{"a":1}']],
    'undo one level after the other': ['&amp;amp;lt;', ['&amp;amp;lt;', '&amp;lt;', '&lt;', '<']],
    'undo three levels': [
      '&amp;amp;amp;lt;',
      ['&amp;amp;amp;lt;', '&amp;amp;lt;', '&amp;lt;', '&lt;'],
    ],
  };
  for (const [what, [text, all]] of Object.entries(TEXTS)) {
    test(what, () => {
      expect(readings(text)).toEqual(all);
    });
  }

  test('are those of its first 65 536 characters', () => {
    expect(readings('a'.repeat(65_537))).toEqual(['a'.repeat(65_536)]);
  });
});

test('A text that is no JSON has no value', () => {
  expect(parsed('[1]')).toEqual([1]);
  expect(parsed('[1')).toBeUndefined();
});
