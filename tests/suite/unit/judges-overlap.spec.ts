import { expect, test } from '@playwright/test';
import {
  judgeIndependent,
  judgeOneOf,
  judgeSettled,
  overlapped,
} from '../../../helpers/checks/concurrency';
import { judgeReadBack, judgeReadOneOf, judgeUnchanged } from '../../../helpers/checks/readback';
import { inShort, listing, syncTo, syncWithout, type Said } from '../support/responses';

const ANN = ['101'];
const BOB = ['102'];
const BOTH = ['101', '102'];

/** Syncs that were all under way from the second to the tenth millisecond. */
const annAnd = (said: Said = {}, at: Said['at'] = [2, 10]) => [
  syncTo(ANN, { at: [0, 10] }),
  syncTo(BOB, { at, ...said }),
];
const inTurn = annAnd({}, [10, 10]);

test.describe('Syncs overlap', () => {
  for (const [what, times, expected] of [
    [
      'one within the other',
      [
        [0, 10],
        [2, 3],
      ],
      true,
    ],
    [
      'one begun before the other ended',
      [
        [0, 10],
        [9, 10],
      ],
      true,
    ],
    [
      'at the same time',
      [
        [5, 1],
        [5, 1],
      ],
      true,
    ],
    [
      'one after the other',
      [
        [0, 10],
        [11, 10],
      ],
      false,
    ],
    [
      'one as the other ends',
      [
        [0, 10],
        [10, 10],
      ],
      false,
    ],
    [
      'two of three',
      [
        [0, 10],
        [5, 10],
        [12, 10],
      ],
      false,
    ],
  ] satisfies [string, [number, number][], boolean][]) {
    test(`${expected ? 'where they were' : 'not where they were'} ${what}`, () => {
      expect(overlapped(times.map((at) => syncTo(ANN, { at })))).toBe(expected);
    });
  }
});

test.describe('The answers of overlapping syncs', () => {
  for (const [what, syncs, expected] of [
    ['their own lists', annAnd(), /^passed/],
    ['the list of the other', annAnd({ body: listing(101) }), /^passed/],
    [
      'a mixture',
      annAnd({ body: listing(101, 102) }),
      /^failed: mixture: .*\[101\], \[102\]: one got 101, 102/,
    ],
    ['nobody', annAnd({ body: listing() }), /^failed: mixture: .*one got nobody/],
    ['a refusal of one', annAnd({ status: 409, body: '{}' }), /^passed/],
    ['a refusal of all', annAnd({ status: 409, body: '{}' }).slice(1), /^untested/],
    [
      'a mixture that was not one',
      annAnd({ body: listing(101, 102) }, [10, 1]),
      /^untested: .*not overlap/,
    ],
    ['their own lists, in turn', inTurn, /^untested/],
  ] as const) {
    test(`that are ${what} are judged as ${String(expected)}`, () => {
      expect(inShort(judgeOneOf(syncs))).toMatch(expected);
    });
  }

  test('that are a mixture are reported with the times of each sync', () => {
    const syncs = [
      syncTo(['101', '103'], { at: [5, 10] }),
      syncTo(BOB, { at: [7.5, 10], body: listing(101, 102) }),
    ];
    expect(inShort(judgeOneOf(syncs))).toBe(
      'failed: mixture: overlapping syncs to [101, 103], [102]: one got 101, 102 (0.1 from 0.0 to 10.0 ms, 0.1 from 2.5 to 12.5 ms)',
    );
  });

  test('are untested if they did not overlap or none succeeded', () => {
    expect(inShort(judgeOneOf(inTurn))).toBe('untested: the syncs did not overlap');
    expect(inShort(judgeSettled(syncTo(BOTH), inTurn))).toBe('untested: the syncs did not overlap');
    expect(inShort(judgeOneOf([syncTo(ANN, { status: 409, body: '{}' })]))).toBe(
      'untested: no overlapping sync succeeded',
    );
  });

  for (const [what, next, expected] of [
    ['just its list', syncTo(BOTH), /^passed/],
    [
      'one less',
      syncTo(BOTH, { body: listing(101) }),
      /^failed: not-attached: after 2 overlapping syncs .*102/,
    ],
    [
      'a refusal',
      syncTo(BOTH, { status: 409, body: '{}' }),
      /^failed: rejected: after 2 overlapping/,
    ],
    ['what cannot be read', syncTo(BOTH, { body: 'ok' }), /^untested/],
    ['nothing', syncWithout(BOTH, 'timeout'), /^untested/],
  ] as const) {
    test(`are followed by one with ${what}, judged as ${String(expected)}`, () => {
      expect(inShort(judgeSettled(next, annAnd()))).toMatch(expected);
      expect(judgeSettled(next, inTurn).outcome).toBe('untested');
    });
  }

  for (const [what, said, expected] of [
    ['their own', {}, /^passed/],
    [
      'with another of the other customer',
      { body: listing(101, 102) },
      /^failed: unrequested: while customer 7 was synced as well, /,
    ],
    ['refused', { status: 409, body: '{}' }, /^failed/],
    ['broken', { status: 500, body: '{}' }, /^untested: got 500/],
    ['unreadable', { body: 'ok' }, /^untested/],
  ] satisfies [string, Said, RegExp][]) {
    test(`of different customers that are ${what} are judged as ${String(expected)}`, () => {
      const [ann, bob] = annAnd(said);
      expect(bob && inShort(judgeIndependent(bob, ann ? [ann] : []))).toMatch(expected);
    });
  }
});

