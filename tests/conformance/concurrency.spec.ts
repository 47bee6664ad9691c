import {
  judgeAcceptedTogether,
  judgeOneOf,
  judgeReadOneOf,
  judgeSettled,
  tagged,
  test,
  type Sync,
} from '../../helpers/fixtures';

/** With eight syncs in each, a race that one overlapping sync in ten loses is lost once in them. */
const ROUNDS = 6;

test.describe('Concurrency', () => {
  test(
    'overlapping syncs of one customer settle',
    tagged(
      'concurrency.one-of',
      'concurrency.settles',
      'concurrency.accepted',
      'readback.persisted',
    ),
    async ({
      given,
      sync,
      syncConcurrently,
      checkAfter,
      checkReadBack,
      observe,
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
      // Two syncs that lock the same users in opposite orders block each other.
      const bothOrders = lists.flatMap((ids) => [ids, ids.toReversed()]);
      const separately: Sync[] = [];
      for (const userIds of [[ann], everyone, [ann, bob], everyone, [], ...bothOrders]) {
        separately.push(await given(userIds));
      }

      let before = await given([]);
      for (let round = 0; round < ROUNDS; round++) {
        const preconditions = [...separately, before];
        // A client may send a request again before it has the first response.
        const overlapping = round % 3 === 2 ? lists.flatMap((ids) => [ids, ids]) : bothOrders;
        const together = await syncConcurrently(overlapping.map((ids) => ({ ids, customer })));
        for (const answer of together) observe('overlapping-syncs', answer, 'accepted');
        checkAfter('concurrency.one-of', preconditions, together, () => judgeOneOf(together));
        await checkReadBack(preconditions, together, (read) => judgeReadOneOf(together, read));

        const settled = await sync(round % 2 === 0 ? [] : everyone);
        checkAfter('concurrency.settles', preconditions, [...together, settled], () =>
          judgeSettled(settled, together),
        );
        checkAfter('concurrency.accepted', preconditions, [...together, settled], () =>
          judgeAcceptedTogether(together, settled),
        );
        before = settled;
      }
    },
  );
});
