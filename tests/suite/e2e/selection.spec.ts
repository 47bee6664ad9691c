import {
  having,
  reportOf,
  resultOf,
  schemaProblems,
  targetOf,
  type Environment,
} from '../support/run';
import { listening } from '../support/servers';
import { expect, test } from '../support/test';

test.describe('A part of a run', () => {
  test('by --grep runs that alone, and is inconclusive', async ({ conformance }) => {
    const run = await conformance({ SEED: '42' }, '--grep', 'Detach users left');
    const report = reportOf(run);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/^Sync Users conformance: 1 scenarios/m);
    expect(report).toMatchObject({ verdict: 'inconclusive', seed: 42 });
    expect(schemaProblems(report)).toEqual([]);
    expect(having(report, 'failed', 'warning')).toEqual([]);
    expect(resultOf(report, 'detach.unlisted').verdict).toBe('passed');
    expect(resultOf(report, 'attach.one')).toMatchObject({
      verdict: 'untested',
      checks: 0,
      reason: 'no scenario tested it',
    });
  });

  test('by a --grep that nothing has is inconclusive', async ({ conformance }) => {
    const run = await conformance({}, '--grep', 'there is no such scenario');
    expect(run.exitCode).toBe(2);
    expect(run.stdout).not.toMatch(/^conformant/m);
  });

  test('by one customer reports requirements that need two as untested', async ({
    reference,
    conformance,
  }) => {
    const server = await reference();
    const run = await conformance(targetOf(server, { customers: 1, users: 8 }));
    const report = reportOf(run);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(' 1 worker(s)');
    expect(having(report, 'untested')).toEqual([
      'isolation.customers',
      'concurrency.independent',
      'client.http2',
    ]);
    expect(resultOf(report, 'isolation.customers').reason).toContain('CUSTOMER_IDS');
  });
});

test.describe('A run sends nothing', () => {
  const WRONG = {
    CUSTOMER_IDS: '7,abc',
    USER_IDS: '',
    API_TOKEN: 'a-token and more',
    FAIL_ON: 'never',
    REQUEST_TIMEOUT_MS: '10s',
  };
  for (const [what, given, args, sentence] of [
    ['for more workers than customers', {}, ['--workers=3'], /3 workers .*has 2.*--workers=2/],
    [
      'for a shard without a customer',
      { CUSTOMER_IDS: '7' },
      ['--shard=2/2'],
      /CUSTOMER_IDS has no customer .*shard 2\/2/,
    ],
    ['without a baseline that is given', { BASELINE: 'none.yaml' }, [], /"none\.yaml", does not/],
    [
      'for settings that are wrong, which it lists with examples',
      WRONG,
      [],
      new RegExp(
        Object.keys(WRONG)
          .map((name) => `(?=[^]*^ +${name}\\b.*Example: ${name}=)`)
          .join(''),
        'm',
      ),
    ],
  ] satisfies [string, Environment, string[], RegExp][]) {
    test(what, async ({ reference, conformance }) => {
      let requests = 0;
      const server = await reference(listening(() => requests++));
      const run = await conformance({ ...targetOf(server), ...given }, ...args);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(sentence);
      expect(run.stderr).toContain('nothing was sent');
      expect(run.stderr.match(/inconclusive: no scenario was run\./g)).toHaveLength(1);
      expect(run.stderr + run.stdout).not.toContain('a-token');
      expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios/);
      expect(run.reportText).toBeUndefined();
      expect(requests).toBe(0);
    });
  }

  test('with --list, which lists the scenarios', async ({ reference, conformance }) => {
    let requests = 0;
    const server = await reference(listening(() => requests++));
    const run = await conformance(targetOf(server), '--list', '--grep=Detach users left');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/detach\.spec\.ts:\d+ › Detach › users left out/);
    expect(run.stdout).toContain('Total: 1 scenarios');
    expect(run.reportText).toBeUndefined();
    expect(requests).toBe(0);
  });

  test('in a shard whose customer the first of them needs', async ({ reference, conformance }) => {
    let requests = 0;
    const server = await reference(listening(() => requests++));
    const run = await conformance(targetOf(server), '--shard=2/2', '--workers=2');
    const report = reportOf(run);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Shard 2/2: nothing to do, as there are no more customers');
    expect(schemaProblems(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'inconclusive', scenarios: [] });
    expect(requests).toBe(0);
  });
});
