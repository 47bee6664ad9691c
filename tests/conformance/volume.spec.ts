import { judgeVolume, largestTaken, test, volumesOf } from '../../helpers/fixtures';

test.describe('Volume', () => {
  test('every user of a long list is listed', async ({ sync, syncUnjudged, checkGiven, users }) => {
    await sync([]);
    const two = await sync(users.slice(0, 2));
    let taken = 2;

    for (const size of volumesOf(users)) {
      const emptied = await sync([]);
      const all = await sync(users.slice(0, size));
      if (judgeVolume(all).outcome === 'failed') {
        const limit = await largestTaken(syncUnjudged, users, { taken, refused: size });
        checkGiven('volume.all-listed', [two, emptied], all, () => judgeVolume(all, limit));
        break;
      }
      checkGiven('volume.all-listed', [two, emptied], all, () => judgeVolume(all));
      taken = size;
    }
  });
});
