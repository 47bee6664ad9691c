import { expect, test } from '@playwright/test';
import {
  judgeLongReadBack,
  judgeReadBack,
  judgeReadOneOf,
  judgeUnchanged,
  unreadUsers,
} from '../../../helpers/checks/readback';
import { formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';
import { readTables } from '../support/table';

const ANN = ['101'];
const BOB = ['102'];
const BOTH = ['101', '102'];

type Case<Parts> = Parts & { title: string; judged: string };

const tables = readTables<{
  reads: Case<{ synced: string[]; answer?: FakeResponse; read: FakeResponse }>[];
  unchanged: Case<{ before: FakeResponse; request: FakeResponse; after: FakeResponse }>[];
  /** The responses of overlapping syncs to Ann and to Bob. */
  overlaps: Case<{ answers: [FakeResponse, FakeResponse?]; read: FakeResponse }>[];
}>('unit/tables/readback.yaml');

const readOf = (fake: FakeResponse) => syncTo([], fake);

test.describe('A read', () => {
  test('of a part of a long list leaves users to be read alone, fewer than a page', () => {
    const all = Array.from({ length: 30 }, (_item, index) => String(101 + index));
    const shown = (...ids: string[]) => unreadUsers(syncTo(all), readOf({ body: listing(...ids) }));
    expect(shown(...all.slice(0, 28))).toEqual(['129', '130']);
    expect(shown(...all.slice(0, 10))).toEqual(all.slice(10, 19));
    for (const ids of [all, [], [...all.slice(1), '900']]) expect(shown(...ids)).toEqual([]);
    expect(unreadUsers(syncTo(all), undefined)).toEqual([]);
  });

  for (const [what, ids, judged] of [
    ['all users', ['101', '102'], /^passed/],
    ['a page of them', ['102'], /^untested: .*page/],
    ['nobody', [], /^failed/],
    ['others', ['103'], /^failed/],
  ] as const) {
    test(`of a long list that shows ${what} is judged as ${String(judged)}`, () => {
      const judgement = judgeLongReadBack(syncTo(BOTH), readOf({ body: listing(...ids) }));
      expect(formatJudgement(judgement)).toMatch(judged);
    });
  }

  for (const { title, synced, answer, read, judged } of tables.reads) {
    test(`of ${title} is judged as ${judged}`, () => {
      const judgement = judgeReadBack(syncTo(synced, answer), readOf(read));
      expect(formatJudgement(judgement)).toMatch(new RegExp(judged));
    });
  }

  for (const { title, before, request, after, judged } of tables.unchanged) {
    test(`after a refusal, of ${title}, is judged as ${judged}`, () => {
      const refused = syncTo(BOTH, request);
      const [first, last] = [readOf(before), readOf(after)];
      const judgement = judgeUnchanged(syncTo(ANN), first, refused, last, 'an unknown id');
      expect(formatJudgement(judgement)).toMatch(new RegExp(judged));
    });
  }

  for (const { title, answers, read, judged } of tables.overlaps) {
    test(`after overlapping syncs, of ${title}, is judged as ${judged}`, () => {
      const [ann, bob] = answers;
      const syncs = [syncTo(ANN, ann), ...(bob ? [syncTo(BOB, bob)] : [])];
      expect(formatJudgement(judgeReadOneOf(syncs, readOf(read)))).toMatch(new RegExp(judged));
    });
  }

  for (const [what, shown, judged] of [
    ['the first page', 10, /^untested: .*first page/],
    ['fewer than a page', 9, /^failed: none-of-them/],
    ['all', 40, /^passed/],
  ] as const) {
    test(`after overlapping syncs, of ${what} of a long list, is judged as ${String(judged)}`, () => {
      const users = Array.from({ length: 40 }, (_item, index) => String(101 + index));
      const syncs = [syncTo(users, { body: listing(...users) }), syncTo(BOB, {})];
      const read = readOf({ body: listing(...users.slice(0, shown)) });
      expect(formatJudgement(judgeReadOneOf(syncs, read))).toMatch(judged);
    });
  }
});
