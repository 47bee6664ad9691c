import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { parseBaseline } from '../../../helpers/config/baseline';
import { combine } from '../../../helpers/reference/patches';
import {
  ROOT,
  conformance,
  having,
  reportOf,
  resultOf,
  schemaProblems,
  targetOf,
} from '../support/run';
import { fault, withReference } from '../support/servers';

/** A day within the year, whenever this is run. */
const SOON = new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10);

/** The example of the README. */
const STRING_EMAIL = `waivers:
  - requirement: user.email
    code: string
    reason: The contract means a string; its text is to be corrected.
    owner: api-team@example.com
    expires: ${SOON}
`;

function baseline(testInfo: TestInfo, text: string): string {
  const file = testInfo.outputPath('baseline.yaml');
  writeFileSync(file, text);
  return file;
}

test.describe('A run with a baseline', () => {
  test('excuses waived failures and reports them', async ({}, testInfo) => {
    const BASELINE = baseline(testInfo, STRING_EMAIL);
    await withReference(fault('email-as-string'), async (server) => {
      const run = await conformance(testInfo, { ...targetOf(server), BASELINE });
      const report = reportOf(run);
      expect(report.verdict).toBe('conformant with waivers');
      expect(run.exitCode).toBe(0);
      expect(schemaProblems(report)).toEqual([]);
      expect(having(report, 'failed', 'warning')).toEqual([]);
      expect(having(report, 'waived')).toEqual(['user.email']);

      const { findings } = resultOf(report, 'user.email');
      expect(findings).toHaveLength(1);
      expect(findings[0]?.occurrences).toBeGreaterThan(10);
      expect(findings[0]?.waiver?.expires).toBe(SOON);
      expect(report.baseline?.waivers).toMatchObject([{ state: 'used', lines: [2, 6] }]);

      expect(run.stdout).toMatch(/^waived +MUST +user\.email .*until/m);
      expect(run.stdout).toMatch(/^conformant with waivers: /m);
      expect(run.stdout).not.toMatch(/^failed: /m);
    });
  });

  test('does not excuse the same requirement failing in another way', async ({}, testInfo) => {
    const BASELINE = baseline(testInfo, STRING_EMAIL);
    await withReference(fault('email-as-boolean'), async (server) => {
      const run = await conformance(
        testInfo,
        { ...targetOf(server), BASELINE },
        '--grep=attach[.]spec',
      );
      expect(reportOf(run).verdict).toBe('nonconformant');
      expect(run.exitCode).toBe(1);
      expect(having(reportOf(run), 'failed')).toEqual(['user.email']);
      expect(run.stdout).toMatch(/The waiver of user\.email matches nothing.*delete lines 2 to 6/);
    });
  });

  test('fails where a waiver is not needed, and where a pin moved', async ({}, testInfo) => {
    const BASELINE = baseline(testInfo, `${STRING_EMAIL}pins:\n  unknown-user: welcomed\n`);
    const run = await conformance(testInfo, { BASELINE });
    const report = reportOf(run);
    expect(run.exitCode).toBe(1);
    // The server is what it is; the file is what has to change.
    expect(report.verdict).toBe('conformant');
    expect(schemaProblems(report)).toEqual([]);
    expect(report.baseline?.problems).toHaveLength(2);
    expect(run.stdout).toMatch(
      /no longer needed, as it passed: delete lines 2 to 6 of .*baseline\.yaml/,
    );
    expect(run.stdout).toMatch(
      /unknown-user is pinned to "welcomed", and was "refused with 422".*line 8/,
    );
  });

  test('sends nothing where the baseline is wrong', async ({}, testInfo) => {
    for (const [text, sentence] of [
      [
        STRING_EMAIL.replace(SOON, '2999-01-01'),
        /line 2: the waiver of user\.email expires on 2999/,
      ],
      [STRING_EMAIL.replace('user.email', 'user.mail'), /line 2: user\.mail is not a requirement/],
    ] as const) {
      const run = await conformance(testInfo, { BASELINE: baseline(testInfo, text) });
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(sentence);
      expect(run.stderr).toContain('nothing was sent');
      expect(run.reportText).toBeUndefined();
    }
    const missing = await conformance(testInfo, { BASELINE: 'no-such-baseline.yaml' });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toMatch(/BASELINE, given as "no-such-baseline\.yaml", does not exist/);
  });
});

/** Faults whose failures have other exchanges, users and values with another seed. */
const DEFECTS = [
  'email-as-string',
  'created-at-touched-on-repeat',
  'name-twice-in-an-extra-object',
  'no-challenge',
] as const;

/** Those in which they show, and the random ones: each that fails takes a worker of Playwright's. */
const SCENARIOS = '--grep=Idempotent|without credentials|an unknown user|random syncs';

function drafted(testInfo: TestInfo, report: string, out: string) {
  const file = testInfo.outputPath('conformance.json');
  writeFileSync(file, report);
  const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  return spawnSync(process.execPath, [tsx, 'helpers/cli/main.ts', 'baseline', file, '--out', out], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

test.describe('A baseline drafted from a run', () => {
  test('holds for the next run of the same server', async ({}, testInfo) => {
    await withReference(combine(...DEFECTS.map(fault)), async (server) => {
      const first = await conformance(testInfo, targetOf(server), SCENARIOS);
      const out = testInfo.outputPath('drafted.yaml');
      const draft = drafted(testInfo, first.reportText ?? '', out);
      expect(draft.stderr).toBe('');
      expect(draft.status).toBe(0);
      const { waivers, pins } = parseBaseline(out, readFileSync(out, 'utf8'), new Date());
      // One for each defect, however many exchanges show it.
      expect(waivers.map(({ waiver }) => waiver.requirement)).toEqual([
        ...['response.unique-names', 'user.email', 'user.stable', 'idempotent.same-records'],
        'auth.challenge',
      ]);
      expect(pins.map(({ observation }) => observation)).toContain('unknown-user');
      expect(pins.map(({ observation }) => observation)).not.toContain('latency');

      // With another seed: neither codes nor pins depend on it.
      const second = await conformance(testInfo, { ...targetOf(server), BASELINE: out, SEED: '7' });
      expect(reportOf(second).baseline?.problems).toEqual([]);
      expect(reportOf(second).verdict).toBe('conformant with waivers');

      const again = drafted(testInfo, first.reportText ?? '', out);
      expect(again.status).toBe(2);
      expect(again.stderr).toMatch(/exists and may have been agreed on/);
    });
  });

  test('is not made of what is no report', ({}, testInfo) => {
    const out = testInfo.outputPath('drafted.yaml');
    for (const [text, sentence] of [
      ['{', /is not JSON/],
      ['{}', /is not valid against schemas\/report\.schema\.json/],
    ] as const) {
      const draft = drafted(testInfo, text, out);
      expect(draft.status).toBe(2);
      expect(draft.stderr).toMatch(sentence);
      expect(existsSync(out)).toBe(false);
    }
  });
});
