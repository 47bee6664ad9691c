import { disjointPairs, tagged, test } from '../../helpers/fixtures';

test.describe('Detach', () => {
  test(
    'users left out of the list are detached',
    tagged('detach.unlisted'),
    async ({ given, sync, check, users: [ann, bob, cid, dee] }) => {
      await given([]);
      await given([ann, bob, cid, dee]);

      const several = await sync([bob, dee]);
      check('detach.unlisted', several);

      const one = await sync([dee]);
      check('detach.unlisted', one);
    },
  );
});

test.describe('Replace', () => {
  test(
    'a disjoint list replaces all users',
    tagged('replace.disjoint'),
    async ({ given, sync, check, users }) => {
      const [pair, other] = disjointPairs(users);
      await given([]);
      await given(pair);

      const others = await sync(other);
      check('replace.disjoint', others);

      const back = await sync(pair);
      check('replace.disjoint', back);
    },
  );

  test(
    'an overlapping list keeps the users of both lists',
    tagged('replace.mixed'),
    async ({ given, sync, check, users: [ann, bob, cid, dee] }) => {
      await given([]);
      await given([ann, bob, dee]);

      // The list has the same length, and the same first and last user.
      const overlapping = await sync([ann, cid, dee]);
      check('replace.mixed', overlapping);

      const back = await sync([ann, bob, cid]);
      check('replace.mixed', back);
    },
  );
});
