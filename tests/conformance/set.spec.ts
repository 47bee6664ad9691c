import { test } from '../../helpers/fixtures';

test.describe('Set', () => {
  test('the order of the list means nothing', async ({ sync, check, users: [ann, bob, cid] }) => {
    await sync([]);
    await sync([ann, bob, cid]);
    await sync([ann, bob, cid]);

    const backwards = await sync([cid, bob, ann]);
    check('set.unordered', backwards);

    const turned = await sync([bob, cid, ann]);
    check('set.unordered', turned);
  });

  test('an id listed twice counts once', async ({ postFromEmpty, checkRepeated, users }) => {
    const [ann, bob, cid] = users;
    const control = await postFromEmpty([ann, bob, cid]);

    const adjacent = await postFromEmpty([ann, ann, bob, cid], { kind: 'repeated-ids' });
    checkRepeated(control, adjacent);

    const apart = await postFromEmpty([ann, bob, cid, ann], { kind: 'repeated-ids' });
    checkRepeated(control, apart);
  });
});
