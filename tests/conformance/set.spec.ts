import { test } from '../../helpers/fixtures';

test.describe('Set', () => {
  test('the order of the list means nothing', async ({ sync, check, users: [ann, bob, cid] }) => {
    await sync([ann, bob, cid]);

    const backwards = await sync([cid, bob, ann]);
    check('set.unordered', backwards);

    const turned = await sync([bob, cid, ann]);
    check('set.unordered', turned);
  });

  test('an id listed twice counts once', async ({ sync, post, checkRepeated, users }) => {
    const [ann, bob, cid] = users;
    await sync([]);
    const control = await sync([ann, bob]);

    const adjacent = await post([ann, ann, bob]);
    checkRepeated(control, adjacent);

    const apart = await post([ann, bob, cid, ann]);
    checkRepeated(control, apart);
  });
});
