import { expect, test } from '@playwright/test';
import {
  toSync,
  violatedBySetup,
  judgeCountedOnce,
  judgeEmpty,
  judgeListing,
  judgeSame,
  judgeStatus,
  succeeded,
  type Sync,
} from '../../../helpers/checks/listing';
import { judgeVolume, largestTaken, volumesOf } from '../../../helpers/checks/volume';
import { answer, inShort, listing, syncTo, syncWithout, type Said } from '../support/responses';

const ANN = ['101'];
const BOTH = ['101', '102'];
const LINES = ['301', '302', '307', '308'];

test.describe('The answer to a sync', () => {
  test('is read as a set of users', () => {
    const sync = syncTo(BOTH, { body: listing(102, '"101"', 102) });
    expect(sync.userIds).toEqual(BOTH);
    expect(sync.users).toHaveLength(3);
    expect(syncTo(ANN, { body: '{"data":[{"id":101},{"name":"Ann"}]}' }).userIds).toEqual(ANN);
    expect(toSync(answer({ status: 422, body: listing(101) }), '7', ANN).userIds).toBeUndefined();
    expect(syncTo(ANN, { failure: 'incomplete' }).userIds).toBeUndefined();
  });

  for (const [what, asked, said, expected] of [
    ['just those', BOTH, {}, /^passed$/],
    ['just those, in another order', BOTH, { body: listing(102, 101) }, /^passed$/],
    ['nobody, for nobody', [], {}, /^passed$/],
    ['no data, for nobody', [], { body: '{}' }, /^passed$/],
    ['just those, with a 201', BOTH, { status: 201 }, /^passed$/],
    ['just those, in a bare list', BOTH, { body: '[{"id":101},{"id":102}]' }, /^passed$/],
    [
      'one less',
      BOTH,
      { body: listing(101) },
      /^failed: not-attached: sync to \[101, 102\]: expected users 101, 102; got 101 \(102 was not attached\)$/,
    ],
    ['one more', ANN, { body: listing(101, 103) }, /^failed: unrequested: .*103/],
    ['nobody', ANN, { body: listing() }, /^failed: .*got nobody/],
    ['no data', ANN, { body: '{}' }, /^failed: .*got nobody/],
    [
      'a neighbour beyond doubles',
      ['9007199254740993'],
      { body: listing('9007199254740992') },
      /^failed/,
    ],
    ['a user without an id', ANN, { body: '{"data":[{"name":"Ann"}]}' }, /^failed: no-id: /],
    [
      'a 404',
      ANN,
      { status: 404, body: '{}' },
      /^failed: rejected: sync of 1 user: expected 200, got 404/,
    ],
    ['a 500', ANN, { status: 500, body: '{}' }, /^failed: .*500/],
    [
      'a 401',
      ANN,
      { status: 401, body: '{}' },
      /^untested: sync of 1 user: API_TOKEN was rejected with 401$/,
    ],
    [
      'a 400',
      [],
      { status: 400, body: '{}' },
      /^failed: rejected: sync of no users: expected 200, got 400$/,
    ],
    ['a 404 cut off', ANN, { status: 404, failure: 'incomplete' }, /^untested/],
    [
      'a user whose id is no id',
      ANN,
      { body: '{"data":[{"id":101},{"id":1.5}]}' },
      /^untested: .*unreadable id$/,
    ],
    [
      'what is no JSON',
      ANN,
      { body: 'ok' },
      /^untested: .*the body of the 200 has no readable users$/,
    ],
    ['ids alone', BOTH, { body: '{"data":[101,102]}' }, /^untested/],
    ['a choice', ANN, { status: 300 }, /^untested: .*got 300$/],
    ['a redirect', BOTH, { status: 302 }, /^untested: sync of 2 users: got 302$/],
    [
      'a cut connection',
      ANN,
      { failure: 'incomplete' },
      /^untested: .* failed: it was incomplete$/,
    ],
    ['too much', ANN, { failure: 'too-large' }, /^untested/],
  ] satisfies [string, string[], Said, RegExp][]) {
    test(`that lists ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeListing(syncTo(asked, said)))).toMatch(expected);
    });
  }

  test('that never came is not judged', () => {
    for (const failure of [
      'timeout',
      'incomplete',
      'not-http',
      'unreachable',
      'not-sent',
    ] as const) {
      expect(judgeListing(syncWithout(ANN, failure)).outcome, failure).toBe('untested');
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
      inShort(judgeListing(syncTo(ids.slice(0, count), { body: listing() })));
    const dozen = ids.slice(0, 12).join(', ');
    expect(message(12)).toContain(`sync to [${dozen}]: expected`);
    expect(message(13)).toContain(`sync to [${dozen}, …]: expected`);
  });

  test('may be expected to list others than it was asked for', () => {
    expect(judgeListing(syncTo(['101', '999'], { body: listing(101) }), ANN).outcome).toBe(
      'passed',
    );
    expect(judgeListing(syncTo(['101', '999']), ANN).outcome).toBe('failed');
  });
});

test('A success is a 2xx', () => {
  for (const [status, expected] of [
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ] as const) {
    expect(succeeded(answer({ status })), String(status)).toBe(expected);
  }
  expect(succeeded(answer({ failure: 'timeout' }))).toBe(false);
});

test.describe('A sync once more', () => {
  test('lists the same, and has a body to do so', () => {
    expect(inShort(judgeSame(syncTo(ANN)))).toBe('passed');
    expect(inShort(judgeSame(syncTo(ANN, { body: listing(102) })))).toMatch(/^failed/);
    expect(inShort(judgeSame(syncTo(ANN, { body: 'ok' })))).toMatch(/^untested/);
    for (const status of [204, 205]) {
      expect(inShort(judgeSame(syncTo([], { status, headers: [], body: '' })))).toMatch(
        /^failed: no-body: /,
      );
    }
  });
});

test.describe('An id that is listed twice', () => {
  const twice = (body: string) => syncTo(['101', '102', '101'], { body });

  for (const [what, sync, control, expected] of [
    ['counts once', twice(listing(101, 102)), syncTo(BOTH), /^passed/],
    [
      'is twice in the response',
      twice(listing(101, 102, 101)),
      syncTo(BOTH),
      /^failed: listed-twice: /,
    ],
    [
      'is lost, and another is there twice',
      twice(listing(102, 102)),
      syncTo(BOTH),
      /^failed: .*101 was not attached/,
    ],
    ['is lost', twice(listing(102)), syncTo(BOTH), /^failed: .*101 was not attached/],
    [
      'is twice in the response, also if requested once',
      twice(listing(101, 102, 101)),
      syncTo(BOTH, { body: listing(101, 102, 101) }),
      /^passed/,
    ],
    ['is answered with a redirect', syncTo(ANN, { status: 303 }), syncTo(ANN), /^untested/],
  ] satisfies [string, Sync, Sync, RegExp][]) {
    test(`and ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeCountedOnce(sync, control))).toMatch(expected);
    });
  }
});

