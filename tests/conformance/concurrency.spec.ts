import { judgeAlone, judgeOneOf, judgeSettled, test } from '../../helpers/fixtures';

/** Rounds of overlapping syncs: a race is not lost each time. */
const ROUNDS = 4;
const ROUNDS_OF_TWO = 3;

test.describe('Concurrency', () => {
  test('overlapping syncs of one customer settle', async ({
    sync,
    syncTogether,
    syncUnjudged,
    checkGiven,
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
      const given = [...inTurn, last.asked.length === 0 ? last : await sync([])];
      const together = await syncTogether(lists.map((ids) => ({ ids, customer })));
      checkGiven('concurrency.one-of', given, together, () => judgeOneOf(together));

      const next = await syncUnjudged(round % 2 === 0 ? [] : everyone);
      checkGiven('concurrency.settles', given, [...together, next], () =>
        judgeSettled(next, together),
      );
      last = next;
    }
  });
});

test.describe('Concurrency of two customers', () => {
  test.use({ customersNeeded: 2 });

  test('syncs of different customers do not meet', async ({
    sync,
    syncTogether,
    checkGiven,
    twoCustomers: [seven, nine],
    users: [ann, bob, cid, dee],
  }) => {
    const alone = [];
    for (const [ids, customer] of [
      [[], seven],
      [[ann, bob], seven],
      [[], nine],
      [[cid, dee], nine],
    ] as const) {
      alone.push(await sync(ids, customer));
    }

    for (let round = 0; round < ROUNDS_OF_TWO; round++) {
      const given = [...alone, await sync([], seven), await sync([], nine)];
      const together = await syncTogether([
        { ids: [ann, bob], customer: seven },
        { ids: [cid, dee], customer: nine },
      ]);
      for (const answer of together) {
        const others = together.filter((other) => other !== answer);
        checkGiven('concurrency.independent', given, together, () => judgeAlone(answer, others));
      }
    }
    await sync([], nine);
  });
});
