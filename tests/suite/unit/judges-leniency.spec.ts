import { expect, test } from '@playwright/test';
import {
  judgeMethod,
  judgeMissingIds,
  judgeStatusIs,
  judgeRejectedOrLists,
  judgeSafeGet,
  judgeNotAccepted,
  judgeAcceptedOrRejected,
  judgeNoDisclosure,
} from '../../../helpers/checks/tolerance';
import { answer, inShort, listing, syncTo, syncWithout } from '../support/responses';

const ANN = ['101'];
const BOTH = ['101', '102'];
const refused = syncTo(ANN, { status: 422, body: '{}' });
const broken = syncTo(ANN, { status: 500, body: '{}' });
const moved = syncTo(ANN, { status: 302 });
const unread = syncTo(ANN, { body: 'ok' });
const hung = syncWithout(ANN, 'timeout');

test.describe('A request that the contract does not allow', () => {
  for (const [what, sync, plain, strict, anyhow] of [
    ['refused', refused, 'passed', 'passed', 'passed'],
    ['taken by its plain meaning', syncTo(ANN), 'passed', 'failed', 'passed'],
    ['taken as another', syncTo(ANN, { body: listing(102) }), 'failed', 'failed', 'passed'],
    ['taken for nobody', syncTo(ANN, { body: listing() }), 'failed', 'failed', 'passed'],
    ['taken, and one more', syncTo(ANN, { body: listing(101, 102) }), 'failed', 'failed', 'passed'],
    ['taken, nobody knows how', unread, 'untested', 'failed', 'passed'],
    ['broken down', broken, 'failed', 'failed', 'failed'],
    ['redirected', moved, 'failed', 'failed', 'failed'],
    ['never answered', hung, 'untested', 'untested', 'untested'],
    ['cut off', syncWithout(ANN, 'incomplete'), 'untested', 'untested', 'untested'],
  ] as const) {
    test(`and is ${what} is judged as ${plain}, strictly as ${strict}, at all as ${anyhow}`, () => {
      expect(judgeRejectedOrLists(ANN)(sync, 'x').outcome).toBe(plain);
      expect(judgeNotAccepted(sync, 'x').outcome).toBe(strict);
      expect(judgeAcceptedOrRejected(sync, 'x').outcome).toBe(anyhow);
    });
  }

  test('is reported with request and response', () => {
    expect(
      inShort(judgeRejectedOrLists(ANN)(syncTo(ANN, { body: listing(102) }), 'the item "101"')),
    ).toMatch(
      /^failed: unrequested, not-attached: the item "101": got 200; .*expected users 101; got 102/,
    );
    expect(inShort(judgeRejectedOrLists(ANN)(broken, 'the item null'))).toBe(
      'failed: server-error: the item null: expected 4xx, got 500',
    );
    expect(inShort(judgeNotAccepted(syncTo(ANN), 'the item "101"'))).toMatch(
      /^failed: accepted: the item "101"/,
    );
  });

  test('may mean others than were in the list', () => {
    const ignored = syncTo(['101', '999'], { body: listing(101) });
    expect(judgeRejectedOrLists(ANN)(ignored, 'x').outcome).toBe('passed');
    expect(judgeRejectedOrLists(ANN)(syncTo(['101', '999']), 'x').outcome).toBe('failed');
  });
});

test('A status that an RFC names is that, or another', () => {
  const judge = (status: number) => inShort(judgeStatusIs(answer({ status }), 'a form', 415));
  expect(judge(415)).toBe('passed');
  expect(judge(422)).toBe('failed: other-rejection: a form: expected 415, got 422');
  expect(judge(200)).toMatch(/^failed: accepted/);
  expect(judge(302)).toMatch(/^failed: redirected/);
  expect(judge(500)).toMatch(/^failed: server-error/);
  expect(judgeStatusIs(hung, 'a form', 415).outcome).toBe('untested');
});

