import { cpSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { combine } from '../../../helpers/reference/patches';
import { attachedTo, ROOT, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';
import { bash, holding, standIns } from '../support/shell';
import { parseStepFile, parseStepOutput } from '../support/step-output';

/** The output of a run from which GitHub executes no command. */
const SILENCED = /^::stop-commands::([\w-]{36})\n[^]+\n::\1::\n$/;

const CALLED = 'for each in "$@"; do echo "<$each>"; done';

/** Opens a job of GitHub. With `cli`, the scripts start that stub instead of the suite. */
function openJob(testInfo: TestInfo, cli?: string) {
  const directory = testInfo.outputPath('job');
  const cwd = path.join(directory, 'workspace');
  const suite = cli === undefined ? ROOT : path.join(directory, 'suite');
  for (const each of [cwd, path.join(directory, 'temp')]) mkdirSync(each, { recursive: true });
  if (cli !== undefined) {
    cpSync(path.join(ROOT, 'scripts', 'ci'), path.join(suite, 'scripts', 'ci'), {
      recursive: true,
    });
    writeFileSync(path.join(suite, 'scripts', 'cli.sh'), cli);
  }
  const [outputs, summary] = ['outputs', 'summary'].map((name) => path.join(directory, name));
  const env = {
    PATH: standIns(path.join(directory, 'bin'), { npm: '' }),
    HOME: process.env['HOME'],
    RUNNER_TEMP: path.join(directory, 'temp'),
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    REPORT_DIR: 'conformance-report',
  };
  const read = (file = '') => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    directory,
    cwd,
    /** Runs a script as a step does. The step ends with the exit code of the script. */
    run: async (
      script: string,
      given: NodeJS.ProcessEnv = {},
      onStart?: Parameters<typeof bash>[1]['onStart'],
    ) => {
      const ran = await bash(`exec bash "${suite}/scripts/ci/${script}"`, {
        cwd,
        env: { ...env, ...given },
        ...(onStart && { onStart }),
      });
      return { ...ran, outputs: parseStepFile(read(outputs)), summary: read(summary) };
    },
    calls: () => read(path.join(directory, 'bin', 'calls')),
  };
}

test.describe('run.sh', () => {
  for (const [title, cli, exitCode, written] of [
    ['a conformant run', 'echo {} > "$REPORT_DIR/conformance.json"', 0, 'true'],
    ['a nonconformant run', 'echo {} > "$REPORT_DIR/conformance.json"; exit 1', 1, 'true'],
    ['an inconclusive run that leaves an earlier report', 'exit 2', 2, 'false'],
  ] as const) {
    test(`exits as the run does: ${title}`, async ({}, testInfo) => {
      const job = openJob(testInfo, `${CALLED}; echo ::set-output name=a::b; ${cli}`);
      const report = path.join(job.cwd, 'conformance-report', 'conformance.json');
      mkdirSync(path.dirname(report));
      writeFileSync(report, '{}');
      utimesSync(report, new Date(0), new Date(0));
      const grep = '"$(touch owned)" `touch owned`; touch owned';
      const ran = await job.run('run.sh', { GREP: grep, WORKERS: '', SHARD: '1/2' });
      expect(ran).toMatchObject({ exitCode, outputs: { 'exit-code': String(exitCode), written } });
      expect(ran.output).toMatch(SILENCED);
      expect(parseStepOutput(ran.output)).toEqual({
        commands: [],
        lines: ['<run>', `<--grep=${grep}>`, '<--shard=1/2>', '::set-output name=a::b'],
      });
      expect(existsSync(path.join(job.cwd, 'owned'))).toBe(false);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`restores the customers of a cancelled job: ${signal}`, async ({
      reference,
    }, testInfo) => {
      let cancel: (() => void) | undefined;
      const server = await reference(
        listening(({ nth }) => {
          if (nth === 30) cancel?.();
        }),
      );
      const restored = server.users.slice(0, 2);
      const settings = { ...targetOf(server), RESTORE_USER_IDS: restored.join(',') };
      const ran = await openJob(testInfo).run('run.sh', settings, (child) => {
        cancel = () => child.kill(signal);
      });
      expect(ran.exitCode, ran.output).toBe(2);
      expect(ran.output).toMatch(SILENCED);
      for (const customer of server.customers.slice(0, 2)) {
        expect(await attachedTo(server, customer)).toEqual(restored);
      }
    });
  }

  test('leaves a report for annotate.sh, and no token', async ({ reference }, testInfo) => {
    const defects = combine(fault('subset-detaches-nobody'), fault('no-challenge'));
    const server = await reference(defects);
    const job = openJob(testInfo);
    const report = { REPORT_DIR: 'it\'s a "report"; $(exit 3)' };
    const scenarios = 'left out of the list are|without credentials';
    const ran = await job.run('run.sh', { ...targetOf(server), ...report, GREP: scenarios });
    expect(ran.exitCode, ran.output).toBe(1);
    expect(existsSync(path.join(job.cwd, report.REPORT_DIR, 'junit.xml'))).toBe(true);
    expect(ran.summary).toContain('**MUST detach.unlisted**');

    const annotated = await job.run('annotate.sh', { ...report, WRITTEN: 'true' });
    expect(annotated.exitCode, annotated.output).toBe(0);
    expect(annotated.outputs).toMatchObject({
      verdict: 'nonconformant',
      'exit-code': '1',
      'requirements-failed': 'detach.unlisted',
      'requirements-warned': 'auth.challenge',
    });
    const { commands } = parseStepOutput(annotated.output);
    expect(commands.slice(0, 2).map(({ properties }) => properties['title'])).toEqual([
      'MUST detach.unlisted',
      'SHOULD auth.challenge',
    ]);
    for (const token of [server.token, server.forbiddenToken, server.expiredToken]) {
      expect(holding(job.directory, token)).toEqual([]);
      expect(ran.output + annotated.output).not.toContain(token);
    }
  });
});

test('annotate.sh calls a run without a report inconclusive', async ({}, testInfo) => {
  const { output, ...ran } = await openJob(testInfo, 'exit 3').run('annotate.sh', { WRITTEN: '' });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'inconclusive' } });
  expect(ran.summary).toMatch(/^## Sync Users conformance: inconclusive\n/);
  expect(output).toMatch(/^::error title=Sync Users conformance::The run wrote no report/);
});

