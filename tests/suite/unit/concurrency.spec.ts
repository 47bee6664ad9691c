import { expect, test } from '@playwright/test';
import {
  judgeAcceptedTogether,
  judgeIndependent,
  judgeOneOf,
  judgeSettled,
  judgeUndisturbed,
  overlapped,
} from '../../../helpers/checks/concurrency';
import { formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';
import { readTables } from '../support/table';

const ANN = ['101'];
const BOB = ['102'];
const BOTH = ['101', '102'];

type Case = FakeResponse & { title: string; judged: string };

const tables = readTables<{
  /** When each of several syncs began, and how long it took. */
  spans: { title: string; spans: [number, number][]; overlap: boolean }[];
  /** The response of the second of two syncs. */
  answers: Case[];
  settled: Case[];
  independent: Case[];
  accepted: Case[];
  undisturbed: { title: string; statuses: number[]; judged: string }[];
}>('unit/tables/concurrency.yaml');

/** Syncs that were all under way from the second to the tenth millisecond. */
const annAnd = (fake: FakeResponse = {}) =>
  [syncTo(ANN, { at: [0, 10] }), syncTo(BOB, { at: [2, 10], ...fake })] as const;
const inTurn = annAnd({ at: [10, 10] });

for (const { title, spans, overlap } of tables.spans) {
  test(`Syncs overlap ${overlap ? 'where they were' : 'not where they were'} ${title}`, () => {
    expect(overlapped(spans.map((at) => syncTo(ANN, { at })))).toBe(overlap);
  });
}

test.describe('The answers of overlapping syncs', () => {
  for (const { title, judged, ...fake } of tables.answers) {
    test(`that are ${title} are judged as ${judged}`, () => {
      expect(formatJudgement(judgeOneOf(annAnd(fake)))).toMatch(new RegExp(judged));
    });
  }

  test('that are a mixture are reported with the times of each sync', () => {
    const syncs = [
      syncTo(['101', '103'], { at: [5, 10] }),
      syncTo(BOB, { at: [7.5, 10], body: listing(101, 102) }),
    ];
    expect(formatJudgement(judgeOneOf(syncs))).toBe(
      'failed: mixture: overlapping syncs to [101, 103], [102]: one got 101, 102 (0.1 from 0.0 to 10.0 ms, 0.1 from 2.5 to 12.5 ms)',
    );
  });

  test('that are a mixture are reported with each list once', () => {
    const [ann, bob] = annAnd({ body: listing(101, 102) });
    expect(formatJudgement(judgeOneOf([ann, ann, bob, bob]))).toContain(
      'overlapping syncs to [101], [102]: one got 101, 102 ',
    );
  });

  test('are untested if none succeeded', () => {
    expect(formatJudgement(judgeOneOf([syncTo(ANN, { status: 409 })]))).toBe(
      'untested: no overlapping sync succeeded',
    );
  });

  for (const { title, judged, ...fake } of tables.settled) {
    test(`are followed by one with ${title}, judged as ${judged}`, () => {
      const next = syncTo(BOTH, fake);
      expect(formatJudgement(judgeSettled(next, annAnd()))).toMatch(new RegExp(judged));
      expect(formatJudgement(judgeSettled(next, inTurn))).toBe(
        'untested: the syncs did not overlap',
      );
    });
  }

  for (const { title, judged, ...fake } of tables.independent) {
    test(`of different customers that are ${title} are judged as ${judged}`, () => {
      const [ann, bob] = annAnd(fake);
      expect(formatJudgement(judgeIndependent(bob, [ann]))).toMatch(new RegExp(judged));
    });
  }

  test('are reported with the other customers', () => {
    const at = (customer: string) => ({ ...syncTo(ANN, { body: listing(102) }), customer });
    expect(formatJudgement(judgeIndependent(at('7'), [at('9'), at('11')]))).toMatch(
      /^failed: unrequested, not-attached: while customer 9, 11 was synced as well, sync to \[101\]/,
    );
  });

  for (const { title, judged, ...fake } of tables.accepted) {
    test(`that are answered with ${title} are judged as ${judged}`, () => {
      expect(formatJudgement(judgeAcceptedTogether(annAnd(fake), syncTo(BOTH)))).toMatch(
        new RegExp(judged),
      );
      expect(
        formatJudgement(judgeAcceptedTogether(annAnd(fake), syncTo(BOTH, { status: 403 }))),
      ).toMatch(/^untested: the sync/);
    });
  }

  test('show nothing if a sync alone is not accepted either', () => {
    const alone = syncTo(BOTH, { status: 403 });
    expect(formatJudgement(judgeAcceptedTogether(annAnd({ status: 403 }), alone))).toBe(
      'untested: the sync alone after them was not accepted',
    );
  });

  test('are counted by the status of their rejections', () => {
    const rejected = [400, 403, 403].map((status) => syncTo(ANN, { status }));
    expect(judgeAcceptedTogether(rejected, syncTo(BOTH))).toMatchObject({
      defects: [
        { code: 'invalid', message: expect.stringMatching(/^1 of 3 .* got 400\./) },
        { code: 'forbidden', message: expect.stringMatching(/^2 of 3 .* got 403\./) },
      ],
    });
  });

  for (const { title, statuses, judged } of tables.undisturbed) {
    test(`of different customers that are ${title} are judged as ${judged}`, () => {
      const rounds = statuses.map((status) => annAnd({ status }));
      expect(formatJudgement(judgeUndisturbed(rounds))).toMatch(new RegExp(judged));
    });
  }

  test('of different customers that are rejected are reported with the customers', () => {
    const [ann, bob] = annAnd({ status: 409 });
    const round = [ann, { ...bob, customer: '9' }];
    expect(formatJudgement(judgeUndisturbed([round, round]))).toContain(
      'syncs of customers 7 and 9 at once: ',
    );
  });

  test('of different customers that are rejected in turn show nothing', () => {
    const round = annAnd({ status: 409, at: [10, 10] });
    expect(formatJudgement(judgeUndisturbed([round, round]))).toBe(
      'untested: the syncs did not overlap',
    );
  });
});
