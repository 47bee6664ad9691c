import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { stringify } from 'yaml';
import type { Fleet } from '../../../helpers/fleet/fleet';
import type { ReferenceServer } from '../../../helpers/reference/server';
import type { Report } from '../../../helpers/report/report';
import { attachedTo, ROOT } from '../run/run';
import { fault, listening, withReference } from '../run/servers';
import { SILENCED } from './runner';
import { holding } from './shell';
import { runWorkflow, type JobRun, type WorkflowRun } from './workflow';

const JUDGING = 'Judge the server';

/** Nothing that was written or printed holds a token, and no step but those that judge knows one. */
function expectTokensKept(run: WorkflowRun, tokens: readonly string[]): void {
  for (const token of tokens) {
    expect(holding(run.directory, token)).toEqual([]);
    for (const { name, output, env } of run.jobs.flatMap(({ steps }) => steps)) {
      expect(output).not.toContain(token);
      if (name !== JUDGING) expect(Object.values(env)).not.toContain(token);
    }
  }
}

function target(name: string, server: ReferenceServer, more: object = {}) {
  return {
    name,
    baseUrl: server.baseUrl,
    token: `${name.toUpperCase()}_TOKEN`,
    customers: server.customers.slice(0, 2).join(','),
    users: server.users.slice(0, 8).join(','),
    restoreUsers: server.users.slice(0, 2).join(','),
    readBackPath: server.readBackPath,
    settings: { SEQUENCES: 2 },
    ...more,
  };
}

const exitCodes = ({ jobs }: WorkflowRun) =>
  jobs.map(({ job, matrix, exitCode }) => [job, matrix['job'], exitCode]);

const judging = ({ steps }: JobRun) => steps.find(({ name }) => name === JUDGING);

test.describe('The workflow of a fleet', () => {
  test('judges each target, shard by shard, and merges what there is', async ({}, testInfo) => {
    // Four runs and a merge, on whatever machine.
    test.setTimeout(360_000);
    await withReference(undefined, async (acme) => {
      await withReference(fault('unknown-customer-answered-500'), async (globex) => {
        const targets = [
          target('acme', acme, {
            ...{ shards: 2, customers: acme.customers.slice(0, 3).join(',') },
            ...{ forbiddenToken: 'ACME_FORBIDDEN', expiredToken: 'ACME_EXPIRED' },
          }),
          target('globex', globex),
        ];
        const secrets = {
          ACME_TOKEN: acme.token,
          ACME_FORBIDDEN: acme.forbiddenToken,
          ACME_EXPIRED: acme.expiredToken,
          GLOBEX_TOKEN: globex.token,
          UNRELATED: 'A-Secret-Of-Something-Else-5e1f',
        };
        const run = await runWorkflow(testInfo, 'fleet.yml', {
          inputs: { targets: 'fleet of ours.yaml' },
          files: { 'fleet of ours.yaml': stringify({ targets }) },
          secrets,
        });

        expect(exitCodes(run)).toEqual([
          ['matrix', undefined, 0],
          ['judge', 'acme-shard-1-2', 0],
          ['judge', 'acme-shard-2-2', 0],
          ['judge', 'globex', 1],
          // A page was made, and a target is nonconformant.
          ['merge', undefined, 1],
        ]);
        expect(run.jobs.flatMap(({ skipped }) => skipped)).toEqual([]);
        expect(run.npm.split('\n').filter(Boolean)).toHaveLength(5);
        const merged = path.join(run.artifacts, 'conformance-merged');
        const fleet = JSON.parse(readFileSync(path.join(merged, 'fleet.json'), 'utf8')) as Fleet;
        expect(fleet.targets.map(({ name, verdict }) => [name, verdict])).toEqual([
          ['globex', 'nonconformant'],
          ['acme', 'conformant'],
        ]);
        for (const { name } of fleet.targets) {
          expect(existsSync(path.join(merged, name, 'index.html'))).toBe(true);
        }
        const summaries = run.jobs.flatMap(({ steps }) => steps.map(({ summary }) => summary));
        expect(summaries.join('')).toContain('## Sync Users conformance of a fleet: nonconformant');
        expectTokensKept(run, Object.values(secrets));
        for (const each of run.jobs.filter(({ job }) => job === 'judge')) {
          expect(judging(each)?.output).toMatch(SILENCED);
        }
        // What no target names is given to nobody.
        for (const { env } of run.jobs.flatMap(({ steps }) => steps)) {
          expect(Object.values(env)).not.toContain(secrets.UNRELATED);
        }
      });
    });
  });

  test('is red where the list is wrong, and says why', async ({}, testInfo) => {
    const run = await runWorkflow(testInfo, 'fleet.yml', {
      inputs: {},
      files: { 'targets.yaml': 'targets: [{name: acme}]\n' },
      secrets: {},
    });
    expect(exitCodes(run)).toEqual([['matrix', undefined, 2]]);
    expect(run.jobs[0]?.steps.at(-1)?.output).toMatch(/targets\.yaml, line 1: /);
    expect(run.needs).toMatchObject({
      judge: { result: 'skipped' },
      merge: { result: 'skipped' },
    });
  });

  test('has a page for those that never reported', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const run = await runWorkflow(testInfo, 'fleet.yml', {
        inputs: {},
        files: { 'targets.yaml': stringify({ targets: [target('acme', server)] }) },
        // The secret is not there.
        secrets: {},
      });
      expect(exitCodes(run)).toEqual([
        ['matrix', undefined, 0],
        ['judge', 'acme', 2],
        ['merge', undefined, 2],
      ]);
      const [, judged, merged] = run.jobs;
      expect(judged && judging(judged)?.output).toContain('ACME_TOKEN');
      expect(merged?.steps.map(({ summary }) => summary).join('')).toContain('never reported');
    });
  });

  test('restores the customers of a target whose job is cancelled', async ({}, testInfo) => {
    let stop: (() => void) | undefined;
    const onAsk = ({ nth }: { nth: number }) => {
      if (nth === 30) stop?.();
    };
    await withReference(listening(onAsk), async (server) => {
      const run = await runWorkflow(testInfo, 'fleet.yml', {
        inputs: {},
        files: { 'targets.yaml': stringify({ targets: [target('acme', server)] }) },
        secrets: { ACME_TOKEN: server.token },
        onStart: (step, child) => {
          if (step === JUDGING) stop = () => child.kill('SIGINT');
        },
      });
      expect(exitCodes(run).slice(0, 2)).toEqual([
        ['matrix', undefined, 0],
        ['judge', 'acme', 2],
      ]);
      for (const customer of server.customers.slice(0, 2)) {
        expect(await attachedTo(server, customer)).toEqual(server.users.slice(0, 2));
      }
    });
  });
});

