import { reportOf, resultOf, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

test('A random sequence that fails is short, and the same again by the command that it names', async ({
  reference,
  conformance,
}) => {
  const server = await reference(fault('subset-detaches-nobody'));
  const target = { ...targetOf(server), SEQUENCES: '4' };
  const run = await conformance({ ...target, SEED: '7' }, '--grep=random syncs');
  const { findings } = resultOf(reportOf(run), 'sequence.model');
  // From nobody, two users, one of them: no sequence that shows it is shorter.
  expect(Math.min(...findings.map(({ exchanges }) => exchanges.length))).toBe(3);

  const [first] = findings;
  const [, seed = '', grep = ''] =
    /Again: SEED=(\d+) .* --grep "(.+)"$/.exec(first?.message ?? '') ?? [];
  expect(seed).toBe('7');
  const again = await conformance({ ...target, SEED: seed }, `--grep=${grep}`);
  const [second, ...others] = resultOf(reportOf(again), 'sequence.model').findings;
  expect(second?.message).toBe(first?.message);
  expect(others).toEqual([]);
});
