import { judgeVolume, largestTaken, test, volumesOf } from '../../helpers/fixtures';

test.describe('Volume', () => {
  test('every user of a long list is listed', async ({
    sync,
    setupSync,
    check,
    checkAfter,
    users,
  }) => {
    await sync([]);
    const two = await sync(users.slice(0, 2));
    let taken = 2;

    for (const size of volumesOf(users)) {
      const emptied = await sync([]);
      const all = await sync(users.slice(0, size));
      if (judgeVolume(all).outcome === 'failed') {
        const limit = await largestTaken(setupSync, users, { taken, refused: size });
        checkAfter('volume.all-listed', [two, emptied], all, () => judgeVolume(all, limit));
        return;
      }
      checkAfter('volume.all-listed', [two, emptied], all, () => judgeVolume(all));
      taken = size;
    }

    // Down from a long list, and not to nobody: to half of it, of which tens leave one over.
    const half = Math.floor(users.length / 60) * 30 + 1;
    const left = half > 1 ? users.slice(-half) : users.filter((_user, index) => index % 2 === 0);
    check('detach.unlisted', await sync(left));
  });
});
