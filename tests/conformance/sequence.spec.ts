import { sequenceNumbers, test } from '../../helpers/fixtures';

test.describe('Sequence', () => {
  for (const sequence of sequenceNumbers(process.env)) {
    test(`random syncs, number ${String(sequence + 1)}`, async ({ checkSequence, seed }) => {
      await checkSequence(sequence, seed);
    });
  }
});
