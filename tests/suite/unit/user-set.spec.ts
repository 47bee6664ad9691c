import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  sortedUnique,
  findMismatches,
  formatIds,
  sameSet,
  without,
} from '../../../helpers/checks/user-set';
import { readTables } from '../support/table';

/** Ids, and the messages that name the differences between them. */
const { mismatches } = readTables<{
  mismatches: { expected: string; actual: string; attached: string; described: string[] }[];
}>('unit/tables/user-set.yaml');

const id = fc.bigInt({ min: 1n, max: 10n ** 20n }).map(String);
const few = fc.integer({ min: 1, max: 12 }).map(String);
const ids = fc.array(fc.oneof(few, id), { maxLength: 15 });

function shuffled(list: readonly string[], order: readonly number[]): string[] {
  return list
    .map((item, index) => ({ item, place: order[index % order.length] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

test.describe('A set of ids', () => {
  test('is the same once more, in any order, and with repeats', () => {
    fc.assert(
      fc.property(ids, fc.array(fc.nat(), { minLength: 1 }), (list, order) => {
        expect(sortedUnique(sortedUnique(list))).toEqual(sortedUnique(list));
        expect(sortedUnique(shuffled(list, order))).toEqual(sortedUnique(list));
        expect(sortedUnique([...list, ...list])).toEqual(sortedUnique(list));
      }),
    );
  });

  test('is sorted by number and has unique ids', () => {
    fc.assert(
      fc.property(ids, (list) => {
        const set = sortedUnique(list).map(BigInt);
        expect(set.every((value, index) => index === 0 || value > (set[index - 1] ?? 0n))).toBe(
          true,
        );
        expect(new Set(set.map(String))).toEqual(new Set(list));
      }),
    );
    expect(sortedUnique(['10', '9', '9007199254740993', '9007199254740992'])).toEqual([
      '9',
      '10',
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  test('without another has nothing of it, and all else', () => {
    fc.assert(
      fc.property(ids, ids, (list, others) => {
        const left = without(list, others);
        expect(left.filter((item) => others.includes(item))).toEqual([]);
        expect(sortedUnique([...left, ...list.filter((item) => others.includes(item))])).toEqual(
          sortedUnique(list),
        );
      }),
    );
  });

  test('is the same as another by what is in it alone', () => {
    fc.assert(
      fc.property(ids, ids, (list, others) => {
        expect(sameSet(list, sortedUnique(list))).toBe(true);
        expect(sameSet(list, others)).toBe(sameSet(others, list));
        expect(sameSet(list, others)).toBe(
          sortedUnique(list).join() === sortedUnique(others).join(),
        );
      }),
    );
  });
});

test.describe('The explanation of a difference', () => {
  test('is there if and only if the sets differ', () => {
    fc.assert(
      fc.property(ids, ids, fc.option(ids, { nil: undefined }), (expected, actual, attached) => {
        const differ = sortedUnique(expected).join() !== sortedUnique(actual).join();
        expect(findMismatches({ expected, actual }, attached).length > 0).toBe(differ);
        expect(findMismatches({ expected, actual: [...expected].reverse() }, attached)).toEqual([]);
      }),
    );
  });

  test('names every user that is wrong, where they are few', () => {
    const short = fc.uniqueArray(few, { maxLength: 6 });
    fc.assert(
      fc.property(short, short, short, (expected, actual, attached) => {
        const words = findMismatches({ expected, actual }, attached)
          .map(({ message }) => message)
          .join()
          .split(/[^\d]+/);
        const wrong = [...without(expected, actual), ...without(actual, expected)];
        expect(wrong.filter((each) => !words.includes(each))).toEqual([]);
      }),
    );
  });

  for (const { expected, actual, attached, described } of mismatches) {
    test(`[${actual}] in place of [${expected}] is ${described.join('; ')}`, () => {
      const idsIn = (text: string) => text.match(/\d/g) ?? [];
      const found = findMismatches(
        { expected: idsIn(expected), actual: idsIn(actual) },
        idsIn(attached),
      );
      const got = formatIds(sortedUnique(idsIn(actual)));
      const wanted = expected.trim() === '' ? 'no users' : `users ${formatIds(idsIn(expected))}`;
      const lists = `expected ${wanted}; got ${got}`;
      expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual(
        described.map((each) => each.replace(/: (.*)/, `: ${lists} ($1)`)),
      );
    });
  }

  test('names no more than a dozen', () => {
    const many = Array.from({ length: 14 }, (_item, index) => String(index + 1));
    expect(formatIds(many)).toBe('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more');
    expect(formatIds(many.slice(0, 12))).toBe('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12');
    expect(formatIds([])).toBe('nobody');
  });
});
