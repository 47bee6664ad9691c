import { test } from '../../helpers/fixtures';

// Only lists that grow: whether a list can shrink is for others to say.
test.describe('Isolation', () => {
  test.use({ customersNeeded: 2 });

  test('each customer has users of its own', async ({ sync, check, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob, cid, dee] = users;
    await sync([], seven);
    await sync([cid], nine);

    const first = await sync([ann], seven);
    check('isolation.customers', first);

    const other = await sync([cid, dee], nine);
    check('isolation.customers', other);

    const added = await sync([ann, bob], seven);
    check('isolation.customers', added);
  });

  test('a user may be attached to two customers', async ({ sync, check, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob] = users;
    await sync([], seven);
    await sync([], nine);

    for (const customer of [seven, nine]) {
      const shared = await sync([ann], customer);
      check('isolation.customers', shared);
    }
    for (const customer of [seven, nine]) {
      const kept = await sync([ann, bob], customer);
      check('isolation.customers', kept);
    }
  });
});
