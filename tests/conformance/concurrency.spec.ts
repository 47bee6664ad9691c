import { judgeAlone, judgeOneOf, judgeSettled, overlapped, test } from '../../helpers/fixtures';

/** Rounds of overlapping syncs: a race is not lost each time. */
const ROUNDS = 4;

test.describe('Concurrency', () => {
  test('overlapping syncs of one customer settle', async ({
    sync,
    syncTogether,
    syncUnjudged,
    record,
    users,
    customer,
  }) => {
    const [ann, bob, cid, dee] = users;
    const lists = [[ann, bob], [cid], [bob, cid, dee], [ann, dee]];

    for (let round = 0; round < ROUNDS; round++) {
      await sync(round % 2 === 0 ? [] : [ann, bob, cid, dee]);
      const overlapping = await syncTogether(lists.map((ids) => ({ ids, customer })));
      const answers = overlapped(overlapping) ? overlapping : [];
      record('concurrency.one-of', judgeOneOf(overlapping), overlapping);

      const next = await syncUnjudged([bob, dee]);
      record('concurrency.settles', judgeSettled(next, answers), [...overlapping, next]);
    }
  });
});

test.describe('Concurrency of two customers', () => {
  test.use({ customersNeeded: 2 });

  test('syncs of different customers do not meet', async ({
    sync,
    syncTogether,
    record,
    users,
    twoCustomers: [seven, nine],
  }) => {
    const [ann, bob, cid, dee] = users;

    for (let round = 0; round < ROUNDS; round++) {
      await sync([], seven);
      await sync([], nine);
      const answers = await syncTogether([
        { ids: [ann, bob], customer: seven },
        { ids: [cid, dee], customer: nine },
      ]);
      for (const answer of answers) {
        const others = answers.filter((other) => other !== answer);
        record('concurrency.independent', judgeAlone(answer, others), answers);
      }
    }
  });
});
