import { judgeSame, judgeSameRecordsAs, tagged, test } from '../../helpers/fixtures';

test.describe('Idempotent', () => {
  test(
    'a repeated sync changes nothing',
    tagged('idempotent.same-users', 'idempotent.same-records', 'user.stable'),
    async ({ given, sync, check, users: [ann, bob, cid] }) => {
      await given([]);
      const first = await given([ann, bob, cid]);

      const second = await sync([ann, bob, cid]);
      check('idempotent.same-users', second, judgeSame);
      check('idempotent.same-records', second, judgeSameRecordsAs(first));

      const third = await sync([ann, bob, cid]);
      check('idempotent.same-users', third, judgeSame);
      check('idempotent.same-records', third, judgeSameRecordsAs(first));
    },
  );
});
