import { expect, test } from '@playwright/test';
import {
  defectsOf,
  failed,
  failedWithCode,
  failedWithDefects,
  type Judgement,
} from '../../../helpers/checks/result';

const found = (judgement: Judgement) =>
  defectsOf({ requirement: 'user.stable', exchanges: ['0.1'], ...judgement });
const signatureOf = (message: string) => found(failed(message))[0]?.signature;

test.describe('The defects that a check found', () => {
  test('are one, known by its message, where the judge says no more', () => {
    expect(found(failed('user 101 is gone'))).toEqual([
      { signature: 'user # is gone', message: 'user 101 is gone', places: [] },
    ]);
  });

  test('are those that the judge tells apart', () => {
    const defects = ['a', 'b'].map((each) => ({
      signature: each,
      message: `${each} of 101`,
      places: [`/data/${each}`],
    }));
    expect(found(failedWithDefects(defects))).toEqual(defects);
    expect(failedWithDefects(defects)).toMatchObject({ message: 'a of 101; b of 101' });
  });

  test('are one, and nowhere, where the judge says no more than how it is known', () => {
    expect(found(failedWithCode('a', 'a of 101'))).toEqual([
      { signature: 'a', message: 'a of 101', places: [] },
    ]);
  });

  for (const [signature, ...messages] of [
    ['it is "…", and not "…"', 'it is "Ann", and not "Bob"'],
    ['had "…", and has "…"', 'had "A \\"Z\\" 7", and has ""', 'had "1\\\\", and has "2"'],
    ['it says "…"', 'it says "cut sh', 'it says "whole"'],
    ['# were not attached', '101 was not attached', '101, 102 were not attached'],
    ['# were gone', '1, 2, 3 and 10 more were gone', 'nobody was gone'],
    [
      '# were attached and are gone',
      '101 was attached and is gone',
      '101, 102 were attached and are gone',
    ],
    ['from # to # ms', 'from 0.0 to 12.75 ms', 'from 2 to 1,000 ms'],
    ['answered 500, for #', 'answered 500, for 101', 'answered 500, for 102, 103'],
    ['# were refused with 422', '101 was refused with 422', '7, 9 were refused with 422'],
    ['lists answered #', 'lists answered 12', 'lists answered 9999'],
    ['ids # and 2^31', 'ids 101 and 2^31', 'ids 112 and 2^31'],
    ['id 1e400, and #', 'id 1e400, and 101'],
    ['id 10^40, and #', 'id 10^40, and 101'],
    ['an island, and nobodys', 'an island, and nobodys'],
  ] as const) {
    test(`are known by "${signature}", whatever the values`, () => {
      expect(messages.map(signatureOf)).toEqual(messages.map(() => signature));
    });
  }

  test('are not the same where the status, or the limit, is another one', () => {
    for (const message of ['answered 500', 'it was refused with 404', 'id 2^31 is listed']) {
      const other = message.replace('500', '200').replace('404', '422').replace('31', '63');
      expect(signatureOf(message)).not.toBe(signatureOf(other));
    }
  });

  test('are known by no more than a person reads', () => {
    expect(signatureOf('x'.repeat(300))).toBe('x'.repeat(300));
    expect(signatureOf('x'.repeat(301))).toBe(`${'x'.repeat(300)}… (1 more characters)`);
  });
});
