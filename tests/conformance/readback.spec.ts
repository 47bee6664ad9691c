import {
  isRejection,
  judgeLongReadBack,
  judgeReadBack,
  judgeUnchanged,
  tagged,
  test,
  type Sync,
} from '../../helpers/fixtures';
import { disputableLists, rejectedRequests } from '../../helpers/scenario/request-cases';

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
    'a read after one that overlapped a sync shows the users of the sync',
    tagged('readback.persisted'),
    async ({ given, syncBesideReads, readBack, checkAfter, users: [, bob, cid] }) => {
      // A read that began before a sync may fill a cache after it.
      for (const userIds of [[bob, cid], [cid]]) {
        const before = await given([bob]);
        for (const synced of await syncBesideReads(userIds)) {
          const read = await readBack();
          checkAfter('readback.persisted', before, [synced, read], () =>
            judgeReadBack(synced, read),
          );
        }
      }
      await given([]);
    },
  );

  test(
    'a rejected request changes nothing',
    tagged('readback.refused-unchanged', 'readback.persisted'),
    async ({
      given,
      post,
      postBetweenReads,
      readBack,
      checkAfter,
      checkWithControl,
      target,
      users: [ann, bob, cid],
    }) => {
      // No other scenario attaches these two, so a read that lags is no control.
      const exchanges = postBetweenReads([ann, cid], rejectedRequests(target, bob, cid));
      for await (const { what, control, before, answer, after } of exchanges) {
        checkWithControl('readback.refused-unchanged', control, [before, answer, after], () =>
          judgeUnchanged(control, before, answer, after, what),
        );
      }

      for (const { what, request } of disputableLists(target, bob, cid)) {
        const control = await given([ann, cid]);
        const before = await readBack();
        const answer = await post(request);
        const after = await readBack();
        if (isRejection(answer)) {
          checkWithControl('readback.refused-unchanged', control, [before, answer, after], () =>
            judgeUnchanged(control, before, answer, after, what),
          );
        } else {
          checkAfter('readback.persisted', control, [answer, after], () =>
            judgeLongReadBack(answer, after),
          );
        }
      }
      // The next scenario is not the one that comes after a rejected list.
      await given([]);
    },
  );
});
