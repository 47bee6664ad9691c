import { neverIssued } from '../../helpers/http/credentials';
import { sequenceNumbers, test, type RequestOverrides } from '../../helpers/fixtures';
import {
  judgeSequence,
  sequenceLength,
  scriptedPrefix,
  usersFor,
  type Rejected,
} from '../../helpers/scenario/sequences';

test.describe('Sequence', () => {
  for (const sequence of sequenceNumbers(process.env)) {
    test(`random syncs, number ${String(sequence + 1)}`, async ({
      setupSync,
      post,
      record,
      seed,
      target,
      users,
    }) => {
      const players = usersFor(users, sequence);
      const wrongs: Record<Rejected, (ids: readonly string[]) => RequestOverrides> = {
        credentials: () => ({ authorization: neverIssued }),
        'an item that is no integer': (ids) => ({
          kind: 'item-word',
          body: `{"user_ids":[${ids.join()},"abc"]}`,
        }),
        'a body cut short': (ids) => ({ kind: 'cut-short', body: `{"user_ids":[${ids.join()}` }),
        'an unknown customer': () => ({
          kind: 'customer-unknown',
          customer: target.unknownCustomer,
        }),
      };
      const { syncs, judgement } = await judgeSequence({
        users: players,
        seed: seed + sequence,
        again: `SEED=${String(seed)} npm run conformance -- --grep "random syncs, number ${String(sequence + 1)}$"`,
        opening: scriptedPrefix(sequence, players.length),
        length: sequenceLength(sequence),
        sync: setupSync,
        refused: (ids, how) => post(ids, wrongs[how](ids)),
      });
      record('sequence.model', judgement, syncs);
    });
  }
});
