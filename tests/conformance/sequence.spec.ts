import { neverIssued } from '../../helpers/credentials';
import { sequencesOf, test } from '../../helpers/fixtures';
import { judgeSequence, lengthOf, openingOf, playersOf } from '../../helpers/sequences';

test.describe('Sequence', () => {
  for (const sequence of sequencesOf(process.env)) {
    test(`random syncs, number ${String(sequence + 1)}`, async ({
      syncUnjudged,
      post,
      record,
      seed,
      users,
    }) => {
      const players = playersOf(users, sequence);
      const { syncs, judgement } = await judgeSequence({
        users: players,
        seed: seed + sequence,
        again: `SEED=${String(seed)} npm run conformance -- --grep "random syncs, number ${String(sequence + 1)}$"`,
        opening: openingOf(sequence, players.length),
        length: lengthOf(sequence),
        sync: syncUnjudged,
        refused: (ids, how) =>
          post(
            ids,
            how === 'credentials'
              ? { authorization: neverIssued }
              : { body: `{"user_ids":[${ids.join(',')},"abc"]}` },
          ),
      });
      record('sequence.model', judgement, syncs);
    });
  }
});
