import { judgeAlone, judgeListing, test } from '../../helpers/fixtures';

// What needs two customers. The name of this file puts it first: the first of several shards, which
// has one customer more where there is one, comes to it.

const ROUNDS_OF_TWO = 3;

// Only lists that grow, and grew as asked while the other customer was left alone.
test.describe('Isolation', () => {
  test.use({ customersNeeded: 2 });

  test('each customer has users of its own', async ({ sync, checkGiven, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob, cid, dee] = users;
    await sync([ann], nine);
    const plain = [
      await sync([], nine),
      await sync([bob], seven),
      await sync([], seven),
      await sync([ann], seven),
      await sync([ann, bob], seven),
    ];

    const answers = [];
    for (const [ids, customer] of [
      [[cid], nine],
      // A user may be attached to both.
      [[ann, bob, cid], seven],
      [[cid, dee], nine],
      [[ann, bob, cid, dee], seven],
      // The same list in a row, for another customer.
      [[ann, bob, cid, dee], nine],
    ] as const) {
      const answer = await sync(ids, customer);
      answers.push(answer);
      // All of them so far: which one it comes of, nobody can tell.
      checkGiven('isolation.customers', plain, [...answers], () => judgeListing(answer));
    }
    await sync([], nine);
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
