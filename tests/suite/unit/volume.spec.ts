import { expect, test } from '@playwright/test';
import {
  disjointPairs,
  halfOf,
  judgeVolume,
  largestTaken,
  longestRequired,
  shuffled,
  volumesOf,
} from '../../../helpers/checks/volume';
import { formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';

const many = (count: number) => Array.from({ length: count }, (_item, index) => String(index + 1));

test('Two pairs have the same sum if any do, and nobody in both', () => {
  const large = ['9007199254740993', '9007199254740994', '9007199254740995', '9007199254740996'];
  expect(disjointPairs(['5', '1', '4', '9', '2'])).toEqual([
    ['5', '1'],
    ['4', '2'],
  ]);
  expect(disjointPairs(large)).toEqual([
    [large[0], large[3]],
    [large[1], large[2]],
  ]);
  expect(disjointPairs(['1', '2', '4', '8'])).toEqual([
    ['1', '2'],
    ['4', '8'],
  ]);
});

test.describe('A long list', () => {
  test('is tried just past the limits that people write, and whole', () => {
    expect(volumesOf(many(60))).toEqual([10, 11, 15, 16, 20, 25, 26, 32, 50, 51, 60]);
    expect(volumesOf(many(10))).toEqual([10]);
    expect(volumesOf(many(4))).toEqual([4]);
    expect(volumesOf(many(2001)).slice(-2)).toEqual([1001, 2001]);
  });

  test('has a half of every second user, and not a multiple of ten', () => {
    expect(halfOf(many(7))).toEqual(['1', '3', '5', '7']);
    expect(halfOf(many(60)).slice(0, 4)).toEqual(['1', '2', '3', '5']);
    expect([58, 59, 60, 61].map((count) => halfOf(many(count)).length)).toEqual([29, 31, 31, 31]);
    expect(longestRequired(many(1001))).toEqual(many(999));
  });

  test('in no order has each user once', () => {
    expect(shuffled(many(4))).toEqual(['3', '1', '4', '2']);
    expect(shuffled(many(5))).toEqual(['4', '1', '5', '2', '3']);
    expect(shuffled(many(61)).toSorted((a, b) => Number(a) - Number(b))).toEqual(many(61));
  });

  const page = { body: listing(...many(25)) };
  for (const [what, count, fake, expected] of [
    ['all', 26, {}, /^passed/],
    ['a page', 26, page, /^failed: not-attached: expected 26 users, got 25 users: /],
    ['a refusal', 999, { status: 422 }, /^failed: rejected: expected 999 users, got 422/],
    ['a refusal of so many', 1000, { status: 422 }, /^passed/],
    ['a 413 of so many', 1000, { status: 413 }, /^passed/],
    ['another refusal of so many', 1000, { status: 400 }, /^failed/],
    ['what cannot be read', 26, { body: 'ok' }, /^untested/],
  ] satisfies [string, number, FakeResponse, RegExp][]) {
    test(`of ${String(count)} answered with ${what} is judged as ${String(expected)}`, () => {
      expect(formatJudgement(judgeVolume(syncTo(many(count), fake)))).toMatch(expected);
    });
  }

  test('that fails is reported with the longest that passes', async () => {
    for (const limit of [1, 10, 37, 49]) {
      let syncs = 0;
      let attached: readonly string[] = [];
      const sync = (ids: readonly string[]) => {
        syncs++;
        // Each list is attached to nobody else: otherwise those before it would be among its own.
        expect(ids.length === 0 || attached.length === 0).toBe(true);
        attached = ids;
        return Promise.resolve(syncTo(ids, { body: listing(...ids.slice(0, limit)) }));
      };
      expect(await largestTaken(sync, many(60), { taken: 1, refused: 60 })).toBe(limit);
      expect(syncs).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(60)));
    }
    const cut = syncTo(many(11), { body: listing(...many(10)) });
    expect(judgeVolume(cut, 10)).toMatchObject({
      defects: [{ code: 'not-attached' }],
      message: expect.stringMatching(
        /^expected 11 users, got 10 users; lists of up to 10 are answered in full: sync/,
      ),
      difference: { expected: many(11) },
    });
  });
});
