import { expect, test } from '@playwright/test';
import { listedUsers } from '../../../helpers/http/body';
import { parseJson } from '../../../helpers/http/json';

test.describe('The users of a response', () => {
  const ids = (text: string) => listedUsers(parseJson(text).value)?.map(({ id }) => id);

  for (const [text, expected] of [
    ['{"data":[{"id":101},{"id":9007199254740993}]}', ['101', '9007199254740993']],
    ['{"data":[]}', []],
    ['{"data":null}', []],
    ['{}', []],
    ['{"data":[{"name":"Ann"}]}', [undefined]],
    ['{"data":[{"id":"101"},{"id":101.0}]}', ['101', '101']],
    ['{"data":[{"id":1.5},{"id":true}]}', [undefined, undefined]],
    ['{"data":[{"id":"ann"},{"id":[101]}]}', [undefined, undefined]],
    ['{"data":[{"id":"u101"},{"id":"101u"},{"id":"-5"}]}', [undefined, undefined, '-5']],
    ['[{"id":101}]', ['101']],
    ['{"data":{"id":101}}', ['101']],
    ['{"data":{"0":{"id":101},"1":{"id":102}}}', ['101', '102']],
  ] as const) {
    test(`in ${text} are ${JSON.stringify(expected)}`, () => {
      expect(ids(text)).toEqual(expected);
    });
  }

  for (const text of [
    '{"data":"none"}',
    '{"data":5}',
    '{"data":[1,2]}',
    '"x"',
    '5',
    '[{"name":"Ann"}]',
    '{"data":{"0":{"name":"Ann"}}}',
    '{"data":{"name":"Ann"}}',
  ]) {
    test(`cannot be read in ${text}`, () => {
      expect(ids(text)).toBeUndefined();
    });
  }

  test('cannot be read where there is no JSON', () => {
    expect(listedUsers(undefined)).toBeUndefined();
  });

  test('are those that are objects, with their pointers', () => {
    const users = listedUsers(parseJson('{"data":[{"id":101},7,{"id":102}]}').value);
    expect(users?.map(({ id, pointer }) => `${String(id)} at ${String(pointer)}`)).toEqual([
      '101 at /data/0',
      '102 at /data/2',
    ]);
  });

  test('have ids of so many digits as are read', () => {
    const idOf = (digits: number) =>
      listedUsers({ data: [{ id: '9'.repeat(digits) }] })?.map(({ id }) => id?.length);
    expect(idOf(1000)).toEqual([1000]);
    expect(idOf(1001)).toEqual([undefined]);
  });
});

test('The users of a body are read once, and null has none', () => {
  const { value } = parseJson('{"data":[{"id":101}]}');
  expect(listedUsers(value)).toBe(listedUsers(value));
  expect(listedUsers(null)).toEqual([]);
  expect(listedUsers('x')).toBeUndefined();
});
