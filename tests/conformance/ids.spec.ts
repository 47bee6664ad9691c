import {
  judgeMissingIds,
  judgeRejectedOrLists,
  judgeNotAccepted,
  test,
} from '../../helpers/fixtures';
import {
  nonArrayUserIds,
  nonIntegerUserIds,
  outOfRangeUserIds,
  coercibleInputs,
} from '../../helpers/scenario/invalid-inputs';

test.describe('Ids', () => {
  test('what is no list is refused', async ({ sync, post, checkRejected, users: [ann, bob] }) => {
    const control = await sync([ann, bob]);

    for (const { kind, what, text } of nonArrayUserIds()) {
      const refused = await post([], { kind, body: text });
      checkRejected('ids.not-array', control, refused, what);
    }
  });

  test('an item that is no integer is refused', async ({
    sync,
    post,
    checkRejected,
    users: [ann, bob],
  }) => {
    const control = await sync([ann]);

    for (const { kind, what, text } of nonIntegerUserIds(ann, bob)) {
      const refused = await post([ann], { kind, body: text });
      checkRejected('ids.not-integer', control, refused, what);
    }
  });

  test('what has one reading, of a user who is not attached, is refused or means that', async ({
    sync,
    post,
    checkAfter,
    users: [ann],
  }) => {
    await sync([]);
    const plain = await sync([ann]);
    let empty = await sync([]);

    // Nobody is attached, so that a list of nobody would say nothing here.
    for (const { kind, what, text, means } of coercibleInputs(ann).filter(
      (it) => it.means.length > 0,
    )) {
      const answer = await post(means, { kind, body: text });
      checkAfter('ids.one-reading', [plain, empty], answer, () =>
        judgeRejectedOrLists(means)(answer, what),
      );
      if (answer.status === 200) empty = await sync([]);
    }
  });

  test('what has one reading, of a user who is attached, is refused or means that', async ({
    sync,
    post,
    checkWithControl,
    checkAfter,
    observe,
    users: [ann],
  }) => {
    await sync([ann]);
    let control = await sync([ann]);

    for (const { kind, what, text, means, integer, family } of coercibleInputs(ann)) {
      const answer = await post(means, { kind, body: text });
      checkAfter('ids.one-reading', control, answer, () =>
        judgeRejectedOrLists(means)(answer, what),
      );
      if (!integer)
        checkWithControl('ids.strict', control, answer, () => judgeNotAccepted(answer, what));
      observe(family, answer.status === 200 ? 'taken' : 'refused', [answer]);
      if (answer.status === 200) control = await sync([ann]);
    }
  });

  test('a user that does not exist is never listed', async ({
    sync,
    post,
    checkAfter,
    observe,
    target: { unknownUser },
    users: [ann, bob],
  }) => {
    const control = await sync([ann, bob]);

    // In the midst, so that who is ignored takes nobody along.
    const answer = await post([ann, unknownUser, bob], { kind: 'user-unknown' });
    checkAfter('ids.unknown', control, answer, () =>
      judgeRejectedOrLists([ann, bob])(
        answer,
        `ids ${ann}, ${bob} and ${unknownUser}, who does not exist`,
      ),
    );
    const value = answer.status === 200 ? 'ignored' : `refused with ${String(answer.status)}`;
    observe('unknown-user', value, [answer]);
  });

  test('an id out of range is refused or ignored', async ({ sync, post, checkAfter, users }) => {
    // Neither the first nor the last of them, whom an id out of range is likely to become.
    const [, , cid] = users;
    const control = await sync([cid]);

    for (const { kind, what, text } of outOfRangeUserIds(users)) {
      const answer = await post([cid], { kind, body: `{"user_ids":[${cid},${String(text)}]}` });
      checkAfter('ids.range', control, answer, () =>
        judgeRejectedOrLists([cid])(answer, `ids ${cid} and ${what}`),
      );
    }
  });

  test('a body without user_ids detaches nobody', async ({
    sync,
    post,
    checkAfter,
    observe,
    users: [ann, bob],
  }) => {
    let control = await sync([ann, bob]);

    for (const [kind, body] of [
      ['no-user-ids', '{}'],
      ['misspelt-user-ids', `{"userIds":[${ann},${bob}]}`],
    ] as const) {
      const answer = await post([], { kind, body });
      checkAfter('ids.missing', control, answer, () => judgeMissingIds(answer, [ann, bob]));
      observe('missing-user-ids', `answered ${String(answer.status)}`, [answer]);
      if (answer.status === 200) control = await sync([ann, bob]);
    }
  });
});
