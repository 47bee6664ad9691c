import { judgeEmpty, tagged, test } from '../../helpers/fixtures';

test.describe('Empty', () => {
  test(
    'an empty list detaches everyone',
    tagged('empty.detaches-all'),
    async ({ given, sync, check, users: [ann, bob] }) => {
      await given([]);
      await given([ann, bob]);

      const none = await sync([]);
      check('empty.detaches-all', none, judgeEmpty);
    },
  );

  test(
    'an empty list is accepted for a customer without users',
    tagged('empty.when-empty'),
    async ({ given, sync, check, users: [ann] }) => {
      await given([ann]);
      await given([]);

      const again = await sync([]);
      check('empty.when-empty', again, judgeEmpty);
    },
  );

  test(
    'users can be attached again',
    tagged('empty.then-attach'),
    async ({ given, sync, check, users: [ann, bob, cid] }) => {
      await given([ann, bob]);
      await given([]);

      const again = await sync([bob, cid]);
      check('empty.then-attach', again);

      await given([]);
      const same = await sync([bob, cid]);
      check('empty.then-attach', same);
    },
  );
});
