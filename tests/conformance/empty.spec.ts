import { expectEmpty, test } from '../../helpers/fixtures';

test.describe('Empty', () => {
  test('an empty list detaches everyone', async ({ sync, check, users: [ann, bob] }) => {
    await sync([]);
    await sync([ann, bob]);

    const none = await sync([]);
    check('empty.detaches-all', none, expectEmpty);
  });

  test('an empty list is right for a customer without users', async ({
    sync,
    check,
    users: [ann],
  }) => {
    await sync([ann]);
    await sync([]);

    const again = await sync([]);
    check('empty.when-empty', again, expectEmpty);
  });

  test('users can be attached again', async ({ sync, check, users: [ann, bob, cid] }) => {
    await sync([ann, bob]);
    await sync([]);

    const again = await sync([bob, cid]);
    check('empty.then-attach', again);

    await sync([]);
    const same = await sync([bob, cid]);
    check('empty.then-attach', same);
  });
});
