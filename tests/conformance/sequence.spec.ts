import { sequenceNumbers, tagged, test } from '../../helpers/fixtures';

test.describe('Sequence', () => {
  for (const sequence of sequenceNumbers(process.env)) {
    test(
      `random syncs, number ${String(sequence + 1)}`,
      tagged('sequence.model'),
      async ({ checkSequence, seed }) => {
        await checkSequence(sequence, seed);
      },
    );
  }
});
