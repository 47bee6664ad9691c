import { expect, test } from '@playwright/test';
import {
  describeRepeated,
  judgeIgnored,
  judgeMethod,
  judgeMissingIds,
  judgeNoDisclosure,
  judgeNotAccepted,
  judgeNotFound,
  judgeRejectedOrCountedOnce,
  judgeRejectedOrLists,
  judgeSafeGet,
  judgeUnsupportedMediaType,
} from '../../../helpers/checks/tolerance';
import { answer, formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';
import { readTables } from '../support/table';

const ANN = ['101'];
const BOTH = ['101', '102'];

type Case = FakeResponse & { title: string; judged: string };
type Outcome = 'passed' | 'failed' | 'untested';

const tables = readTables<{
  /** The outcome by the plain meaning, and strictly. */
  requests: (FakeResponse & { title: string; plain: Outcome; strict: Outcome })[];
  missingIds: (Case & { attached: string[] })[];
  gets: Case[];
  disclosures: Case[];
  methods: Case[];
}>('unit/tables/tolerance.yaml');

test.describe('A request that the contract does not allow', () => {
  for (const { title, plain, strict, ...fake } of tables.requests) {
    test(`and is ${title} is judged as ${plain}, strictly as ${strict}`, () => {
      const sync = syncTo(ANN, fake);
      expect(judgeRejectedOrLists(ANN)(sync, 'x').outcome).toBe(plain);
      expect(judgeNotAccepted(sync, 'x').outcome).toBe(strict);
    });
  }

  test('is reported with request and response', () => {
    const another = syncTo(ANN, { body: listing(102) });
    expect(formatJudgement(judgeRejectedOrLists(ANN)(another, 'the item "101"'))).toMatch(
      /^failed: unrequested, not-attached: the item "101": got 200; .*expected users 101; got 102/,
    );
    const broken = syncTo(ANN, { status: 500 });
    expect(formatJudgement(judgeRejectedOrLists(ANN)(broken, 'the item null'))).toBe(
      'failed: server-error: the item null: expected 4xx, got 500',
    );
    expect(formatJudgement(judgeNotAccepted(syncTo(ANN), 'the item "101"'))).toMatch(
      /^failed: accepted: the item "101"/,
    );
  });

  test('may mean others than were in the list', () => {
    const ignored = syncTo(['101', '999'], { body: listing(101) });
    expect(judgeRejectedOrLists(ANN)(ignored, 'x').outcome).toBe('passed');
    expect(judgeRejectedOrLists(ANN)(syncTo(['101', '999']), 'x').outcome).toBe('failed');
  });
});

test('A difference that should make none is named in the message', () => {
  expect(formatJudgement(judgeIgnored(syncTo(ANN), 'a note'))).toBe('passed');
  expect(formatJudgement(judgeIgnored(syncTo(ANN, { status: 422 }), 'a note'))).toBe(
    'failed: rejected: a note: sync of 1 user: expected 200, got 422',
  );
});

test('A status that an RFC names is that, or another', () => {
  const judge = (fake: FakeResponse) =>
    formatJudgement(judgeUnsupportedMediaType(answer(fake), 'a form'));
  expect(judge({ status: 415 })).toBe('passed');
  expect(judge({ status: 422 })).toBe('failed: other-rejection: a form: expected 415, got 422');
  expect(judge({ status: 200 })).toMatch(/^failed: accepted/);
  expect(judge({ status: 302 })).toMatch(/^failed: redirected/);
  expect(judge({ status: 500 })).toMatch(/^failed: server-error/);
  expect(judge({ failure: 'timeout' })).toMatch(/^untested/);
  expect(formatJudgement(judgeNotFound(answer({ status: 404 }), 'a customer'))).toBe('passed');
});

test('A list with an id twice is rejected, or counted once', () => {
  const judge = (fake: FakeResponse) =>
    judgeRejectedOrCountedOnce(syncTo(['101', '101'], fake), syncTo(ANN)).outcome;
  expect([judge({ status: 422 }), judge({ body: listing(101) })]).toEqual(['passed', 'passed']);
  expect(judge({ body: listing(101, 101) })).toBe('failed');
});

test('A list with an id twice that is accepted is observed', () => {
  const observed = (fake: FakeResponse) =>
    describeRepeated(syncTo(['101', '101'], fake), syncTo(ANN));
  expect(observed({ body: listing(101) })).toBe('counted once');
  const twice = observed({ status: 201, body: listing(101, 101) });
  expect(twice).toBe('answered 201, and not counted once');
});

for (const { title, attached, judged, ...fake } of tables.missingIds) {
  test(`A body without user_ids that ${title} is judged as ${judged}`, () => {
    expect(formatJudgement(judgeMissingIds(syncTo([], fake), attached))).toMatch(
      new RegExp(judged),
    );
  });
}

for (const { title, judged, ...fake } of tables.gets) {
  test(`A GET that ${title} is judged as ${judged}`, () => {
    expect(formatJudgement(judgeSafeGet(syncTo([], fake), BOTH))).toMatch(new RegExp(judged));
  });
}

for (const { title, judged, ...fake } of tables.disclosures) {
  test(`A GET without credentials that ${title} is judged as ${judged}`, () => {
    expect(
      formatJudgement(judgeNoDisclosure(syncTo([], fake), ANN, 'GET with no Authorization header')),
    ).toMatch(new RegExp(judged));
  });
}

for (const { title, judged, ...fake } of tables.methods) {
  test(`A method that ${title} is judged as ${judged}`, () => {
    expect(formatJudgement(judgeMethod(answer(fake), 'PUT'))).toMatch(new RegExp(judged));
  });
}
