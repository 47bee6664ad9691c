import { neverIssued } from '../../helpers/credentials';
import { sequencesOf, test } from '../../helpers/fixtures';
import { judgeSequence, lengthOf } from '../../helpers/sequences';

test.describe('Sequence', () => {
  for (const sequence of sequencesOf(process.env)) {
    test(`random syncs, number ${String(sequence + 1)}`, async ({
      syncUnjudged,
      post,
      record,
      seed,
      users,
    }) => {
      const { syncs, judgement } = await judgeSequence({
        users,
        seed: seed + sequence,
        again: `SEED=${String(seed)} npm run conformance -- --grep "random syncs, number ${String(sequence + 1)}$"`,
        length: lengthOf(sequence),
        sync: syncUnjudged,
        refused: () => post(users.slice(0, 1), { authorization: neverIssued }),
      });
      record('sequence.model', judgement, syncs);
    });
  }
});
