import { expect, test, type TestInfo } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../../helpers/report/report';
import {
  conformance,
  having,
  reportOf,
  ROOT,
  schemaProblems,
  targetOf,
  type Environment,
} from '../support/run';
import { fault, withReference } from '../support/servers';

const CLI = path.join(ROOT, 'scripts', 'cli.sh');

/** `sync-users-conformance merge`. */
function merge(testInfo: TestInfo, ...args: string[]) {
  const out = testInfo.outputPath('merged');
  const { status, stdout, stderr } = spawnSync('bash', [CLI, 'merge', ...args, '--out', out], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  const report = () =>
    JSON.parse(readFileSync(path.join(out, 'conformance.json'), 'utf8')) as Report;
  return { status, stdout, stderr, report };
}

/** Each shard's run, with its outputs in a folder of `shards`. */
async function shards(
  testInfo: TestInfo,
  given: Environment,
  total: number,
  ...args: string[]
): Promise<{ codes: (number | null)[]; folder: string }> {
  const codes = [];
  for (let current = 1; current <= total; current++) {
    const run = await conformance(
      testInfo,
      { ...given, REPORT_DIR: testInfo.outputPath('shards', String(current)) },
      `--shard=${String(current)}/${String(total)}`,
      ...args,
    );
    expect(run.stdout).toContain(`Shard ${String(current)}/${String(total)}: `);
    codes.push(run.exitCode);
  }
  return { codes, folder: testInfo.outputPath('shards') };
}

/** Returns the part of a report that depends neither on time nor on who got which customer. */
function substance({ verdict, target, requirements, observations, scenarios, notes }: Report) {
  return {
    verdict,
    target,
    notes,
    requirements: requirements.map(({ id, verdict: own, checks, failed, findings, reason }) => ({
      id,
      verdict: own,
      checks,
      failed,
      reason,
      findings: findings.map(({ code, request, property, message, occurrences }) => [
        code,
        request,
        property,
        message,
        occurrences,
      ]),
    })),
    observations: observations.flatMap(({ id, value }) => (id === 'latency' ? [] : [[id, value]])),
    scenarios: scenarios.map(({ title }) => title).sort(),
  };
}

/** Enough for each of the faults below to show, and for what needs two customers. */
const SCENARIOS = '--grep=(attach|detach|isolation)[.]spec|an unknown customer';

// None of a server that answers by who was attached before: a scenario is judged by what the one
// before it left, and which that was hangs on which worker was faster.
test.describe('The merge of all shards is the report of the whole', () => {
  for (const [name, code, total, customers, ...args] of [
    ['none', 0, 4, 4],
    ['drops-the-last-of-many', 1, 4, 4, SCENARIOS],
    ['email-as-string', 1, 2, 3, SCENARIOS],
    ['unknown-customer-answered-500', 1, 2, 3, SCENARIOS],
  ] as const) {
    test(`of a server with this fault: ${name}, ${String(total)} on ${String(customers)} customers`, async ({}, testInfo) => {
      // Five runs and a merge, on whatever machine.
      test.setTimeout(600_000);
      const patch = name === 'none' ? undefined : fault(name);
      await withReference(patch, async (server) => {
        const given = { ...targetOf(server, { customers, users: 8 }), SEQUENCES: '2' };
        const whole = await conformance(testInfo, given, ...args);
        const { codes, folder } = await shards(testInfo, given, total, ...args);
        const merged = merge(testInfo, folder);

        expect(merged.stderr).toBe('');
        expect([whole.exitCode, Math.max(...codes.map(Number)), merged.status]).toEqual([
          code,
          code,
          code,
        ]);
        expect(schemaProblems(merged.report())).toEqual([]);
        expect(substance(merged.report())).toEqual(substance(reportOf(whole)));
        expect(having(merged.report(), 'failed').length > 0).toBe(code === 1);
      });
    });
  }
});
