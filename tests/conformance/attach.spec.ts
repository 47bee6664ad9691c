import { test } from '../../helpers/fixtures';

test.describe('Attach', () => {
  test('one user is attached to a customer that has none', async ({
    sync,
    check,
    users: [ann],
  }) => {
    await sync([]);

    const one = await sync([ann]);
    check('attach.one', one);
  });

  test('several users are attached to a customer that has none', async ({ sync, check, users }) => {
    const [ann, bob, cid] = users;
    await sync([]);

    const several = await sync([ann, bob, cid]);
    check('attach.many', several);
  });

  test('users are added to those that are attached', async ({ sync, check, users }) => {
    const [ann, bob, cid] = users;
    await sync([]);
    await sync([ann]);

    const two = await sync([ann, bob]);
    check('attach.added', two);

    const three = await sync([ann, bob, cid]);
    check('attach.added', three);
  });
});
