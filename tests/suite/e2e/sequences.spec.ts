import { expect, test } from '@playwright/test';
import { conformance, reportOf, resultOf, targetOf } from '../support/run';
import { fault, withReference } from '../support/servers';

test.describe('A random sequence that fails', () => {
  test('is the same again with the same seed, by the command that it names', async ({}, testInfo) => {
    await withReference(fault('subset-detaches-nobody'), async (server) => {
      const target = targetOf(server);
      const run = await conformance(testInfo, { ...target, SEED: '7' }, '--grep=random syncs');
      const [first] = resultOf(reportOf(run), 'sequence.model').findings;
      const [, seed, grep] = /Again: SEED=(\d+) .* --grep "(.+)"$/.exec(first?.message ?? '') ?? [];
      expect(seed).toBe('7');

      const again = await conformance(
        testInfo,
        { ...target, SEED: seed ?? '' },
        `--grep=${grep ?? ''}`,
      );
      const [second, ...others] = resultOf(reportOf(again), 'sequence.model').findings;
      expect(second?.message).toBe(first?.message);
      expect(others).toEqual([]);
    });
  });

  test('is shrunk to what it takes: a list, and a part of it', async ({}, testInfo) => {
    await withReference(fault('subset-detaches-nobody'), async (server) => {
      const run = await conformance(
        testInfo,
        { ...targetOf(server), SEED: '7', SEQUENCES: '10' },
        '--grep=random syncs',
      );
      const { findings } = resultOf(reportOf(run), 'sequence.model');
      // From nobody, two users, one of them: no sequence that shows it is shorter.
      expect(Math.min(...findings.map(({ exchanges }) => exchanges.length))).toBe(3);
    });
  });
});