test.describe('A sync to nobody', () => {
  for (const [body, expected] of [
    ['{"data":[]}', /^passed/],
    ['[]', /^passed/], // charged to response.envelope
    ['{}', /^failed: no-array: .*got none/],
    ['{"data":null}', /^failed: no-array: .*got null/],
    ['{"data":{}}', /^failed: no-array: .*got \{\}/],
    ['{"data":[{"id":101}]}', /^failed: .*101/],
    ['ok', /^untested/],
  ] as const) {
    test(`answered ${body} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeEmpty(syncTo([], { body })))).toMatch(expected);
    });
  }

  test('answered with nothing at all lists nobody', () => {
    const sync = syncTo([], { status: 204, headers: [], body: '' });
    expect(inShort(judgeEmpty(sync))).toMatch(/^failed: .*204/);
  });
});

test('The status of a sync is judged where it is no refusal', () => {
  for (const [status, expected] of [
    [200, /^passed/],
    ...[201, 202, 204, 206].map((each) => [each, /^failed: other-success: /] as const),
    ...[301, 304].map((each) => [each, /^failed: redirected: /] as const),
    ...[400, 401, 404, 422, 500].map((each) => [each, /^untested: the sync did not/] as const),
  ] as const) {
    expect(inShort(judgeStatus(answer({ status })))).toMatch(expected);
  }
  expect(inShort(judgeStatus(answer({ failure: 'timeout' })))).toMatch(/^untested/);
});

test.describe('A sync that went wrong where no check was about it', () => {
  const before = syncTo(BOTH);
  for (const [what, sync, ...clauses] of [
    ['one who is not attached', syncTo(ANN, { body: listing() }), 'attach.one'],
    ['several who are not', syncTo(BOTH, { body: listing(101) }), 'attach.many'],
    ['one who is lost', syncTo(BOTH, { body: listing(101) }, before), 'attach.added'],
    [
      'one who is lost, and one who is not attached',
      syncTo(['101', '103'], { body: listing() }, before),
      'attach.added',
    ],
    ['one who stays', syncTo(ANN, { body: listing(101, 102) }, before), 'detach.unlisted'],
    [
      'one who stays in place of another',
      syncTo(['103'], { body: listing(101) }, before),
      'detach.unlisted',
      'attach.one',
    ],
    ['someone for nobody', syncTo([], { body: listing(101) }, before), 'empty.detaches-all'],
    ['nobody, twice', syncTo([], { status: 404 }, syncTo([])), 'empty.when-empty'],
    ['a refusal', syncTo(BOTH, { status: 422, body: '{}' }), 'attach.many'],
    [
      'one who is listed twice, and not attached',
      syncTo(['101', '101'], { body: listing() }),
      'attach.one',
    ],
    ['a refusal of nobody, first of all', syncTo([], { status: 404 }), 'empty.detaches-all'],
  ] satisfies [string, Sync, ...string[]][]) {
    test(`by ${what} is charged to ${clauses.join(' and ')}`, () => {
      expect(violatedBySetup(sync)).toEqual(clauses);
    });
  }

  test('is charged to nothing where it is right', () => {
    expect(violatedBySetup(syncTo(BOTH))).toEqual([]);
    expect(
      LINES.map((status) => judgeListing(syncTo(ANN, { status: Number(status) })).outcome),
    ).toEqual(LINES.map(() => 'untested'));
  });
});

test.describe('A long list', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_item, index) => String(index + 1));

  test('is tried just past the limits that people write, and whole', () => {
    expect(volumesOf(many(60))).toEqual([10, 11, 16, 26, 51, 60]);
    expect(volumesOf(many(10))).toEqual([10]);
    expect(volumesOf(many(4))).toEqual([4]);
    expect(volumesOf(many(2001)).slice(-2)).toEqual([1001, 2001]);
  });

  for (const [what, count, said, expected] of [
    ['all', 26, {}, /^passed/],
    [
      'the first page',
      26,
      { body: listing(...many(25)) },
      /^failed: not-attached: expected 26 users, got 25 users: /,
    ],
    [
      'a refusal',
      999,
      { status: 422, body: '{}' },
      /^failed: rejected: expected 999 users, got 422/,
    ],
    ['a refusal of so many', 1000, { status: 422, body: '{}' }, /^passed/],
    ['a 413 of so many', 1000, { status: 413, body: '{}' }, /^passed/],
    ['another refusal of so many', 1000, { status: 400, body: '{}' }, /^failed/],
    ['what cannot be read', 26, { body: 'ok' }, /^untested/],
  ] satisfies [string, number, Said, RegExp][]) {
    test(`of ${String(count)} answered with ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeVolume(syncTo(many(count), said)))).toMatch(expected);
    });
  }

  test('that fails is reported with the longest that passes', async () => {
    for (const limit of [1, 10, 37, 49]) {
      let syncs = 0;
      let attached: readonly string[] = [];
      const page = (ids: readonly string[]) => {
        syncs++;
        // Each list is attached to nobody else: otherwise those before it would be among its own.
        expect(ids.length === 0 || attached.length === 0).toBe(true);
        attached = ids;
        return Promise.resolve(syncTo(ids, { body: listing(...ids.slice(0, limit)) }));
      };
      expect(await largestTaken(page, many(60), { taken: 1, refused: 60 })).toBe(limit);
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
