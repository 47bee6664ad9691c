import { judgeMissingIds, judgeRefusedOr, judgeStrict, test } from '../../helpers/fixtures';
import { idsNotArray, idsNotInteger, idsOutOfRange, oneReadings } from '../../helpers/wrong-requests';

test.describe('Ids', () => {
  test('what is no list is refused', async ({ sync, post, checkRefused, users: [ann, bob] }) => {
    const control = await sync([ann, bob]);

    for (const { what, text } of idsNotArray()) {
      const refused = await post([], { body: text });
      checkRefused('ids.not-array', control, refused, what);
    }
  });

  test('an item that is no integer is refused', async ({
    sync,
    post,
    checkRefused,
    users: [ann, bob],
  }) => {
    const control = await sync([ann]);

    for (const { what, text } of idsNotInteger(ann, bob)) {
      const refused = await post([ann], { body: text });
      checkRefused('ids.not-integer', control, refused, what);
    }
  });

  for (const [before, ...attached] of [
    ['who is not attached', 1],
    ['who is attached', 0, 1],
  ] as const) {
    test(`what has one reading, of a user ${before}, is refused or means that`, async ({
      sync,
      post,
      checkBeside,
      observe,
      users,
    }) => {
      const [ann] = users;
      const given = attached.map((index) => users[index]);
      let control = await sync(given);

      for (const { what, text, means, integer, kind } of oneReadings(ann)) {
        const answer = await post(means, { body: text });
        checkBeside('ids.one-reading', control, answer, () => judgeRefusedOr(means)(answer, what));
        if (!integer) {
          checkBeside('ids.strict', control, answer, () => judgeStrict(answer, what));
        }
        observe(kind, answer.status === 200 ? 'taken' : 'refused', [answer]);
        if (answer.status === 200) control = await sync(given);
      }
    });
  }

  test('a user that does not exist is never listed', async ({
    sync,
    post,
    checkBeside,
    observe,
    target: { unknownUser },
    users: [ann],
  }) => {
    const control = await sync([ann]);

    const answer = await post([ann, unknownUser]);
    checkBeside('ids.unknown', control, answer, () =>
      judgeRefusedOr([ann])(answer, `ids ${ann} and ${unknownUser}, who does not exist`),
    );
    const value = answer.status === 200 ? 'ignored' : `refused with ${String(answer.status)}`;
    observe('unknown-user', value, [answer]);
  });

  test('an id out of range is refused or ignored', async ({
    sync,
    post,
    checkBeside,
    users,
  }) => {
    const [ann] = users;
    const control = await sync([ann]);

    for (const { what, text } of idsOutOfRange(users)) {
      const answer = await post([ann], { body: `{"user_ids":[${ann},${String(text)}]}` });
      checkBeside('ids.range', control, answer, () =>
        judgeRefusedOr([ann])(answer, `ids ${ann} and ${what}`),
      );
    }
  });

  test('a body without user_ids detaches nobody', async ({
    sync,
    post,
    checkBeside,
    observe,
    users: [ann, bob],
  }) => {
    const control = await sync([ann, bob]);

    const answer = await post([], { body: '{}' });
    checkBeside('ids.missing', control, answer, () => judgeMissingIds(answer, [ann, bob]));
    observe('missing-user-ids', `answered ${String(answer.status)}`, [answer]);
  });
});
