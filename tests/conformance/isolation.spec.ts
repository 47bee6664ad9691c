import {
  judgeIndependent,
  judgeIsolated,
  judgeListing,
  judgeReadBack,
  judgeStillRead,
  judgeUndisturbed,
  longestRequired,
  tagged,
  test,
  type Sync,
} from '../../helpers/fixtures';
import { withoutValidToken } from '../../helpers/scenario/credential-cases';

interface Ids {
  ids: readonly string[];
  customer: string;
}

test.describe('Isolation', () => {
  test.use({ requiredCustomers: 2 });

  // The lists only grow, and each grew as requested while the other customer was left alone. When a
  // customer is synced for the first time, the other one has a user who is not on the list.
  test(
    'each customer has its own users',
    tagged('isolation.customers', 'detach.unlisted'),
    async ({
      detachAll,
      given,
      sync,
      check,
      checkAfter,
      customerPair: [seven, nine],
      users: [ann, bob, cid, dee],
    }) => {
      // Users that an earlier scenario left with one customer would be in the lists of the other one.
      await detachAll(seven, nine);
      const alone = [
        await given([], nine),
        await given([bob], seven),
        await given([], seven),
        await given([ann, bob, cid], seven),
        await given([ann, bob, cid, dee], seven),
        await given([], seven),
        await given([ann], seven),
        await given([ann, bob], seven),
      ];

      const interleaved: Sync[] = [];
      for (const [customer, userIds] of [
        [nine, [dee]],
        [seven, [ann, bob, cid]],
        [nine, [cid, dee]],
        [seven, [ann, bob, cid, dee]],
        [nine, [ann, bob, cid, dee]],
        [seven, []],
      ] as const) {
        const answer = await sync(userIds, customer);
        interleaved.push(answer);
        // Any of the requests so far may have changed the other customer.
        checkAfter('isolation.customers', alone, [...interleaved], () =>
          judgeIsolated(answer, [...interleaved]),
        );
      }

      const left = await sync([dee], nine);
      check('detach.unlisted', left);
      await given([], nine);
    },
  );
});

test.describe('Each customer', () => {
  test.use({ requiredCustomers: 'all' });

  // Other scenarios take the customers that are free, so they may never use one of these.
  test(
    'each customer detaches users and requires credentials',
    tagged(
      'detach.unlisted',
      'auth.missing',
      'auth.invalid',
      'auth.forbidden',
      'auth.expired',
      'readback.persisted',
    ),
    async ({
      given,
      sync,
      post,
      check,
      checkReadBack,
      checkRejected,
      customers,
      target,
      users: [ann, bob, cid],
    }) => {
      for (const customer of customers) {
        const emptied = await given([], customer);
        const rejected = withoutValidToken(target, customer, ann);
        // A customer without users may have no owner.
        for (const { requirement, what, request } of rejected) {
          const answer = await post(request, customer);
          checkRejected(requirement, emptied, answer, `${what}, which has no users`);
        }

        await given([ann, bob, cid], customer);
        const fewer = await sync([bob], customer);
        check('detach.unlisted', fewer);
        await checkReadBack(fewer, [], (read) => judgeReadBack(fewer, read), customer);

        for (const { requirement, what, request } of rejected) {
          checkRejected(requirement, fewer, await post(request, customer), what);
        }
      }
    },
  );
});

