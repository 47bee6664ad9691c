import {
  describeRepeated,
  judgeReadBack,
  judgeRejectedOrCountedOnce,
  tagged,
  test,
} from '../../helpers/fixtures';

test.describe('Set', () => {
  test(
    'the order of the list has no meaning',
    tagged('set.unordered'),
    async ({ given, sync, check, users: [ann, bob, cid] }) => {
      await given([]);
      await given([ann, bob, cid]);
      await given([ann, bob, cid]);

      const reversed = await sync([cid, bob, ann]);
      check('set.unordered', reversed);

      const rotated = await sync([bob, cid, ann]);
      check('set.unordered', rotated);
    },
  );

  test(
    'an id listed twice counts once',
    tagged('set.repeated-ids', 'readback.persisted'),
    async ({
      given,
      post,
      postFromEmpty,
      checkAfter,
      checkReadBack,
      observe,
      users: [ann, bob, cid],
    }) => {
      const control = await postFromEmpty({ userIds: [ann, bob, cid] });

      const adjacent = await postFromEmpty({
        kind: 'repeated-ids',
        userIds: [ann, ann, ann, bob, cid],
      });
      checkAfter('set.repeated-ids', control, adjacent, () =>
        judgeRejectedOrCountedOnce(adjacent, control),
      );
      observe('repeated-ids', adjacent, describeRepeated(adjacent, control));

      const request = { kind: 'repeated-ids', userIds: [ann, bob, cid, ann, bob] } as const;
      const apart = await postFromEmpty(request);
      checkAfter('set.repeated-ids', control, apart, () =>
        judgeRejectedOrCountedOnce(apart, control),
      );
      observe('repeated-ids', apart, describeRepeated(apart, control));
      if (apart.userIds)
        await checkReadBack(control, [apart], (read) => judgeReadBack(apart, read));

      // All of them are attached already.
      const same = await given([ann, bob, cid]);
      const again = await post(request);
      checkAfter('set.repeated-ids', [control, same], again, () =>
        judgeRejectedOrCountedOnce(again, control),
      );
      // The list has the same length, but leaves a user out.
      await given([]);
      await given([ann, bob]);
      const one = await given([ann]);
      const two = await given([ann, bob]);
      const twice = await post({ kind: 'repeated-ids', userIds: [ann, ann] });
      checkAfter('set.repeated-ids', [one, two], twice, () =>
        judgeRejectedOrCountedOnce(twice, one),
      );
      // The next scenario is not the one that comes after a repeated id.
      await given([]);
    },
  );
});
