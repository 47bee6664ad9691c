import { expect, test } from '@playwright/test';
import {
  judgeSequence,
  sequenceLength,
  scriptedPrefix,
  usersFor,
} from '../../../helpers/scenario/sequences';
import { inShort, listing, syncTo, type Said } from '../support/responses';

const LENT = Array.from({ length: 20 }, (_item, index) => String(101 + index));

/** What a request came to: who is attached then, or a refusal. */
type Serve = (attached: readonly string[], asked: readonly string[]) => readonly string[];

const correct: Serve = (_attached, asked) => [...new Set(asked)];
const subsetDetachesNobody: Serve = (attached, asked) =>
  asked.length > 0 && asked.every((id) => attached.includes(id)) ? attached : [...new Set(asked)];

/** Plays a sequence against a server of a line, and keeps what was sent. */
async function played(sequence: number, serve: Serve, { seed = 1, lent = LENT } = {}) {
  const sent: { ids: readonly string[]; refused: boolean }[] = [];
  let attached: readonly string[] = [];
  const users = usersFor(lent, sequence);
  const outcome = await judgeSequence({
    users,
    seed,
    opening: scriptedPrefix(sequence, users.length),
    length: sequenceLength(sequence),
    again: 'AGAIN',
    sync: (ids) => {
      sent.push({ ids, refused: false });
      attached = serve(attached, ids);
      return Promise.resolve(syncTo(ids, { body: listing(...attached) }));
    },
    refused: (ids) => {
      sent.push({ ids, refused: true });
      const refusal: Said = { status: 401, body: '{}' };
      return Promise.resolve(syncTo(ids, refusal));
    },
  });
  return { ...outcome, sent, users };
}

test.describe('A random sequence', () => {
  for (const sequence of [0, 4, 9]) {
    test(`is as long as it should be, and ends with what shows something: number ${String(sequence)}`, async () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const { judgement, sent } = await played(sequence, correct, { seed });
        expect(judgement.outcome).toBe('passed');
        // From nobody on; a refused request at the end is left out.
        expect(sent[0]).toEqual({ ids: [], refused: false });
        expect(sent.at(-1)?.refused).toBe(false);
        expect(sent.length).toBeGreaterThan(sequenceLength(sequence) - 3);
        expect(sent.length).toBeLessThanOrEqual(sequenceLength(sequence) + 1);
      }
    });
  }

  test('is the same again with the same seed, and another one with another', async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => played(0, correct, { seed })),
    );
    expect(again?.sent).toEqual(first?.sent);
    expect(other?.sent).not.toEqual(first?.sent);
  });

  test('has in one of ten what chance seldom has, whatever the seed', async () => {
    for (const lent of [LENT, LENT.slice(0, 4)]) {
      const { sent, users } = await played(4, correct, { seed: 3, lent });
      const [, alone, , refused, next] = sent;
      expect(alone).toEqual({ ids: users.slice(0, 1), refused: false });
      expect(refused?.refused).toBe(true);
      expect(next?.ids).not.toEqual(refused?.ids);
      const syncs = sent.filter(({ refused: each }) => !each).map(({ ids }) => ids);
      for (const user of users) {
        const comes = syncs.filter(
          (ids, at) => ids.includes(user) && !syncs[at - 1]?.includes(user),
        );
        expect(comes.length, user).toBeGreaterThanOrEqual(5);
      }
    }
  });

  test('that fails is shrunk, in a bounded number of requests', async () => {
    const lengths: number[] = [];
    for (const sequence of [0, 4, 9]) {
      for (const seed of [1, 2, 3, 4, 5]) {
        const { judgement, syncs, sent } = await played(sequence, subsetDetachesNobody, { seed });
        expect(sent.length).toBeLessThan(250);
        // A short one may never come to a part of a list.
        if (judgement.outcome === 'passed') continue;
        lengths.push(syncs.length);
        const last = syncs.at(-1);
        expect(last?.userIds).toEqual(expect.arrayContaining([...(last?.requested ?? LENT)]));
      }
    }
    // From nobody, a list, and a part of it.
    expect(new Set(lengths)).toEqual(new Set([3]));
    expect(lengths.length).toBeGreaterThan(8);
  });

  test('that does not fail again is told to be so', async () => {
    let once = false;
    const loses: Serve = (attached, asked) => {
      const listed = correct(attached, asked);
      if (once || listed.length < 3) return listed;
      once = true;
      return listed.slice(1);
    };
    const { judgement } = await played(0, loses);
    expect(inShort(judgement)).toMatch(/^failed: .* It failed in 0 of 3 repeats\. Again: AGAIN$/);
  });
});
