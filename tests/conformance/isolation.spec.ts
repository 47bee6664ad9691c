import { judgeListing, test } from '../../helpers/fixtures';

// Only lists that grow, and grew as asked while the other customer was left alone.
test.describe('Isolation', () => {
  test.use({ customersNeeded: 2 });

  test('each customer has users of its own', async ({ sync, checkGiven, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob, cid, dee] = users;
    const plain = [
      await sync([], seven),
      await sync([ann], seven),
      await sync([ann, bob], seven),
      await sync([], seven),
      await sync([], nine),
    ];

    for (const [ids, customer] of [
      [[ann], seven],
      [[cid], nine],
      [[ann, bob], seven],
      [[cid, dee], nine],
      // A user may be attached to both.
      [[ann, cid, dee], nine],
      [[ann, bob, cid], seven],
    ] as const) {
      const answer = await sync(ids, customer);
      checkGiven('isolation.customers', plain, answer, () => judgeListing(answer));
    }
    await sync([], nine);
  });
});
