import { judgeOneOf, judgeReadOneOf, judgeSettled, test } from '../../helpers/fixtures';

/** Rounds of overlapping syncs: a race is not lost each time. */
const ROUNDS = 4;

test.describe('Concurrency', () => {
  test('overlapping syncs of one customer settle', async ({
    sync,
    syncConcurrently,
    setupSync,
    checkAfter,
    readBack,
    target: { readBackPath },
    customer,
    users,
  }) => {
    const [ann, bob, cid, dee] = users;
    const everyone = [ann, bob, cid, dee];
    // None a part of another: each replaces each, alone as well as together.
    const lists = [
      [ann, bob],
      [cid, dee],
      [bob, cid],
      [ann, dee],
    ];
    const inTurn = [];
    for (const ids of [[], ...lists, everyone]) inTurn.push(await sync(ids));

    let last = await sync([]);
    for (let round = 0; round < ROUNDS; round++) {
      const given = [...inTurn, last.requested.length === 0 ? last : await sync([])];
      const together = await syncConcurrently(lists.map((ids) => ({ ids, customer })));
      checkAfter('concurrency.one-of', given, together, () => judgeOneOf(together));

      if (readBackPath !== undefined && round === 0) {
        const read = await readBack(readBackPath);
        checkAfter('readback.persisted', given, [...together, read], () =>
          judgeReadOneOf(together, read),
        );
      }
      const next = await setupSync(round % 2 === 0 ? [] : everyone);
      checkAfter('concurrency.settles', given, [...together, next], () =>
        judgeSettled(next, together),
      );
      last = next;
    }
  });
});