test('run-target.sh gives the run each token under the name in the file', async ({}, testInfo) => {
  const cli = `${CALLED}; echo "$ACME_TOKEN, $ACME_EXPIRED"; exit 1`;
  const { exitCode, output } = await openJob(testInfo, cli).run('run-target.sh', {
    NAME: 'acme',
    TARGETS: 'fleet of ours.yaml',
    SHARD: '1/2',
    TOKEN_NAME: 'ACME_TOKEN',
    TOKEN: 'S3cret-1',
    FORBIDDEN_NAME: '',
    FORBIDDEN: '',
    EXPIRED_NAME: 'ACME_EXPIRED',
    EXPIRED: 'S3cret-2',
  });
  expect(exitCode).toBe(1);
  expect(parseStepOutput(output).lines).toEqual([
    '<run>',
    '<--target>',
    '<acme>',
    '<--targets>',
    '<fleet of ours.yaml>',
    '<--shard=1/2>',
    'S3cret-1, S3cret-2',
  ]);
});

test('matrix.sh outputs the matrix, or fails as the command does', async ({}, testInfo) => {
  const cli = `[ "$*" = 'matrix a b.yaml' ] || { echo no targets; exit 2; }; echo '{"include":[]}'`;
  const job = openJob(testInfo, cli);
  const wrong = await job.run('matrix.sh', { TARGETS: 'none.yaml' });
  expect(wrong).toMatchObject({ exitCode: 2, outputs: {} });
  const right = await job.run('matrix.sh', { TARGETS: 'a b.yaml' });
  expect(right).toMatchObject({ exitCode: 0, outputs: { matrix: '{"include":[]}' } });
});

test('merge.sh merges although no job left a report', async ({}, testInfo) => {
  const job = openJob(testInfo, `${CALLED}; test -d "$2" && exit 1`);
  const { exitCode, output } = await job.run('merge.sh', { TARGETS: 'a b.yaml' });
  expect(exitCode).toBe(1);
  expect(output).toBe(
    '<merge>\n<conformance-reports>\n<--targets>\n<a b.yaml>\n<--out>\n<conformance-merged>\n',
  );
});

test('name-artifact.sh outputs one valid name for any text', async ({}, testInfo) => {
  const given = { NAME: '2.4.0 "final"\nartifact=x', ATTEMPT: '1' };
  const { outputs } = await openJob(testInfo).run('name-artifact.sh', given);
  expect(outputs).toEqual({ artifact: 'conformance-2.4.0--final--artifact-x-1' });
});

test('install.sh runs no script of a package', async ({}, testInfo) => {
  const job = openJob(testInfo);
  expect((await job.run('install.sh')).exitCode).toBe(0);
  expect(job.calls()).toBe(`npm ci --omit=dev --ignore-scripts --no-audit --no-fund, in ${ROOT}\n`);
});
