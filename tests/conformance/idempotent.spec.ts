import { judgeSameRecordsAs, judgeSame, test } from '../../helpers/fixtures';

test.describe('Idempotent', () => {
  test('the same sync again changes nothing', async ({ sync, check, users: [ann, bob, cid] }) => {
    await sync([]);
    const first = await sync([ann, bob, cid]);

    const second = await sync([ann, bob, cid]);
    check('idempotent.same-users', second, judgeSame);
    check('idempotent.same-records', second, judgeSameRecordsAs(first));

    const third = await sync([ann, bob, cid]);
    check('idempotent.same-users', third, judgeSame);
    check('idempotent.same-records', third, judgeSameRecordsAs(first));
  });
});
