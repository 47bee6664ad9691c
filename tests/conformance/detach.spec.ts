import { test } from '../../helpers/fixtures';

test.describe('Detach', () => {
  test('users left out of the list are detached', async ({ sync, check, users }) => {
    const [ann, bob, cid, dee] = users;
    await sync([]);
    await sync([ann, bob, cid, dee]);

    const several = await sync([bob, dee]);
    check('detach.unlisted', several);

    const one = await sync([dee]);
    check('detach.unlisted', one);
  });
});

test.describe('Replace', () => {
  test('a disjoint list attaches and detaches in one go', async ({ sync, check, users }) => {
    const [ann, bob, cid, dee] = users;
    await sync([]);
    await sync([ann, bob]);

    const others = await sync([cid, dee]);
    check('replace.disjoint', others);

    const back = await sync([ann, bob]);
    check('replace.disjoint', back);
  });

  test('an overlapping list keeps what is in both', async ({ sync, check, users }) => {
    const [ann, bob, cid, dee] = users;
    await sync([]);
    await sync([ann, bob, dee]);

    // As many as before, and between the same two.
    const overlapping = await sync([ann, cid, dee]);
    check('replace.mixed', overlapping);

    const back = await sync([ann, bob, cid]);
    check('replace.mixed', back);
  });
});
