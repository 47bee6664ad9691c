import {
  judgeIndependent,
  judgeListing,
  judgeReadBack,
  test,
  untested,
  type Sync,
} from '../../helpers/fixtures';

// What needs two customers. The name of this file puts it first: the first of several shards, which
// has one customer more where there is one, comes to it.

const ROUNDS_OF_TWO = 3;

// Only lists that grow, and grew as asked while the other customer was left alone.
test.describe('Isolation', () => {
  test.use({ requiredCustomers: 2 });

  test('each customer has users of its own', async ({
    sync,
    check,
    checkAfter,
    readBack,
    target: { readBackPath },
    customerPair,
    users,
  }) => {
    const [seven, nine] = customerPair;
    const [ann, bob, cid, dee] = users;
    const plain = [
      await sync([], nine),
      await sync([bob], seven),
      await sync([], seven),
      await sync([ann], seven),
      await sync([ann, bob], seven),
    ];

    const answers: Sync[] = [];
    const follow = async (ids: readonly string[], customer: string) => {
      const answer = await sync(ids, customer);
      answers.push(answer);
      // All of them so far: which one it comes of, nobody can tell.
      checkAfter('isolation.customers', plain, [...answers], () => judgeListing(answer));
      return answer;
    };
    await follow([cid], nine);
    // A user may be attached to both.
    await follow([ann, bob, cid], seven);
    await follow([cid, dee], nine);
    const everyone = await follow([ann, bob, cid, dee], seven);
    const read = readBackPath === undefined ? undefined : await readBack(readBackPath);
    // The same list in a row, for another customer.
    await follow([ann, bob, cid, dee], nine);

    // No other scenario need come to this customer.
    const alone = await sync([dee], nine);
    check('detach.unlisted', alone);
    if (readBackPath !== undefined && read !== undefined) {
      const again = await readBack(readBackPath);
      checkAfter('isolation.customers', [...plain, ...answers], [read, alone, again], () =>
        judgeReadBack(everyone, read).outcome === 'passed'
          ? judgeReadBack(everyone, again)
          : untested('a read did not show what was synced before it'),
      );
    }
    await sync([], nine);
  });
});

test.describe('Concurrency of two customers', () => {
  test.use({ requiredCustomers: 2 });

  test('syncs of different customers do not meet', async ({
    sync,
    syncConcurrently,
    checkAfter,
    customerPair: [seven, nine],
    users: [ann, bob, cid, dee],
  }) => {
    // One user is of both: a row that may be locked.
    const [those, these] = [
      { ids: [ann, bob], customer: seven },
      { ids: [bob, cid, dee], customer: nine },
    ];
    const alone = [
      await sync([], seven),
      await sync(those.ids, seven),
      await sync(these.ids, nine),
    ];

    for (let round = 0; round < ROUNDS_OF_TWO; round++) {
      const given = [...alone, await sync([], seven), await sync([], nine)];
      const together = await syncConcurrently([those, these]);
      for (const answer of together) {
        const others = together.filter((other) => other !== answer);
        checkAfter('concurrency.independent', given, together, () =>
          judgeIndependent(answer, others),
        );
      }
    }
    await sync([], nine);
  });
});
