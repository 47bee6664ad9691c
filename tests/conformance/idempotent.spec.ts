import { expectSameRecords, test } from '../../helpers/fixtures';

test.describe('Idempotent', () => {
  test('the same sync again changes nothing', async ({ sync, check, users: [ann, bob, cid] }) => {
    const first = await sync([ann, bob, cid]);

    const second = await sync([ann, bob, cid]);
    check('idempotent.same-users', second);
    check('idempotent.same-records', second, expectSameRecords(first));

    const third = await sync([ann, bob, cid]);
    check('idempotent.same-users', third);
    check('idempotent.same-records', third, expectSameRecords(first));
  });
});
