import {
  judgeMissingIds,
  judgeNotAccepted,
  judgeRejectedOrLists,
  longestRequired,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  bodiesWithoutIds,
  booleanItems,
  coercibleEmptyLists,
  coercibleLists,
  integralFloats,
  nonArrayUserIds,
  nonIntegerUserIds,
  outOfRangeUserIds,
  zeroAlone,
} from '../../helpers/scenario/invalid-ids';

test.describe('Ids', () => {
  test(
    'user_ids that is not a list is rejected',
    tagged('ids.not-array'),
    async ({ givenWith, checkRejected, users: [ann, bob] }) => {
      const { control, answered } = await givenWith([ann, bob], nonArrayUserIds());

      for (const { what, answer } of answered) {
        checkRejected('ids.not-array', control, answer, what);
      }
    },
  );

  test(
    'an item that is not an integer is rejected',
    tagged('ids.not-integer'),
    async ({ givenWith, checkRejected, users }) => {
      const [ann] = users;
      const { control, answered } = await givenWith([ann], nonIntegerUserIds(users));

      for (const { what, answer } of answered) {
        checkRejected('ids.not-integer', control, answer, what);
      }
    },
  );

  test(
    'a coercible id of a user who is not attached is rejected, or means that user',
    tagged('ids.one-reading'),
    async ({ given, postEach, checkAfter, users: [ann] }) => {
      await given([]);
      const plain = await given([ann]);
      const empty = await given([]);

      // A coercible empty list would show nothing here, as no user is attached.
      const inputs = postEach(empty, coercibleLists(ann), integralFloats(ann));
      for await (const { what, means, control, answer } of inputs) {
        checkAfter('ids.one-reading', [plain, control], answer, () =>
          judgeRejectedOrLists(means)(answer, what),
        );
      }
    },
  );

  test(
    'a coercible list is rejected, or means its users',
    tagged('ids.one-reading', 'ids.strict'),
    async ({ given, postEach, checkWithControl, checkAfter, observe, users }) => {
      const [ann, bob] = users;
      await given([ann, bob]);
      const plain = await given([ann]);
      const both = await given([ann, bob]);

      const inputs = postEach(
        both,
        [...coercibleLists(ann), ...coercibleEmptyLists],
        booleanItems(users),
      );
      for await (const { what, means, observation, control, answer } of inputs) {
        checkAfter('ids.one-reading', [plain, control], answer, () =>
          judgeRejectedOrLists(means)(answer, what),
        );
        checkWithControl('ids.strict', control, answer, () => judgeNotAccepted(answer, what));
        observe(observation, answer, 'taken');
      }
    },
  );

  test(
    'an integer written as a float is rejected, or means that user',
    tagged('ids.one-reading'),
    async ({ given, postEach, checkAfter, observe, users: [ann, bob] }) => {
      // Servers take these, so that many syncs follow one another.
      await given([]);
      await given([ann, bob]);
      const plain = await given([ann]);
      const both = await given([ann, bob]);

      const inputs = postEach(both, integralFloats(ann));
      for await (const { what, means, observation, control, answer } of inputs) {
        checkAfter('ids.one-reading', [plain, control], answer, () =>
          judgeRejectedOrLists(means)(answer, what),
        );
        observe(observation, answer, 'taken');
      }
    },
  );

  test(
    'an unknown user is never listed',
    tagged('ids.unknown'),
    async ({ given, post, postFromEmpty, checkAfter, observe, target: { unknownUser }, users }) => {
      const [ann, bob] = users;
      const control = await given([ann, bob]);

      // The unknown id is in the middle: a server may ignore it, but not an id beside it. Nobody is
      // attached, so that a rejection shows whom it attached all the same.
      const answer = await postFromEmpty({
        kind: 'user-unknown',
        userIds: [ann, unknownUser, bob],
      });
      checkAfter('ids.unknown', control, answer, () =>
        judgeRejectedOrLists([ann, bob])(
          answer,
          `ids ${ann}, ${bob} and ${unknownUser}, who does not exist`,
        ),
      );
      observe('unknown-user', answer, 'ignored');

      const alone = await post({ kind: 'user-unknown', userIds: [unknownUser] });
      checkAfter('ids.unknown', control, alone, () =>
        judgeRejectedOrLists([])(alone, `id ${unknownUser} alone, who does not exist`),
      );

      // A list that begins with an unknown user, and also leaves a user out.
      const one = await given([bob]);
      const both = await given([ann, bob]);
      const fewer = await post({ kind: 'user-unknown', userIds: [unknownUser, bob] });
      checkAfter('ids.unknown', [control, one, both], fewer, () =>
        judgeRejectedOrLists([bob])(fewer, `ids ${unknownUser}, who does not exist, and ${bob}`),
      );

      // A long list may be written in parts.
      await given([]);
      const long = longestRequired(users);
      const before = await given(long);
      const behind = await post({ kind: 'user-unknown', userIds: [...long, unknownUser] });
      checkAfter('ids.unknown', [control, before], behind, () =>
        judgeRejectedOrLists(long)(
          behind,
          `id ${unknownUser}, who does not exist, behind ${String(long.length)} others`,
        ),
      );
      // The next scenario is not the one that comes after a rejected list.
      await given([]);
    },
  );

  test(
    'an id out of range is rejected or ignored',
    tagged('ids.range'),
    async ({ given, post, postEach, checkAfter, users }) => {
      // An id out of range is likely to become the first or the last user.
      const [, bob, cid] = users;
      await given([bob, cid]);
      const plain = await given([cid]);
      const inputs = postEach(await given([bob, cid]), outOfRangeUserIds(users, cid));

      for await (const { what, control, answer } of inputs) {
        checkAfter('ids.range', [plain, control], answer, () =>
          judgeRejectedOrLists([cid])(answer, what),
        );
      }
      const control = await given([cid]);
      const { what, request } = zeroAlone;
      const answer = await post(request);
      checkAfter('ids.range', control, answer, () => judgeRejectedOrLists([])(answer, what));
    },
  );

  test(
    'a body without user_ids detaches nobody',
    tagged('ids.missing'),
    async ({ given, postEach, checkAfter, observe, users: [ann, bob] }) => {
      const inputs = postEach(await given([ann, bob]), bodiesWithoutIds(ann, bob));

      for await (const { control, answer } of inputs) {
        checkAfter('ids.missing', control, answer, () => judgeMissingIds(answer, [ann, bob]));
        observe('missing-user-ids', answer);
      }
    },
  );
});
