import { judgeReadBack, judgeUnchanged, tagged, test } from '../../helpers/fixtures';
import { rejectedRequests } from '../../helpers/scenario/request-cases';

test.describe('Read-back', () => {
  test.use({ needs: 'READ_BACK' });

  test(
    'a read shows the users that the sync before it listed',
    tagged('readback.persisted'),
    async ({ given, readBack, checkWithControl, users: [ann, bob, cid] }) => {
      // One list returns: a server may keep its first response, and change nothing.
      for (const userIds of [[ann, bob], [bob, cid], [], [bob, cid]]) {
        const synced = await given(userIds);
        const read = await readBack();
        checkWithControl('readback.persisted', synced, read, () => judgeReadBack(synced, read));
      }
    },
  );

  test(
    'a rejected request changes nothing',
    tagged('readback.refused-unchanged'),
    async ({
      given,
      post,
      readBack,
      renewRead,
      checkWithControl,
      target,
      users: [ann, bob, cid],
    }) => {
      // No other scenario attaches these two, so a read that lags is no control.
      let [control, before] = [await given([ann, cid]), await readBack()];

      for (const { what, request } of rejectedRequests(target, bob)) {
        const rejected = await post(request);
        const after = await readBack();
        const shown = [before, rejected, after];
        const judgement = judgeUnchanged(control, before, rejected, after, what);
        checkWithControl('readback.refused-unchanged', control, shown, () => judgement);
        [control, before] = await renewRead(control, after);
      }
    },
  );
});
