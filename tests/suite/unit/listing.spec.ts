import { expect, test } from '@playwright/test';
import {
  detachesNobodyOf,
  isAccepted,
  judgeCountedOnce,
  judgeEmpty,
  judgeListing,
  judgeSame,
  judgeStatus,
  succeeded,
  toSync,
  violatedBySetup,
} from '../../../helpers/checks/listing';
import { answer, formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';
import { readTables } from '../support/table';

const ANN = ['101'];
const BOTH = ['101', '102'];

type Case = FakeResponse & { title: string; asked: string[]; judged: string };

const tables = readTables<{
  listings: Case[];
  same: Omit<Case, 'title'>[];
  repeats: (Case & { control: FakeResponse & { asked: string[] } })[];
  empties: (FakeResponse & { judged: string })[];
  /** Syncs by the users of the sync before, and the clauses that they violate. */
  setups: (Omit<Case, 'judged'> & { before?: string[]; fails: string[] })[];
}>('unit/tables/listing.yaml');

test.describe('The answer to a sync', () => {
  test('is read as a set of users', () => {
    const sync = syncTo(BOTH, { body: listing(102, '"101"', 102) });
    expect(sync.userIds).toEqual(BOTH);
    expect(sync.users).toHaveLength(3);
    expect(syncTo(ANN, { body: '{"data":[{"id":101},{"name":"Ann"}]}' }).userIds).toEqual(ANN);
    expect(toSync(answer({ status: 422, body: listing(101) }), '7', ANN).userIds).toBeUndefined();
    expect(syncTo(ANN, { status: 200, failure: 'incomplete' }).userIds).toBeUndefined();
  });

  for (const { title, asked, judged, ...fake } of tables.listings) {
    test(`that lists ${title} is judged as ${judged}`, () => {
      expect(formatJudgement(judgeListing(syncTo(asked, fake)))).toMatch(new RegExp(judged));
    });
  }

  for (const failure of ['timeout', 'incomplete', 'not-http', 'unreachable', 'not-sent'] as const) {
    test(`that never came is not judged: ${failure}`, () => {
      expect(judgeListing(syncTo(ANN, { failure })).outcome).toBe('untested');
    });
  }

  test('is accepted with 200, and with another 2xx if it has data', () => {
    for (const [fake, accepted] of [
      [{ status: 200, body: 'ok' }, true],
      [{ status: 201, body: '{"data":null}' }, true],
      [{ status: 299, body: listing(101) }, true],
      [{ status: 201, body: '{"id":1}' }, false],
      [{ status: 201, body: '[]' }, false],
      [{ status: 204, body: '' }, false],
      [{ status: 200, failure: 'incomplete' }, false],
      [{ status: 300, body: listing(101) }, false],
      [{ status: 422, body: listing(101) }, false],
    ] as const) {
      expect(isAccepted(answer(fake)), JSON.stringify(fake)).toBe(accepted);
    }
  });

  test('is explained by who was attached before it', () => {
    const before = syncTo(['101', '102', '103']);
    const after = syncTo(BOTH, { body: listing(101, 102, 103) }, before);
    const message =
      'sync to [101, 102]: expected users 101, 102; got 101, 102, 103 (103 was left out of the list and is still attached)';
    expect(judgeListing(after)).toEqual({
      outcome: 'failed',
      message,
      defects: [{ code: 'still-attached', message, pointers: [] }],
      difference: { expected: BOTH, actual: ['101', '102', '103'] },
    });
  });

  test('is reported with the first dozen ids of a long list', () => {
    const ids = Array.from({ length: 13 }, (_item, index) => String(101 + index));
    const message = (count: number) =>
      formatJudgement(judgeListing(syncTo(ids.slice(0, count), { body: listing() })));
    const dozen = ids.slice(0, 12).join(', ');
    expect(message(12)).toContain(`sync to [${dozen}]: expected`);
    expect(message(13)).toContain(`sync to [${dozen}, …]: expected`);
  });

  test('may be expected to list others than it was asked for', () => {
    const asked = ['101', '999'];
    expect(judgeListing(syncTo(asked, { body: listing(101) }), ANN).outcome).toBe('passed');
    expect(judgeListing(syncTo(asked), ANN).outcome).toBe('failed');
  });
});

test('A success is a 2xx', () => {
  expect([199, 200, 299, 300].filter((status) => succeeded(answer({ status })))).toEqual([
    200, 299,
  ]);
  expect(succeeded(answer({ failure: 'timeout' }))).toBe(false);
});

for (const { asked, judged, ...fake } of tables.same) {
  test(`A sync of ${asked.join()} once more, answered ${JSON.stringify(fake)}: ${judged}`, () => {
    expect(formatJudgement(judgeSame(syncTo(asked, fake)))).toMatch(new RegExp(judged));
  });
}

for (const { title, asked, judged, control, ...fake } of tables.repeats) {
  test(`An id that is listed twice and ${title} is judged as ${judged}`, () => {
    const judgement = judgeCountedOnce(syncTo(asked, fake), syncTo(control.asked, control));
    expect(formatJudgement(judgement)).toMatch(new RegExp(judged));
  });
}

for (const { judged, ...fake } of tables.empties) {
  test(`A sync to nobody answered ${JSON.stringify(fake)} is judged as ${judged}`, () => {
    expect(formatJudgement(judgeEmpty(syncTo([], fake)))).toMatch(new RegExp(judged));
  });
}

for (const [judged, ...statuses] of [
  ['passed', 200],
  ['failed: other-success: sync: expected 200, got 20', 201, 202, 204, 206],
  ['failed: redirected: sync: expected 200, got 30', 300, 301, 304],
  ['untested: the sync did not', 400, 401, 404, 422, 500],
] as const) {
  test(`The status of a sync that is ${statuses.join(' or ')} is judged as ${judged}`, () => {
    for (const status of statuses) {
      expect(formatJudgement(judgeStatus(answer({ status })))).toMatch(new RegExp(`^${judged}`));
    }
    expect(judgeStatus(answer({ failure: 'timeout' })).outcome).toBe('untested');
  });
}

test.describe('A sync that went wrong where no check was about it', () => {
  for (const { title, asked, before, fails, ...fake } of tables.setups) {
    test(`by ${title} is charged to ${fails.join(' and ')}`, () => {
      const sync = syncTo(asked, fake, before && syncTo(before));
      expect(violatedBySetup(sync)).toEqual(fails);
    });
  }

  test('is charged to nothing where it is right', () => {
    expect(violatedBySetup(syncTo(BOTH))).toEqual([]);
  });
});

test.describe('A sync after another', () => {
  for (const [what, before, [asked, ...listed], detachesNobody] of [
    ['leaves out a user who is still listed', {}, [ANN, 101, 102], true],
    ['leaves out a user, and detaches him', {}, [ANN, 101], false],
    ['leaves out nobody', {}, [BOTH, 101, 102], false],
    ['lists another user as well', {}, [['101', '103'], 101, 102, 103], false],
    ['leaves out a user who was not listed', { body: listing(101) }, [ANN, 101, 102], false],
    ['follows one that cannot be read', { body: 'ok' }, [ANN, 101, 102], false],
  ] satisfies [string, FakeResponse, [string[], ...number[]], boolean][]) {
    test(`that ${what} ${detachesNobody ? 'detaches nobody' : 'is no such sync'}`, () => {
      const sync = syncTo(asked, { body: listing(...listed) });
      expect(detachesNobodyOf(sync, syncTo(BOTH, before))).toBe(detachesNobody);
    });
  }

  test('that cannot be read is not known to detach nobody', () => {
    expect(detachesNobodyOf(syncTo(ANN, { body: 'ok' }), syncTo(BOTH))).toBe(false);
  });
});
