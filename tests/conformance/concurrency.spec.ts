import {
  judgeAcceptedTogether,
  judgeOneOf,
  judgeReadOneOf,
  judgeSettled,
  tagged,
  test,
  type Sync,
} from '../../helpers/fixtures';

/**
 * With eight syncs or more in each, a race that one overlapping sync in ten loses is lost once in
 * them. A pool has ten connections in many frameworks, and one round needs more of them.
 */
const ROUNDS = [
  'both orders',
  'many',
  'twice',
  'both orders',
  'with an empty list',
  'twice',
] as const;

/** The number of users in a long list. */
const MIN_LONG = 11;
const MAX_LONG = 40;

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
      users,
    }) => {
      const [ann, bob, cid, dee, ...others] = users;
      const everyone = [ann, bob, cid, dee];
      // No list contains another: each replaces each, separately as well as together.
      const lists = [
        [ann, bob],
        [cid, dee],
        [bob, cid],
        // A long list may be written in parts.
        others.length < MIN_LONG ? [ann, dee] : others.slice(0, MAX_LONG),
      ];
      // Two syncs that lock the same users in opposite orders block each other.
      const bothOrders = lists.flatMap((ids) => [ids, ids.toReversed()]);
      const overlapping = {
        'both orders': bothOrders,
        many: [...bothOrders, ...lists],
        // A client may send a request again before it has the first response.
        twice: lists.flatMap((ids) => [ids, ids]),
        // Emptying is often a branch of its own, with other locks. It is not the last, as the sync
        // after these would then empty a customer with nobody.
        'with an empty list': bothOrders.with(-2, []),
      };
      const separately: Sync[] = [];
      for (const userIds of [[ann], everyone, [ann, bob], everyone, [], ...bothOrders, everyone]) {
        separately.push(await given(userIds));
      }

      let before = await given([]);
      for (const [round, which] of ROUNDS.entries()) {
        const preconditions = [...separately, before];
        const posts = overlapping[which].map((ids) => ({ ids, customer }));
        const together = await syncConcurrently(posts);
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
