import { judgeListing, test } from '../../helpers/fixtures';

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
