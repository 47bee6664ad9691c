import { judgeOneOf, judgeReadOneOf, judgeSettled, test, type Sync } from '../../helpers/fixtures';

/** A server does not lose a race each time. */
const ROUNDS = 2;

test.describe('Concurrency', () => {
  test('overlapping syncs of one customer settle', async ({
    given,
    sync,
    syncConcurrently,
    checkAfter,
    checkReadBack,
    customer,
    users: [ann, bob, cid, dee],
  }) => {
    const everyone = [ann, bob, cid, dee];
    // No list contains another: each replaces each, separately as well as together.
    const lists = [
      [ann, bob],
      [cid, dee],
      [bob, cid],
      [ann, dee],
    ];
    const separately: Sync[] = [];
    for (const userIds of [everyone, [], ...lists]) separately.push(await given(userIds));

    const race = async (before: Sync, next: string[]) => {
      const preconditions = [...separately, before];
      const together = await syncConcurrently(lists.map((ids) => ({ ids, customer })));
      checkAfter('concurrency.one-of', preconditions, together, () => judgeOneOf(together));
      await checkReadBack(preconditions, together, (read) => judgeReadOneOf(together, read));

      const settled = await sync(next);
      checkAfter('concurrency.settles', preconditions, [...together, settled], () =>
        judgeSettled(settled, together),
      );
      return settled;
    };
    for (let round = 0; round < ROUNDS; round++) {
      const emptied = await race(await given([]), []);
      await race(emptied, everyone);
    }
  });
});