test.describe('The workflow of one server', () => {
  for (const [what, alteration, exitCode] of [
    ['conforms', undefined, 0],
    ['does not', fault('unknown-customer-answered-500'), 1],
  ] as const) {
    test(`keeps the report, and says the verdict: ${what}`, async ({}, testInfo) => {
      await withReference(alteration, async (server) => {
        const run = await runWorkflow(testInfo, 'conformance.yml', {
          inputs: {
            'base-url': server.baseUrl,
            customers: server.customers.slice(0, 2).join(','),
            users: server.users.slice(0, 8).join(','),
            release: '2.4.0 "final"',
          },
          files: {},
          secrets: {
            'api-token': server.token,
            'forbidden-token': server.forbiddenToken,
            'expired-token': server.expiredToken,
          },
        });
        expect(exitCodes(run)).toEqual([['conformance', undefined, exitCode]]);
        const verdict = exitCode === 0 ? 'conformant' : 'nonconformant';
        const artifact = 'conformance-2.4.0--final--1';
        expect(run.needs['conformance']?.outputs).toMatchObject({
          ...{ verdict, artifact, 'exit-code': String(exitCode) },
        });
        const report = path.join(run.artifacts, artifact);
        const { verdict: kept } = JSON.parse(
          readFileSync(path.join(report, 'conformance.json'), 'utf8'),
        ) as Report;
        expect(kept).toBe(verdict);
        expect(existsSync(path.join(report, 'conformance.sarif'))).toBe(true);
        expect(existsSync(path.join(run.artifacts, `${artifact}-badge`, 'badge.svg'))).toBe(true);
        expect(run.npm).toBe(`npm ci --ignore-scripts --no-audit --no-fund, in ${ROOT}\n`);
        expectTokensKept(run, [server.token, server.forbiddenToken, server.expiredToken]);
      });
    });
  }
});
