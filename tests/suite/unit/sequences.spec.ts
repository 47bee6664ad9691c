import { expect, test } from '@playwright/test';
import { scriptedPrefix, sequenceLength, usersFor } from '../../../helpers/scenario/sequence-steps';
import { judgeSequence, newShrinkBudget } from '../../../helpers/scenario/sequences';
import { formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';

const LENT = Array.from({ length: 20 }, (_item, index) => String(101 + index));

/** Returns the users that are attached after a sync. */
type Serve = (attached: readonly string[], asked: readonly string[]) => readonly string[];

const correct: Serve = (_attached, asked) => [...new Set(asked)];
const subsetDetachesNobody: Serve = (attached, asked) =>
  asked.length > 0 && asked.every((id) => attached.includes(id)) ? attached : [...new Set(asked)];

/** Runs a sequence against a server of one line, and keeps its requests. */
async function judge(
  sequence: number,
  serve: Serve,
  { seed = 1, lent = LENT, shrinking = newShrinkBudget() } = {},
) {
  const sent: { ids: readonly string[]; refused: boolean }[] = [];
  let attached: readonly string[] = [];
  const users = usersFor(lent, sequence);
  const outcome = await judgeSequence({
    users,
    seed,
    scriptedPrefix: scriptedPrefix(sequence, users.length),
    length: sequenceLength(sequence),
    again: 'AGAIN',
    shrinking,
    sync: (ids) => {
      sent.push({ ids, refused: false });
      attached = serve(attached, ids);
      return Promise.resolve(syncTo(ids, { body: listing(...attached) }));
    },
    refused: (ids) => {
      sent.push({ ids, refused: true });
      const refusal: FakeResponse = { status: 401, body: '{}' };
      return Promise.resolve(syncTo(ids, refusal));
    },
  });
  return { ...outcome, sent, users };
}

test.describe('A random sequence', () => {
  for (const sequence of [0, 4, 9]) {
    test(`has its length, and ends with a sync: number ${String(sequence)}`, async () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const { judgement, sent } = await judge(sequence, correct, { seed });
        expect(judgement.outcome).toBe('passed');
        // It starts with an empty list. A rejected request at the end is left out.
        expect(sent[0]).toEqual({ ids: [], refused: false });
        expect(sent.at(-1)?.refused).toBe(false);
        expect(sent.length).toBeGreaterThan(sequenceLength(sequence) - 3);
        expect(sent.length).toBeLessThanOrEqual(sequenceLength(sequence) + 1);
      }
    });
  }

  test('is not passed if a sync throws', async () => {
    const broken = () => {
      throw new Error('no sync');
    };
    await expect(judge(0, broken)).rejects.toThrow('no sync');
  });

  test('is determined by its seed', async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => judge(0, correct, { seed })),
    );
    expect(again?.sent).toEqual(first?.sent);
    expect(other?.sent).not.toEqual(first?.sent);
  });

  test('begins in one of ten with rare steps, for any seed', async () => {
    for (const lent of [LENT, LENT.slice(0, 4)]) {
      const { sent, users } = await judge(4, correct, { seed: 3, lent });
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
        const { judgement, syncs, sent } = await judge(sequence, subsetDetachesNobody, { seed });
        expect(sent.length).toBeLessThan(250);
        // A short sequence may never reach a part of a list.
        if (judgement.outcome === 'passed') continue;
        lengths.push(syncs.length);
        const last = syncs.at(-1);
        expect(last?.userIds).toEqual(expect.arrayContaining([...(last?.requested ?? LENT)]));
      }
    }
    // An empty list, a list, and a part of it.
    expect(new Set(lengths)).toEqual(new Set([3]));
    expect(lengths.length).toBeGreaterThan(8);
  });

  test('that fails is left as it is if the worker has shrunk enough', async () => {
    const neverDetaches: Serve = (attached, asked) => [...new Set([...attached, ...asked])];
    const shrinking = newShrinkBudget();
    const shrunk = await judge(4, neverDetaches, { shrinking });
    expect(shrunk.judgement.outcome).toBe('failed');
    expect(shrinking.requests).toBeLessThan(newShrinkBudget().requests);

    shrinking.requests = 0;
    const left = await judge(4, neverDetaches, { shrinking });
    expect(left.judgement.outcome).toBe('failed');
    expect(left.syncs).toHaveLength(left.sent.length);
    expect(shrunk.sent.length).toBeGreaterThan(left.sent.length);
    expect(shrunk.syncs.length).toBeLessThanOrEqual(left.syncs.length);
  });

  test('that fails in the way of one that was shrunk is left as it is', async () => {
    const neverDetaches: Serve = (attached, asked) => [...new Set([...attached, ...asked])];
    const shrinking = newShrinkBudget();
    await judge(0, neverDetaches, { shrinking });
    const { requests } = shrinking;
    const left = await judge(4, neverDetaches, { shrinking });
    expect(left.judgement.outcome).toBe('failed');
    expect(left.syncs).toHaveLength(left.sent.length);
    expect(shrinking.requests).toBe(requests);

    const other = await judge(0, subsetDetachesNobody, { shrinking: newShrinkBudget() });
    shrinking.done = new Set(['server-error']);
    const shrunk = await judge(0, subsetDetachesNobody, { shrinking });
    expect(shrunk.syncs).toHaveLength(other.syncs.length);
  });

  test('that does not fail again is reported as such', async () => {
    let once = false;
    const loses: Serve = (attached, asked) => {
      const listed = correct(attached, asked);
      if (once || listed.length < 3) return listed;
      once = true;
      return listed.slice(1);
    };
    const { judgement } = await judge(0, loses);
    expect(formatJudgement(judgement)).toMatch(
      /^failed: .* It failed in 0 of 3 repeats\. Again: AGAIN$/,
    );
  });
});