test.describe('Isolation of reads', () => {
  test.use({ requiredCustomers: 2, needs: 'READ_BACK' });

  test(
    'a read shows no sync of another customer',
    tagged('isolation.customers'),
    async ({ given, post, readBack, checkAfter, customerPair, target, users }) => {
      const [ann, bob, cid, dee] = users;
      const { unknownCustomer, unknownUser } = target;
      for (const customer of customerPair) await given([], customer);
      for (const [read, other] of [customerPair, customerPair.toReversed()]) {
        const synced = await given([ann, bob, cid], read);
        const before = await readBack(read);

        // The other customer gains a user whom this one lacks: beside another one, and alone.
        const gained: Sync[] = [];
        for (const userIds of [[ann, bob, dee], [ann], [ann, dee]]) {
          gained.push(await given(userIds, other));
        }
        const midway = await readBack(read);
        checkAfter('isolation.customers', [synced, ...gained], [before, midway], () =>
          judgeStillRead(synced, before, midway),
        );
        // It loses users whom this one has: for another one, and for nobody.
        const lost: Sync[] = [];
        for (const userIds of [[bob, dee], [dee], []]) lost.push(await given(userIds, other));
        const after = await readBack(read);
        checkAfter('isolation.customers', [synced, ...gained, ...lost], [before, after], () =>
          judgeStillRead(synced, before, after),
        );
        await given([], read);
      }

      // Lists that change nothing or everything, or are equal, may be written in other ways.
      const [read, other] = customerPair;
      const synced = await given([ann, bob, cid], read);
      const before = await readBack(read);
      const rewritten: Sync[] = [];
      for (const userIds of [
        [],
        [ann],
        [ann],
        [ann, bob, cid],
        [dee],
        longestRequired(users),
        [],
      ]) {
        rewritten.push(await given(userIds, other));
      }
      const after = await readBack(read);
      checkAfter('isolation.customers', [synced, ...rewritten], [before, after], () =>
        judgeStillRead(synced, before, after),
      );

      // A request that is rejected, or whose customer does not exist, may have been applied to another one.
      const applied = [
        await post({ kind: 'user-unknown', userIds: [ann, unknownUser] }, other),
        await post({ kind: 'customer-unknown', userIds: [dee], customer: unknownCustomer }, other),
      ];
      const still = await readBack(read);
      checkAfter('isolation.customers', synced, [after, ...applied, still], () =>
        judgeStillRead(synced, after, still),
      );
      for (const customer of customerPair) await given([], customer);
    },
  );
});

const ROUNDS_OF_TWO = 8;

test.describe('Concurrency of two customers', () => {
  test.use({ requiredCustomers: 2 });

  test(
    'overlapping syncs of two customers do not affect each other',
    tagged('concurrency.independent', 'readback.persisted'),
    async ({
      given,
      syncConcurrently,
      checkAfter,
      checkReadBack,
      customerPair: [seven, nine],
      users: [ann, bob, cid, dee],
    }) => {
      // Two users belong to both, in opposite orders, and a server may lock their rows.
      const [one, other] = [
        [
          { ids: [ann, bob, cid], customer: seven },
          { ids: [dee, cid, bob], customer: nine },
        ],
        [
          { ids: [cid, ann, dee], customer: seven },
          { ids: [bob, ann, cid], customer: nine },
        ],
      ] as const;
      const separately = async (lists: readonly [Ids, Ids]) => {
        const [{ ids: ofSeven }, { ids: ofNine }] = lists;
        return [await given(ofSeven, seven), await given(ofNine, nine)];
      };
      const alone = [await given([], seven), await given([], nine)];
      for (const lists of [one, other, one]) alone.push(...(await separately(lists)));
      const areListed = (syncs: readonly Sync[]) =>
        syncs.every((sync) => judgeListing(sync).outcome === 'passed');

      const rounds: Sync[][] = [];
      let before: Sync[] = [];
      for (let round = 0; round < ROUNDS_OF_TWO; round++) {
        const preconditions = [...alone, ...before];
        const lists = round % 2 === 0 ? other : one;
        const together = await syncConcurrently(lists);
        rounds.push(together);
        for (const answer of together) {
          const others = together.filter((each) => each !== answer);
          checkAfter('concurrency.independent', preconditions, together, () =>
            judgeIndependent(answer, others),
          );
        }
        // If syncs fail alone, nothing shows which of the others a wrong list comes from.
        const isSettled = areListed(together) || !areListed(alone);
        before = isSettled ? together : await separately(lists);
      }
      checkAfter('concurrency.independent', alone, rounds.flat(), () => judgeUndisturbed(rounds));

      // A server may take two requests with the same body for one.
      const ids = [cid, bob];
      const both = [
        { ids, customer: seven },
        { ids, customer: nine },
      ] as const;
      const preconditions = [...alone, ...(await separately(both)), ...(await separately(one))];
      const same = await syncConcurrently(both);
      for (const answer of same) {
        const others = same.filter((each) => each !== answer);
        checkAfter('concurrency.independent', preconditions, same, () =>
          judgeIndependent(answer, others),
        );
        await checkReadBack(
          preconditions,
          same,
          (read) => judgeReadBack(answer, read),
          answer.customer,
        );
      }
      await given([], nine);
    },
  );
});
