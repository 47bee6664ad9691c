import { judgeReadBack, judgeUnchanged, tagged, test, type Sync } from '../../helpers/fixtures';
import { rejectedRequests } from '../../helpers/scenario/request-cases';

test.describe('Read-back', () => {
  test.use({ needs: 'READ_BACK' });

  test(
    'a read shows the users that the sync before it listed',
    tagged('readback.persisted'),
    async ({ given, readBack, checkAfter, users: [, bob, cid, dee] }) => {
      // One list returns: a server may keep its first response, and change nothing. Two lists of one
      // length follow each other: a cache may go by the number of users.
      let before: Sync[] = [];
      for (const userIds of [[bob, cid], [bob], [cid], [cid, dee], [bob, dee], [], [bob, cid]]) {
        const synced = await given(userIds);
        const read = await readBack();
        checkAfter('readback.persisted', [...before, synced], read, () =>
          judgeReadBack(synced, read),
        );
        before = [synced];
      }
    },
  );

  test(
    'a rejected request changes nothing',
    tagged('readback.refused-unchanged'),
    async ({ postBetweenReads, checkWithControl, target, users: [ann, bob, cid] }) => {
      // No other scenario attaches these two, so a read that lags is no control.
      const exchanges = postBetweenReads([ann, cid], rejectedRequests(target, bob));
      for await (const { what, control, before, answer, after } of exchanges) {
        checkWithControl('readback.refused-unchanged', control, [before, answer, after], () =>
          judgeUnchanged(control, before, answer, after, what),
        );
      }
    },
  );
});
