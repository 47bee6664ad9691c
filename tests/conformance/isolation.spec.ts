import { test } from '../../helpers/fixtures';

test.describe('Isolation', () => {
  test.use({ customersNeeded: 2 });

  test('each customer has users of its own', async ({ sync, check, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob, cid, dee] = users;
    await sync([ann, bob], seven);

    const other = await sync([cid, dee], nine);
    check('isolation.customers', other);

    const added = await sync([ann, bob, cid], seven);
    check('isolation.customers', added);
  });

  test('a user may be attached to two customers', async ({ sync, check, twoCustomers, users }) => {
    const [seven, nine] = twoCustomers;
    const [ann, bob] = users;
    await sync([ann, bob], seven);

    const shared = await sync([ann], nine);
    check('isolation.customers', shared);

    await sync([], seven);
    const kept = await sync([ann, bob], nine);
    check('isolation.customers', kept);
  });
});
