import { judgeVolume, test, volumesOf } from '../../helpers/fixtures';

test.describe('Volume', () => {
  test('every user of a long list is listed', async ({ sync, check, users }) => {
    await sync([]);

    for (const size of volumesOf(users)) {
      const all = await sync(users.slice(0, size));
      check('volume.all-listed', all, judgeVolume);
    }
  });
});
