import { expect, test } from '@playwright/test';
import {
  describeInterference,
  discountInterference,
  isForeignActivity,
  listChanges,
} from '../../../helpers/checks/interference';
import type { Check } from '../../../helpers/checks/result';
import type { RequirementId } from '../../../helpers/contract/requirements';
import { InterferenceDetector } from '../../../helpers/scenario/detector';

const [A, B, C, D] = ['101', '102', '103', '104'];
const THEIRS = [[A], [A, B], [C], [B, C, D], []];

test.describe('Lists that a customer shows while we change nothing', () => {
  test('are those of somebody else, where many come and go', () => {
    expect(isForeignActivity(THEIRS, [])).toBe(true);
    expect(isForeignActivity(THEIRS, [[A], [A, B]])).toBe(true);
  });

  for (const [what, lists, ours] of [
    ['a replica and its master in turn', [[A], [B], [A], [B], [A], [C], [A], [B]], []],
    ['a decay, one user after another', [[A, B, C, D], [B, C, D], [C, D], [D], []], []],
    ['a queue that attaches one after another', [[], [A], [A, B], [A, B, C], [A, B, C, D]], []],
    ['our own lists, that come late', THEIRS, THEIRS],
    ['some of ours, in our order', THEIRS, [[D], ...THEIRS.flatMap((ids) => [ids, [B]]), [D]]],
    ['the last of ours, and nothing since', [[A]], [[A]]],
  ] as const) {
    test(`are nobody else’s where they are ${what}`, () => {
      expect(isForeignActivity(lists, ours)).toBe(false);
    });
  }

  test('are not ours where they come in another order, or too far apart', () => {
    expect(isForeignActivity(THEIRS, [...THEIRS].reverse())).toBe(true);
    const apart = THEIRS.flatMap((ids) => [ids, ...Array.from({ length: 8 }, () => [D])]);
    expect(isForeignActivity(THEIRS, apart)).toBe(true);
  });

  test('are told one from another as sets', () => {
    expect(listChanges([[A, B], [B, A], [A], [A], [A, B]])).toEqual([[A, B], [A], [A, B]]);
  });
});

/** Reads that show lists in turn, and the last for ever. */
function reading(...lists: (string[] | undefined)[]) {
  const read = { times: 0 };
  return {
    read,
    next: () => Promise.resolve(lists[Math.min(read.times++, lists.length - 1)]),
  };
}

test.describe('A watch', () => {
  test('ends as soon as it is certain', async () => {
    const { read, next } = reading(...THEIRS);
    const shared = await new InterferenceDetector(0).detect('7', next);
    expect(shared).toEqual({ customer: '7', lists: THEIRS.slice(0, 4) });
    expect(read.times).toBe(4);
  });

  test('knows our own lists of that customer, and of no other', async () => {
    for (const [customer, seen] of [
      ['7', false],
      ['9', true],
    ] as const) {
      const watch = new InterferenceDetector(0);
      for (const ids of THEIRS) watch.recordSync(customer, ids);
      expect((await watch.detect('7', reading(...THEIRS).next)) !== undefined).toBe(seen);
    }
  });

  test('takes what was written late for nobody’s', async () => {
    const { read, next } = reading(...THEIRS);
    expect(await new InterferenceDetector().detect('7', next)).toBeUndefined();
    expect(read.times).toBe(THEIRS.length + 15);
  });

  test('ends where nothing changes, and is not begun for ever in vain', async () => {
    const watch = new InterferenceDetector(0);
    for (const times of [15, 15, 15, 0]) {
      const { read, next } = reading([A]);
      expect(await watch.detect('7', next)).toBeUndefined();
      expect(read.times).toBe(times);
    }
  });

  test('ends where changes have no end, and tell nothing', async () => {
    const lists = Array.from({ length: 500 }, (_item, at) => [at % 2 === 0 ? A : B]);
    const { read, next } = reading(...lists);
    expect(await new InterferenceDetector(0).detect('7', next)).toBeUndefined();
    expect(read.times).toBe(120);
  });

  test('ends at once where the target does not tell', async () => {
    const { read, next } = reading(undefined);
    expect(await new InterferenceDetector(0).detect('7', next)).toBeUndefined();
    expect(read.times).toBe(1);
  });
});

test.describe('Where somebody else was at work on a customer', () => {
  const failed = (requirement: RequirementId): Check => ({
    requirement,
    outcome: 'failed',
    message: 'wrong',
    exchanges: ['1'],
  });
  const checks = [failed('attach.one'), failed('http.safe-get'), failed('user.email')];
  const shared = describeInterference([{ customer: '7', lists: THEIRS }]);

  test('what is judged by who is attached is untested, and the rest is as it was', () => {
    const outcomes = discountInterference({ checks, customers: ['9', '7'] }, shared);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['untested', 'untested', 'failed']);
    expect(outcomes[0]?.message).toMatch(
      /^Somebody else is at work on customer 7: .*\(101; 101, 102; 103; /,
    );
  });

  test('scenarios of other customers are as they were', () => {
    expect(discountInterference({ checks, customers: ['9'] }, shared)).toEqual(checks);
  });
});
