import { halfOf, judgeVolume, longestRequired, test } from '../../helpers/fixtures';

test.describe('Volume', () => {
  test('every user of a long list is listed', async ({ given, syncVolumes, checkAfter, users }) => {
    await given([]);
    const two = await given(users.slice(0, 2));

    for await (const { emptied, all, limit } of syncVolumes(users)) {
      checkAfter('volume.all-listed', [two, emptied], all, () => judgeVolume(all, limit));
    }
  });

  test('users left out of a long list are detached', async ({ given, sync, check, users }) => {
    await given([]);
    await given(longestRequired(users));

    const half = await sync(halfOf(users));
    check('detach.unlisted', half);
  });
});
