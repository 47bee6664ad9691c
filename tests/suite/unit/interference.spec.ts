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
/** Returns the same lists as requests of the run, with so many others behind each. */
const apart = (others: number) =>
  THEIRS.flatMap((ids) => [ids, ...Array.from({ length: others }, () => [D])]);

test.describe('Lists that a customer shows while the run changes nothing', () => {
  test('are foreign if many users come and go', () => {
    expect(isForeignActivity(THEIRS, [])).toBe(true);
    expect(isForeignActivity(THEIRS, [[A], [A, B]])).toBe(true);
  });

  for (const [what, lists, ours] of [
    ['a replica and its master in turn', [[A], [B], [A], [B], [A], [C], [A], [B]], []],
    ['a decay, one user after another', [[A, B, C, D], [B, C, D], [C, D], [D], []], []],
    ['a queue that attaches one after another', [[], [A], [A, B], [A, B, C], [A, B, C, D]], []],
    ['lists of the run, written late', THEIRS, THEIRS],
    [
      'some lists of the run, in its order',
      THEIRS,
      [[D], ...THEIRS.flatMap((ids) => [ids, [B]]), [D]],
    ],
    ['lists of the run, eight requests apart', THEIRS, apart(7)],
    ['the last list of the run', [[A]], [[A]]],
  ] as const) {
    test(`are not foreign if they are ${what}`, () => {
      expect(isForeignActivity(lists, ours)).toBe(false);
    });
  }

  test('are foreign if they are in another order, or too far apart', () => {
    expect(isForeignActivity(THEIRS, [...THEIRS].reverse())).toBe(true);
    expect(isForeignActivity(THEIRS, apart(8))).toBe(true);
  });

  test('are compared as sets', () => {
    expect(listChanges([[A, B], [B, A], [A], [A], [A, B]])).toEqual([[A, B], [A], [A, B]]);
    expect(listChanges([[], [], [A]])).toEqual([[], [A]]);
  });
});

/** Returns reads that show lists in turn, and the last of them for ever. */
function reading(...lists: (string[] | undefined)[]) {
  const read = { times: 0 };
  return {
    read,
    next: () => Promise.resolve(lists[Math.min(read.times++, lists.length - 1)]),
  };
}

test.describe('The detector', () => {
  test('stops as soon as it is certain', async () => {
    const { read, next } = reading(...THEIRS);
    const shared = await new InterferenceDetector(0).detect('7', next);
    expect(shared).toEqual({ customer: '7', lists: THEIRS.slice(0, 4) });
    expect(read.times).toBe(4);
  });

  test('knows the lists of the run for that customer only', async () => {
    for (const [customer, seen] of [
      ['7', false],
      ['9', true],
    ] as const) {
      const watch = new InterferenceDetector(0);
      for (const ids of THEIRS) watch.recordSync(customer, ids);
      expect((await watch.detect('7', reading(...THEIRS).next)) !== undefined).toBe(seen);
    }
  });

  test('ignores what was written late', async () => {
    const { read, next } = reading(...THEIRS);
    expect(await new InterferenceDetector().detect('7', next)).toBeUndefined();
    expect(read.times).toBe(THEIRS.length + 12);
  });

  test('stops if nothing changes, and does not start a fourth time in vain', async () => {
    const watch = new InterferenceDetector(0);
    for (const times of [12, 12, 12, 0]) {
      const { read, next } = reading([A]);
      expect(await watch.detect('7', next)).toBeUndefined();
      expect(read.times).toBe(times);
    }
  });

  test('stops if changes have no end and show nothing', async () => {
    const lists = Array.from({ length: 500 }, (_item, at) => [at % 2 === 0 ? A : B]);
    const { read, next } = reading(...lists);
    expect(await new InterferenceDetector(0).detect('7', next)).toBeUndefined();
    expect(read.times).toBe(120);
  });

  test('stops at once if the target does not list its users', async () => {
    const { read, next } = reading(undefined);
    expect(await new InterferenceDetector(0).detect('7', next)).toBeUndefined();
    expect(read.times).toBe(1);
  });
});

test.describe('Interference on a customer', () => {
  const failed = (requirement: RequirementId): Check => ({
    requirement,
    outcome: 'failed',
    message: 'wrong',
    exchanges: ['1'],
  });
  const checks = [failed('attach.one'), failed('http.safe-get'), failed('user.email')];
  const described = () => describeInterference([{ customer: '7', lists: THEIRS }]);

  test('leaves checks of attached users untested, and others as they were', () => {
    const outcomes = discountInterference({ checks, customers: ['9', '7'] }, described());
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['untested', 'untested', 'failed']);
    expect(outcomes[0]?.message).toMatch(
      /^Another client is changing customer 7: .*\(101; 101, 102; 103; 102, 103, 104; …\)\. The /,
    );
  });

  test('leaves scenarios of other customers as they were', () => {
    expect(discountInterference({ checks, customers: ['9'] }, described())).toEqual(checks);
  });
});
