import { neverIssued } from '../../helpers/credentials';
import { sequencesOf, test } from '../../helpers/fixtures';
import type { Difference } from '../../helpers/requests';
import {
  judgeSequence,
  lengthOf,
  openingOf,
  playersOf,
  type Refused,
} from '../../helpers/sequences';

test.describe('Sequence', () => {
  for (const sequence of sequencesOf(process.env)) {
    test(`random syncs, number ${String(sequence + 1)}`, async ({
      syncUnjudged,
      post,
      record,
      seed,
      target,
      users,
    }) => {
      const players = playersOf(users, sequence);
      const wrongs: Record<Refused, (ids: readonly string[]) => Difference> = {
        credentials: () => ({ authorization: neverIssued }),
        'an item that is no integer': (ids) => ({ body: `{"user_ids":[${ids.join()},"abc"]}` }),
        'a body cut short': (ids) => ({ body: `{"user_ids":[${ids.join()}` }),
        'an unknown customer': () => ({ customer: target.unknownCustomer }),
      };
      const { syncs, judgement } = await judgeSequence({
        users: players,
        seed: seed + sequence,
        again: `SEED=${String(seed)} npm run conformance -- --grep "random syncs, number ${String(sequence + 1)}$"`,
        opening: openingOf(sequence, players.length),
        length: lengthOf(sequence),
        sync: syncUnjudged,
        refused: (ids, how) => post(ids, wrongs[how](ids)),
      });
      record('sequence.model', judgement, syncs);
    });
  }
});
