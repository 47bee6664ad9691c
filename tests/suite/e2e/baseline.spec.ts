import { readFileSync, writeFileSync } from 'node:fs';
import { writeDraft } from '../../../helpers/cli/report-commands';
import { parseBaseline } from '../../../helpers/config/baseline';
import { combine } from '../../../helpers/reference/patches';
import { having, reportOf, resultOf, schemaProblems, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

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

test('A waiver does not excuse the same requirement failing in another way', async ({
  reference,
  conformance,
}, testInfo) => {
  const BASELINE = testInfo.outputPath('baseline.yaml');
  writeFileSync(BASELINE, STRING_EMAIL);
  const given = { ...targetOf(await reference(fault('email-as-boolean'))), BASELINE };
  const run = await conformance(given, '--grep=one user is attached');
  expect(reportOf(run).verdict).toBe('nonconformant');
  expect(run.exitCode).toBe(1);
  expect(having(reportOf(run), 'failed')).toEqual(['user.email']);
  expect(run.stdout).toMatch(/The waiver of user\.email matches no finding.*delete lines 2 to 6/);
  expect(run.stdout).not.toContain('is a draft');
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

test('A baseline drafted from a run excuses and reports the failures of the next', async ({
  reference,
  conformance,
}, testInfo) => {
  const server = await reference(combine(...DEFECTS.map(fault)));
  const REPORT_DIR = testInfo.outputPath('first');
  const first = await conformance({ ...targetOf(server), REPORT_DIR }, SCENARIOS);
  expect(first.exitCode).toBe(1);
  const BASELINE = testInfo.outputPath('drafted.yaml');
  const draft = () => writeDraft(`${REPORT_DIR}/conformance.json`, BASELINE);
  expect(draft().text).toContain('review each waiver');
  expect(draft).toThrow(/exists and may have been agreed on/);
  const { waivers, pins } = parseBaseline(BASELINE, readFileSync(BASELINE, 'utf8'), new Date());
  // One for each defect, however many exchanges show it.
  const waived = ['response.unique-names', 'user.email', 'user.stable', 'idempotent.same-records'];
  expect(waivers.map(({ waiver }) => waiver.requirement)).toEqual([...waived, 'auth.challenge']);
  const pinned = pins.map(({ observation }) => observation);
  expect(pinned).toContain('unknown-user');
  expect(pinned).not.toContain('latency');

  // With another seed: neither codes nor pins depend on it.
  const second = await conformance({ ...targetOf(server), BASELINE, SEED: '7' });
  const report = reportOf(second);
  expect(second.exitCode).toBe(0);
  expect(report.verdict).toBe('conformant with waivers');
  expect(schemaProblems(report)).toEqual([]);
  expect(report.baseline?.problems).toEqual([]);
  expect(having(report, 'failed', 'warning')).toEqual([]);
  expect(having(report, 'waived').sort()).toEqual([...waived, 'auth.challenge'].sort());
  expect(new Set(report.baseline?.waivers.map(({ state }) => state))).toEqual(new Set(['used']));
  const { findings } = resultOf(report, 'user.email');
  expect(findings).toHaveLength(1);
  expect(findings[0]?.occurrences).toBeGreaterThan(10);
  expect(findings[0]?.waiver?.expires).toBe(waivers[0]?.waiver.expires);
  expect(second.stdout).toMatch(/^waived +MUST +user\.email .*until/m);
  expect(second.stdout).toMatch(/^conformant with waivers \(/m);
  expect(second.stdout).toMatch(/drafted\.yaml is a draft: 5 waivers need a review, an owner and/);
  expect(second.stdout).not.toMatch(/^failed /m);
});
