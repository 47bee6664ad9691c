import { readdirSync } from 'node:fs';
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
    expect(run.stdout).toMatch(/^Sync Users conformance: 1 scenario,/m);
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

  test('by a --grep that selects nothing sends nothing, and leaves the last report', async ({
    reference,
    conformance,
  }, testInfo) => {
    let requests = 0;
    const server = await reference(listening(() => requests++));
    const given = { ...targetOf(server), REPORT_DIR: testInfo.outputPath('report') };
    const first = await conformance(given, '--grep=attach.one');
    const files = () => readdirSync(given.REPORT_DIR, { recursive: true }).sort();
    const [sent, kept] = [requests, files()];
    expect(sent).toBeGreaterThan(0);

    for (const args of [[], ['--dry-run'], ['--reporter=dot']]) {
      const run = await conformance(given, '--grep=one user is attached$', ...args);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(
        /^(inconclusive: )?No scenario was selected by --grep\. Nothing was sent\. .*leave out the \$.*\n$/,
      );
      expect(run.stdout).not.toContain('Sync Users conformance');
      expect(run.reportText).toBe(first.reportText);
      expect(files()).toEqual(kept);
    }
    expect(requests).toBe(sent);
  });

  for (const [args, selected, enough] of [
    [['--grep=@replace'], '4 of 64 scenarios were selected by --grep', '2'],
    [
      ['--grep=detach.unlisted', '--grep-invert=long list'],
      /4 of 64 .* --grep and --grep-invert/,
      '0',
    ],
    [['detach.spec.ts'], '3 scenarios were selected by detach.spec.ts', '0'],
    [['detach.spec.ts:4'], '1 scenario was selected by detach.spec.ts:4', '0'],
  ] satisfies [string[], string | RegExp, string][]) {
    test(`by ${args.join(' ')} is inconclusive, and the last line has the reason${args.length > 1 || /:\d/.test(args.join()) ? ' @long' : ''}`, async ({
      reference,
      conformance,
    }) => {
      const run = await conformance(targetOf(await reference()), ...args);
      expect(run.exitCode).toBe(2);
      const last = run.stdout.trimEnd().split('\n').at(-1) ?? '';
      expect(last).toMatch(selected);
      expect(last).toMatch(
        new RegExp(
          `^inconclusive: .*; (it is|they are) enough for ${enough} of 88 requirements\\.$`,
        ),
      );
      expect(reportOf(run).notes.join()).toMatch(selected);
    });
  }

  test(
    'without a scenario of a requirement that others test is not conformant',
    { tag: '@long' },
    async ({ reference, conformance }) => {
      const target = targetOf(await reference());
      const run = await conformance(target, '--grep-invert=does not depend on Accept');
      expect(having(reportOf(run), 'untested')).toEqual(['client.http2']);
      expect(run.exitCode).toBe(2);
    },
  );

  test('by one customer reports requirements that need two as untested', async ({
    reference,
    conformance,
  }) => {
    const server = await reference();
    const run = await conformance(targetOf(server, { customers: 1, users: 8 }));
    const report = reportOf(run);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(' 1 worker,');
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
    expect(run.stdout).toContain('Total: 1 scenario\n');
    expect(run.reportText).toBeUndefined();
    expect(requests).toBe(0);
  });

  test(
    'in a shard whose customer the first of them needs',
    { tag: '@long' },
    async ({ reference, conformance }) => {
      let requests = 0;
      const server = await reference(listening(() => requests++));
      const run = await conformance(targetOf(server), '--shard=2/2', '--workers=2');
      const report = reportOf(run);
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toContain('Shard 2/2: nothing to do, as there are no more customers');
      expect(schemaProblems(report)).toEqual([]);
      expect(report).toMatchObject({ verdict: 'inconclusive', scenarios: [] });
      expect(requests).toBe(0);
    },
  );
});
