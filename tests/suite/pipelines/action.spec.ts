import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { variables } from '../../../helpers/variables';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { all } from '../../../helpers/reference/alterations';
import { sampleReport } from '../report/sample';
import { attachedTo, ROOT } from '../run/run';
import { fault, listening, withReference } from '../run/servers';
import { action, runAction, type ActionRun } from './action';
import { runner, SILENCED } from './runner';
import { holding } from './shell';

const SECRETS = ['API_TOKEN', 'FORBIDDEN_TOKEN', 'EXPIRED_TOKEN'];

/** What somebody who uses the action writes under `with:`. */
function inputsFor(server: ReferenceServer): Record<string, string> {
  return {
    'base-url': server.baseUrl,
    'api-token': server.token,
    'forbidden-token': server.forbiddenToken,
    'expired-token': server.expiredToken,
    customers: server.customers.slice(0, 2).join(','),
    users: server.users.slice(0, 20).join(','),
    'restore-users': server.users.slice(0, 2).join(','),
    'read-back-path': server.readBackPath,
    seed: '1',
  };
}

const stepOf = ({ steps }: ActionRun, name: string) => {
  const step = steps.find((each) => each.name === name);
  if (!step) throw new Error(`${name} was not run`);
  return step;
};

/** What GitHub shows beside a run. */
const annotations = (run: ActionRun) =>
  run.steps
    .flatMap(({ output }) => runner(output).commands)
    .map(({ command, properties }) => `${command}: ${properties['title'] ?? ''}`);

test.describe('The action', () => {
  test('says that a server which conforms does', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const run = await runAction(testInfo, inputsFor(server));
      const { output, summary } = stepOf(run, 'Judge the server');
      expect(run.exitCode, output).toBe(0);
      expect(output).toMatch(SILENCED);
      expect(run.outputs).toEqual({
        verdict: 'conformant',
        'exit-code': '0',
        report: 'conformance-report',
        'requirements-failed': '',
        'requirements-warned': '',
        'requirements-waived': '',
        'requirements-untested': '',
      });
      expect(annotations(run)).toEqual([]);
      expect(summary).toMatch(/^## Sync Users conformance: conformant\n/);
      expect(existsSync(path.join(run.workspace, 'conformance-report', 'index.html'))).toBe(true);
      expect(run.npm).toBe(`npm ci --ignore-scripts --no-audit --no-fund, in ${ROOT}\n`);
      expect(await attachedTo(server, server.customers[0] ?? '')).toEqual(server.users.slice(0, 2));

      for (const token of [server.token, server.forbiddenToken, server.expiredToken]) {
        expect(holding(run.directory, token)).toEqual([]);
        for (const step of run.steps) {
          expect(step.output).not.toContain(token);
          const knows = Object.values(step.env).includes(token);
          expect(knows, step.name).toBe(step.name === 'Judge the server');
        }
      }
    });
  });

  test('annotates what a server breaks, and fails as the run does', async ({}, testInfo) => {
    const defects = all(fault('subset-detaches-nobody'), fault('no-challenge'));
    await withReference(defects, async (server) => {
      const grep = 'Detach|Credentials none';
      // No part of an input is a command of the shell.
      const directory = 'it\'s $(touch owned) `touch owned` "here"; touch owned';
      const given = { ...inputsFor(server), grep, workers: '1', 'report-dir': directory };
      const run = await runAction(testInfo, given);
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({
        verdict: 'nonconformant',
        'exit-code': '1',
        report: directory,
        'requirements-failed': 'detach.unlisted',
        'requirements-warned': 'auth.challenge',
      });
      expect(run.outputs['requirements-untested']).toContain('attach.one,');
      expect(annotations(run).slice(0, 2)).toEqual([
        'error: MUST detach.unlisted',
        'warning: SHOULD auth.challenge',
      ]);
      const { output, summary } = stepOf(run, 'Judge the server');
      expect(output).toContain(', 1 worker(s)');
      expect(summary).toContain('**MUST detach.unlisted**');
      expect(existsSync(path.join(run.workspace, directory, 'junit.xml'))).toBe(true);
      expect(existsSync(path.join(run.workspace, 'owned'))).toBe(false);
    });
  });

  test('holds a wrong configuration for no verdict, whatever was there', async ({}, testInfo) => {
    const old = testInfo.outputPath('runner', 'workspace', 'conformance-report');
    mkdirSync(old, { recursive: true });
    const before = sampleReport({ verdict: 'conformant', requirements: [] });
    writeFileSync(path.join(old, 'conformance.json'), JSON.stringify(before));
    const run = await runAction(testInfo, {
      'base-url': 'http://127.0.0.1:1/v1',
      customers: 'seven',
    });
    expect(run.exitCode).toBe(2);
    expect(run.outputs).toMatchObject({ verdict: 'inconclusive', 'exit-code': '2' });
    expect(run.outputs['requirements-failed']).toBe('');
    expect(annotations(run)).toEqual(['error: Sync Users conformance']);
    expect(stepOf(run, 'Judge the server').output).toContain('API_TOKEN is required');
    expect(stepOf(run, 'Annotate').summary).toContain('inconclusive');
  });

  test('is not green where it could not be installed', async ({}, testInfo) => {
    const run = await runAction(testInfo, {}, { npm: 'exit 7' });
    expect(run.skipped).toEqual(['Judge the server']);
    expect(run.exitCode).toBe(2);
    expect(run.outputs).toMatchObject({ verdict: 'inconclusive', 'exit-code': '2' });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`restores the customers where its job is cancelled: ${signal}`, async ({}, testInfo) => {
      let stop: (() => void) | undefined;
      const onAsk = ({ nth }: { nth: number }) => {
        if (nth === 30) stop?.();
      };
      await withReference(listening(onAsk), async (server) => {
        const run = await runAction(testInfo, inputsFor(server), {
          onStart: (name, child) => {
            if (name === 'Judge the server') stop = () => child.kill(signal);
          },
        });
        const { output, exitCode } = stepOf(run, 'Judge the server');
        expect(exitCode, output).toBe(0);
        expect(run.exitCode).toBe(2);
        expect(run.outputs).toMatchObject({ verdict: 'inconclusive', 'exit-code': '2' });
        expect(annotations(run)).toContain('error: Inconclusive');
        for (const customer of server.customers.slice(0, 2)) {
          expect(await attachedTo(server, customer)).toEqual(server.users.slice(0, 2));
        }
      });
    });
  }
});

test.describe('The text of the action', () => {
  const text = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
  const { steps } = action.runs;

  test('sets each variable of the suite, in one step', () => {
    const [judging] = steps.filter(({ id }) => id === 'run');
    expect(Object.keys(judging?.env ?? {}).toSorted()).toEqual(
      [...Object.keys(variables), 'GREP', 'WORKERS', 'SHARD'].toSorted(),
    );
    for (const name of Object.keys(action.inputs)) expect(text).toContain(`inputs.${name} }}`);
  });

  test('hands over inputs by the environment, and secrets to one step', () => {
    for (const step of steps) {
      expect(step.run ?? '').not.toContain('${{');
      const secrets = Object.keys(step.env ?? {}).filter((name) => SECRETS.includes(name));
      expect(secrets, step.name).toEqual(step.id === 'run' ? SECRETS : []);
    }
    expect(text.match(/inputs\.[a-z]+-token/g)).toHaveLength(SECRETS.length);
  });
});
