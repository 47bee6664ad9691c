import { judgeMissingIds, judgeRefusedOr, judgeStrict, test } from '../../helpers/fixtures';
import {
  idsNotArray,
  idsNotInteger,
  idsOutOfRange,
  oneReadings,
} from '../../helpers/wrong-requests';

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

  test('what has one reading, of a user who is not attached, is refused or means that', async ({
    sync,
    post,
    checkGiven,
    users: [ann],
  }) => {
    await sync([]);
    const plain = await sync([ann]);
    let empty = await sync([]);

    // Nobody is attached, so that a list of nobody would say nothing here.
    for (const { what, text, means } of oneReadings(ann).filter((it) => it.means.length > 0)) {
      const answer = await post(means, { body: text });
      checkGiven('ids.one-reading', [plain, empty], answer, () =>
        judgeRefusedOr(means)(answer, what),
      );
      if (answer.status === 200) empty = await sync([]);
    }
  });

  test('what has one reading, of a user who is attached, is refused or means that', async ({
    sync,
    post,
    checkBeside,
    checkGiven,
    observe,
    users: [ann],
  }) => {
    await sync([ann]);
    let control = await sync([ann]);

    for (const { what, text, means, integer, kind } of oneReadings(ann)) {
      const answer = await post(means, { body: text });
      checkGiven('ids.one-reading', control, answer, () => judgeRefusedOr(means)(answer, what));
      if (!integer) checkBeside('ids.strict', control, answer, () => judgeStrict(answer, what));
      observe(kind, answer.status === 200 ? 'taken' : 'refused', [answer]);
      if (answer.status === 200) control = await sync([ann]);
    }
  });

  test('a user that does not exist is never listed', async ({
    sync,
    post,
    checkGiven,
    observe,
    target: { unknownUser },
    users: [ann, bob],
  }) => {
    const control = await sync([ann, bob]);

    // In the midst, so that who is ignored takes nobody along.
    const answer = await post([ann, unknownUser, bob]);
    checkGiven('ids.unknown', control, answer, () =>
      judgeRefusedOr([ann, bob])(
        answer,
        `ids ${ann}, ${bob} and ${unknownUser}, who does not exist`,
      ),
    );
    const value = answer.status === 200 ? 'ignored' : `refused with ${String(answer.status)}`;
    observe('unknown-user', value, [answer]);
  });

  test('an id out of range is refused or ignored', async ({ sync, post, checkGiven, users }) => {
    // Neither the first nor the last of them, whom an id out of range is likely to become.
    const [, , cid] = users;
    const control = await sync([cid]);

    for (const { what, text } of idsOutOfRange(users)) {
      const answer = await post([cid], { body: `{"user_ids":[${cid},${String(text)}]}` });
      checkGiven('ids.range', control, answer, () =>
        judgeRefusedOr([cid])(answer, `ids ${cid} and ${what}`),
      );
    }
  });

  test('a body without user_ids detaches nobody', async ({
    sync,
    post,
    checkGiven,
    observe,
    users: [ann, bob],
  }) => {
    let control = await sync([ann, bob]);

    for (const body of ['{}', `{"userIds":[${ann},${bob}]}`]) {
      const answer = await post([], { body });
      checkGiven('ids.missing', control, answer, () => judgeMissingIds(answer, [ann, bob]));
      observe('missing-user-ids', `answered ${String(answer.status)}`, [answer]);
      if (answer.status === 200) control = await sync([ann, bob]);
    }
  });
});