test('A sync that fails beside others is reported with their customers', () => {
  const [sync, ...others] = ['7', '9', '11'].map((customer) => ({
    ...syncTo(ANN, { body: listing(102) }),
    customer,
  }));
  expect(sync && inShort(judgeIndependent(sync, others))).toMatch(
    /^failed: unrequested, not-attached: while customer 9, 11 was synced as well, sync to \[101\]/,
  );
});

test.describe('A read', () => {
  for (const [what, synced, read, expected] of [
    ['what was synced', syncTo(BOTH), syncTo([], { body: listing(102, 101) }), /^passed/],
    [
      'what was answered',
      syncTo(BOTH, { body: listing(101) }),
      syncTo([], { body: listing(101) }),
      /^passed/,
    ],
    [
      'one less',
      syncTo(BOTH),
      syncTo([], { body: listing(101) }),
      /^failed: lost: read back after a sync: .*102/,
    ],
    ['one more', syncTo(ANN), syncTo([], { body: listing(101, 102) }), /^failed: unrequested: /],
    ['nobody', syncTo(ANN), syncTo([], { body: listing() }), /^failed/],
    [
      'a refusal',
      syncTo(ANN),
      syncTo([], { status: 404, body: '{}' }),
      /^untested: READ_BACK_PATH: .*404/,
    ],
    ['what cannot be read', syncTo(ANN), syncTo([], { body: '<p>' }), /^untested/],
    [
      'what was synced, with a 206',
      syncTo(ANN),
      syncTo([], { status: 206, body: listing(101) }),
      /^untested: READ_BACK_PATH: .*206/,
    ],
    ...[{ status: 422 }, { status: 201 }, { body: 'x' }].map(
      (said) =>
        [
          `after a sync answered ${JSON.stringify(said)}`,
          syncTo(ANN, said),
          syncTo([], { body: listing(101) }),
          /^untested: the response to the sync before it has no list$/,
        ] as const,
    ),
  ] as const) {
    test(`of ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeReadBack(synced, read))).toMatch(expected);
    });
  }

  const control = syncTo(ANN);
  const read = (...ids: string[]) => syncTo([], { body: listing(...ids) });
  const refused = syncTo(BOTH, { status: 422, body: '{}' });

  for (const [what, before, request, after, expected] of [
    ['what was there', read('101'), refused, read('101'), /^passed/],
    [
      'one more',
      read('101'),
      refused,
      read('101', '102'),
      /^failed: unrequested: an unknown id was rejected with 422, but: .*102/,
    ],
    ['nobody', read('101'), refused, read(), /^failed/],
    ['what cannot be read', read('101'), refused, syncTo([], { body: 'x' }), /^untested/],
    [
      'one more, as before it',
      read('101', '102'),
      refused,
      read('101', '102'),
      /^untested: a read did not show the users of the sync/,
    ],
    [
      'one more, of a request that was taken',
      read('101'),
      syncTo(BOTH),
      read('101', '102'),
      /^untested: .*not rejected/,
    ],
    [
      'one more, of a request that broke',
      read('101'),
      syncTo(BOTH, { status: 500 }),
      read(),
      /^untested/,
    ],
  ] as const) {
    test(`after a refusal, of ${what}, is judged as ${String(expected)}`, () => {
      expect(inShort(judgeUnchanged(control, before, request, after, 'an unknown id'))).toMatch(
        expected,
      );
    });
  }

  const conflict: Said = { status: 409, body: '{}' };
  for (const [what, together, after, expected] of [
    ['what the first answered', annAnd(), read('101'), /^passed/],
    ['what the other answered', annAnd(), read('102'), /^passed/],
    ['both', annAnd(), read('101', '102'), /^failed: none-of-them: /],
    ['nobody', annAnd(), read(), /^failed/],
    ['what cannot be read', annAnd(), syncTo([], { body: 'x' }), /^untested/],
    ['the one that was not refused', annAnd(conflict), read('101'), /^passed/],
    ['the one that was refused', annAnd(conflict), read('102'), /^failed/],
    [
      'what was answered with a 500',
      annAnd({ status: 500 }),
      read('102'),
      /^untested: the outcome of one/,
    ],
    [
      'what all were refused for',
      [syncTo(ANN, conflict)],
      read('101'),
      /^untested: the outcome of one/,
    ],
  ] as const) {
    test(`after overlapping syncs, of ${what}, is judged as ${String(expected)}`, () => {
      expect(inShort(judgeReadOneOf(together, after))).toMatch(expected);
    });
  }
});
