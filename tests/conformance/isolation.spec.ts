import { judgeIndependent, judgeListing, judgeStillRead, test } from '../../helpers/fixtures';
import type { Sync } from '../../helpers/fixtures';

test.use({ requiredCustomers: 2 });

test.describe('Isolation', () => {
  // The lists only grow, and each grew as requested while the other customer was left alone.
  test('each customer has its own users', async ({
    given,
    sync,
    check,
    checkAfter,
    customerPair: [seven, nine],
    users: [ann, bob, cid, dee],
  }) => {
    const alone = [
      await given([], nine),
      await given([bob], seven),
      await given([], seven),
      await given([ann], seven),
      await given([ann, bob], seven),
    ];

    const interleaved: Sync[] = [];
    for (const [customer, userIds] of [
      [nine, [cid]],
      [seven, [ann, bob, cid]],
      [nine, [cid, dee]],
      [seven, [ann, bob, cid, dee]],
      [nine, [ann, bob, cid, dee]],
    ] as const) {
      const answer = await sync(userIds, customer);
      interleaved.push(answer);
      // Any of the requests so far may have changed the other customer.
      checkAfter('isolation.customers', alone, [...interleaved], () => judgeListing(answer));
    }

    // No other scenario is certain to sync this customer.
    const left = await sync([dee], nine);
    check('detach.unlisted', left);
    await given([], nine);
  });
});

test.describe('Isolation of reads', () => {
  test.use({ needs: 'READ_BACK_PATH' });

  test('a read shows no sync of another customer', async ({
    given,
    readBack,
    checkAfter,
    customerPair: [seven, nine],
    users: [ann, bob, cid, dee],
  }) => {
    await given([], nine);
    await given([], seven);
    const synced = await given([ann, bob, cid, dee], seven);
    const before = await readBack();

    const same = await given([ann, bob, cid, dee], nine);
    const fewer = await given([dee], nine);
    const after = await readBack();
    checkAfter('isolation.customers', [synced, same, fewer], [before, after], () =>
      judgeStillRead(synced, before, after),
    );
    await given([], nine);
  });
});

const ROUNDS_OF_TWO = 3;

test.describe('Concurrency of two customers', () => {
  test('overlapping syncs of two customers do not affect each other', async ({
    given,
    syncConcurrently,
    checkAfter,
    customerPair: [seven, nine],
    users: [ann, bob, cid, dee],
  }) => {
    // One user belongs to both, and a server may lock that row.
    const [ofSeven, ofNine] = [
      { ids: [ann, bob], customer: seven },
      { ids: [bob, cid, dee], customer: nine },
    ];
    const alone = [
      await given([], seven),
      await given(ofSeven.ids, seven),
      await given(ofNine.ids, nine),
    ];

    for (let round = 0; round < ROUNDS_OF_TWO; round++) {
      const before = [...alone, await given([], seven), await given([], nine)];
      const together = await syncConcurrently([ofSeven, ofNine]);
      for (const answer of together) {
        const others = together.filter((other) => other !== answer);
        checkAfter('concurrency.independent', before, together, () =>
          judgeIndependent(answer, others),
        );
      }
    }
    await given([], nine);
  });
});