test.describe('A body without user_ids', () => {
  for (const [what, sync, attached, expected] of [
    ['is refused', refused, BOTH, /^passed/],
    ['changes nothing', syncTo([], { body: listing(102, 101) }), BOTH, /^passed/],
    [
      'detaches everyone',
      syncTo([]),
      BOTH,
      /^failed: detached-all: .*before: 101, 102; now: nobody/,
    ],
    ['detaches the only one', syncTo([]), ANN, /^failed: detached-all: .*before: 101;/],
    ['detaches one', syncTo([], { body: listing(101) }), BOTH, /^failed: changed: .*now: 101/],
    ['attaches another', syncTo([], { body: listing(101, 102, 103) }), BOTH, /^failed/],
    ['breaks down', broken, BOTH, /^failed: server-error: /],
    [
      'is answered with what cannot be read',
      unread,
      BOTH,
      /^untested: the response has no readable users$/,
    ],
    ['is never answered', hung, BOTH, /^untested/],
  ] as const) {
    test(`that ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeMissingIds(sync, attached))).toMatch(expected);
    });
  }
});

test.describe('A GET', () => {
  for (const [what, read, expected] of [
    ['is refused', syncTo([], { status: 405, body: '{}' }), /^passed/],
    ['lists who is attached', syncTo([], { body: listing(102, 101) }), /^passed/],
    ['is something else', syncTo([], { body: '{"docs":"..."}' }), /^passed/],
    ['is a page', syncTo([], { body: '<p>' }), /^passed/],
    ['is a list of ids alone', syncTo([], { body: '{"data":[1,2]}' }), /^passed/],
    ['is a bare list of others', syncTo([], { body: '[{"id":1}]' }), /^passed/],
    [
      'lists nobody',
      syncTo([], { body: listing() }),
      /^failed: not-attached: GET on the path: .*got nobody/,
    ],
    ['lists others', syncTo([], { body: listing(101, 102, 103) }), /^failed: unrequested: .*103/],
    ['breaks down', broken, /^failed: server-error: /],
    ['is redirected', moved, /^failed: redirected: .*302/],
    ['is never answered', hung, /^untested/],
  ] as const) {
    test(`that ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeSafeGet(read, BOTH))).toMatch(expected);
    });
  }
});

test.describe('A GET without credentials', () => {
  for (const [what, read, expected] of [
    ['is refused', refused, /^passed/],
    ['lists nobody', syncTo([], { body: listing() }), /^passed/],
    ['lists another user', syncTo([], { body: listing('999') }), /^passed/],
    ['is a page', syncTo([], { body: '<p>' }), /^passed/],
    [
      'lists an attached user',
      syncTo([], { body: listing('101') }),
      /^failed: discloses-users: .* lists 101$/,
    ],
    ['is never answered', syncTo([], { failure: 'timeout' }), /^untested/],
  ] as const) {
    test(`that ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeNoDisclosure(read, ANN))).toMatch(expected);
    });
  }
});

test.describe('A method', () => {
  const allow = (methods: string) => ({ headers: [['Allow', methods]] as const });
  for (const [what, said, expected] of [
    ['is answered', { status: 200 }, /^passed/],
    ['is a 405 with Allow', { status: 405, ...allow('POST') }, /^passed/],
    ['is a 405 that allows nothing', { status: 405, ...allow('') }, /^passed/],
    ['is a 405 without Allow', { status: 405 }, /^failed: no-allow: PUT/],
    ['is a 404', { status: 404, ...allow('POST') }, /^failed: other-rejection: PUT/],
    ['is a 400', { status: 400 }, /^failed/],
    ['is never answered', { failure: 'timeout' }, /^untested/],
  ] as const) {
    test(`that ${what} is judged as ${String(expected)}`, () => {
      expect(inShort(judgeMethod(answer(said), 'PUT'))).toMatch(expected);
    });
  }
});
