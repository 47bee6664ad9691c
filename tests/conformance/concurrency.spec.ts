import { judgeAlone, judgeOneOf, judgeSettled, test } from '../../helpers/fixtures';

/** Rounds of overlapping syncs: a race is not lost each time. */
const ROUNDS = 4;

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
    const lists = [[ann, bob], [cid], [bob, cid, dee], [ann, dee]];
    const inTurn = [];
    for (const ids of lists) inTurn.push(await sync(ids));

    for (let round = 0; round < ROUNDS; round++) {
      const together = await syncTogether(lists.map((ids) => ({ ids, customer })));
      checkGiven('concurrency.one-of', inTurn, together, () => judgeOneOf(together));

      const next = await syncUnjudged(round % 2 === 0 ? [ann, bob, cid, dee] : []);
      checkGiven('concurrency.settles', inTurn, [...together, next], () =>
        judgeSettled(next, together),
      );
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
    for (let round = 0; round < ROUNDS; round++) {
      const before = [await sync([], seven), await sync([], nine)];
      const together = await syncTogether([
        { ids: [ann, bob], customer: seven },
        { ids: [cid, dee], customer: nine },
      ]);
      for (const answer of together) {
        const others = together.filter((other) => other !== answer);
        checkGiven('concurrency.independent', before, together, () => judgeAlone(answer, others));
      }
    }
  });
});
