import { judgeVolume, test, volumesOf } from '../../helpers/fixtures';

test.describe('Volume', () => {
  test('every user of a long list is listed', async ({ sync, checkGiven, users }) => {
    await sync([]);
    const two = await sync(users.slice(0, 2));

    for (const size of volumesOf(users)) {
      const emptied = await sync([]);
      const all = await sync(users.slice(0, size));
      checkGiven('volume.all-listed', [two, emptied], all, () => judgeVolume(all));
    }
  });
});
