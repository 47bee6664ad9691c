import os from 'node:os';
import { expect, test } from '@playwright/test';
import { requirements } from '../../../helpers/contract/requirements';
import { conformance, having, reportOf, schemaProblems, type Run } from '../support/run';

test.describe('A run of which nothing is configured', () => {
  let run: Run;

  test.describe.configure({ mode: 'default' });

  test.beforeAll(async ({}, testInfo) => {
    run = await conformance(testInfo, {});
  });

  test('finds the embedded reference server conformant', () => {
    expect(run.exitCode).toBe(0);
    const report = reportOf(run);
    expect(report.verdict).toBe('conformant');
    expect(report.target.embedded).toBe(true);
    expect(having(report, 'failed', 'warning', 'untested', 'waived')).toEqual([]);
    expect(report.requirements.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id));
    expect(report.notes).toEqual([]);
  });

  test('writes a report that is as its schema says', () => {
    expect(schemaProblems(reportOf(run))).toEqual([]);
  });

  test('uses two workers, and few requests', () => {
    // One for each customer, where there is a core for each.
    const workers = String(Math.min(2, os.availableParallelism()));
    expect(run.stdout).toMatch(/^Sync Users conformance: \d+ scenarios, \d+ worker\(s\)/);
    expect(run.stdout).toContain(` ${workers} worker(s)`);
    const { requests, target } = reportOf(run);
    expect(target.customers).toHaveLength(2);
    expect(requests).toBeGreaterThan(requirements.length);
    expect(requests).toBeLessThan(500);
  });

  test('prints the progress, the verdict in one line and the place of the report', () => {
    const lines = run.stdout.trimEnd().split('\n');
    const total = /(\d+) scenarios/.exec(lines[0] ?? '')?.[1] ?? '';
    expect(lines).toContain(`${total}/${total} scenarios`);
    expect(lines.at(-2)).toMatch(/^conformant: .*requests in .*seed \d+/);
    expect(lines.at(-1)).toMatch(/^report: .*index\.html$/);
    expect(run.stderr).toBe('');
  });

  test('lists every requirement once', () => {
    for (const { id } of requirements) {
      const lines = run.stdout.split('\n').filter((line) => line.split(/ +/)[2] === id);
      expect(lines, id).toHaveLength(1);
      expect(lines[0]).toMatch(/^passed/);
    }
  });

  test('has the seed for all that is random, given or drawn', async ({}, testInfo) => {
    expect(run.stdout).toContain(`seed ${String(reportOf(run).seed)}`);
    const given = await conformance(testInfo, { SEED: '42' }, '--grep=Attach');
    expect(reportOf(given).seed).toBe(42);
  });
});

test.describe('The schema of a report', () => {
  test('refuses one that is broken, in whatever way', async ({}, testInfo) => {
    const report = reportOf(await conformance(testInfo, {}, '--grep=Attach'));
    expect(schemaProblems(report)).toEqual([]);

    const [first, ...others] = report.requirements;
    const [observation] = report.observations;
    for (const [what, broken] of [
      ['no object', []],
      ['a verdict of its own', { ...report, verdict: 'fine' }],
      ['something more', { ...report, more: true }],
      ['an id as a number', { ...report, target: { ...report.target, users: [1, 2, 3, 4] } }],
      ['a digest cut short', { ...report, contract: { ...report.contract, sha256: 'abc' } }],
      ['a local time', { ...report, startedAt: '2023-01-01T12:00:00+01:00' }],
      ['fractions of a request', { ...report, requests: 1.5 }],
      ['no requirement', { ...report, requirements: [] }],
      ['a level', { ...report, requirements: [{ ...first, level: 'MAY' }, ...others] }],
      ['a secret more', { ...report, requirements: [{ ...first, token: 'x' }, ...others] }],
      [
        'a failure without checks',
        { ...report, requirements: [{ ...first, verdict: 'failed', checks: 0 }, ...others] },
      ],
      [
        'untested for no reason',
        { ...report, requirements: [{ ...first, verdict: 'untested', checks: 0 }, ...others] },
      ],
      ['an observation without a value', { ...report, observations: [{ id: observation?.id }] }],
    ] as const) {
      expect(schemaProblems(broken), what).not.toEqual([]);
    }
    for (const property of Object.keys(report)) {
      const rest = Object.fromEntries(Object.entries(report).filter(([name]) => name !== property));
      expect(schemaProblems(rest), `without ${property}`).not.toEqual([]);
    }
  });
});
