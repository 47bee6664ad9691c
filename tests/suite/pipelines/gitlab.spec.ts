import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { parse, stringify } from 'yaml';
import type { Fleet } from '../../../helpers/report/fleet';
import { options } from '../../../helpers/config/options';
import { cli } from '../support/cli';
import { ROOT, targetOf } from '../support/run';
import { bash, holding, standIns } from '../support/shell';
import { expect, test } from '../support/test';

interface Job {
  extends?: string;
  stage?: string;
  variables: Record<string, string>;
  before_script: string[];
  script: string[];
  artifacts: { when: string; paths: string[]; reports: { junit: string } };
}

type Environment = Record<string, string | undefined>;

const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');
const jobs = parse(read('templates', 'gitlab', 'sync-users-conformance.yml')) as Record<
  string,
  Job
>;
const [name = '', ...others] = Object.keys(jobs);
const template = jobs[name];
if (!template) throw new Error('the template has no job');

/** Runs the scripts of a job. The suite that it checks out is this checkout, with its packages. */
async function runJob(testInfo: TestInfo, job: Job, project: string, given: Environment) {
  mkdirSync(project, { recursive: true });
  const env: Environment = {
    PATH: standIns(testInfo.outputPath('bin'), {
      git: `[ "$1" != init ] || ln -s '${ROOT}' "\${!#}"`,
      npm: '',
    }),
    HOME: process.env['HOME'],
    CI_PIPELINE_IID: '7',
    ...job.variables,
    SUITE_REPOSITORY: 'https://gitlab.example.com/a/b.git',
    SUITE_REF: 'f00d',
    ...given,
  };
  // GitLab expands variables in the values of variables.
  for (const [key, value] of Object.entries(env)) {
    env[key] = value?.replace(/\$(\w+)/g, (_match, other: string) => env[other] ?? '');
  }
  return bash([...job.before_script, ...job.script].join('\n'), { cwd: project, env });
}

test('The job for GitLab is hidden, runs alone and keeps its report', () => {
  expect([name, ...others]).toEqual(['.sync-users-conformance']);
  expect(template).toMatchObject({ resource_group: name.slice(1), interruptible: false });
  expect(template.artifacts.when).toBe('always');
});

test('The example in the docs extends the job with variables of the suite', () => {
  const [, text = ''] = /```yaml\n(include:[^]*?)```/.exec(read('docs', 'staging-in-ci.md')) ?? [];
  const example = parse(text) as Record<string, Partial<Job>> & { include: { file: string }[] };
  expect(existsSync(path.join(ROOT, example.include[0]?.file ?? ''))).toBe(true);
  const { extends: base, variables = {} } = example['conformance'] ?? {};
  expect(base).toBe(name);
  const known = [...Object.keys(template.variables), ...Object.keys(options)];
  expect(known).toEqual(expect.arrayContaining(Object.keys(variables)));
  expect(variables['API_TOKEN']).toBe('$SYNC_USERS_API_TOKEN');
});

test('The job checks the suite out at a commit and exits as the run does', async ({}, testInfo) => {
  const project = testInfo.outputPath('project');
  const ran = await runJob(testInfo, template, project, { USER_IDS: 'none' });
  expect(ran.exitCode).toBe(2);
  expect(ran.output).toContain('USER_IDS');
  const suite = '.sync-users-conformance';
  const helper = /-c credential\.[^]* f (?=fetch)/;
  const calls = readFileSync(testInfo.outputPath('bin', 'calls'), 'utf8').replace(helper, '');
  expect(calls.split('\n')).toEqual([
    `git init --quiet ${suite}, in ${project}`,
    `git -C ${suite} fetch --quiet --depth 1 https://gitlab.example.com/a/b.git f00d, in ${project}`,
    `git -C ${suite} checkout --quiet FETCH_HEAD, in ${project}`,
    `npm ci --omit=dev --ignore-scripts --no-audit --no-fund, in ${path.join(project, suite)}`,
    '',
  ]);
});

/** A stub of git that asks for the credentials of a host, as git does where a repository is private. */
const asksFor = (host: string) =>
  `case "$*" in *fetch*) printf 'protocol=https\nhost=${host}\n\n' | PATH="\${PATH#*:}" GIT_TERMINAL_PROMPT=0 git "$3" "$4" credential fill;; esac`;

for (const [host, found] of [
  ['gitlab.example.com', true],
  ['elsewhere.example.com', false],
] as const) {
  test(`The job ${found ? 'has' : 'has no'} credentials for a suite on ${host}`, async ({}, testInfo) => {
    const project = testInfo.outputPath('project');
    mkdirSync(project);
    const { output } = await bash(template.before_script.slice(0, 2).join('\n'), {
      cwd: project,
      env: {
        PATH: standIns(testInfo.outputPath('bin'), { git: asksFor(host) }),
        HOME: project,
        CI_SERVER_URL: 'https://gitlab.example.com',
        CI_JOB_TOKEN: 'glcbt-64_secret',
        SUITE_REPOSITORY: `https://${host}/a/b.git`,
        SUITE_REF: 'f00d',
      },
    });
    expect(output.includes('username=gitlab-ci-token\npassword=glcbt-64_secret')).toBe(found);
    expect(output.includes('glcbt-64_secret')).toBe(found);
    expect(readFileSync(testInfo.outputPath('bin', 'calls'), 'utf8')).not.toContain('glcbt-64');
  });
}

test('The child pipeline of a fleet runs each target and merges the reports', async ({
  reference,
}, testInfo) => {
  const server = await reference();
  const settings = targetOf(server);
  const lent = {
    baseUrl: settings.BASE_URL,
    customers: settings.CUSTOMER_IDS,
    users: settings.USER_IDS,
    readBackPath: settings.READ_BACK_PATH,
    settings: { SEQUENCES: 1 },
  };
  const unreachable = { ...lent, baseUrl: 'http://127.0.0.1:1/v1' };
  const targets = stringify({
    targets: [
      { name: 'acme', token: 'ACME_TOKEN', ...lent },
      // The project has no such variable.
      { name: 'globex', token: 'GLOBEX_TOKEN', ...unreachable },
    ],
  });
  const list = testInfo.outputPath('targets.yaml');
  writeFileSync(list, targets);
  const pipeline = cli(['matrix', 'targets.yaml', '--gitlab'], {}, path.dirname(list));
  const kept = testInfo.outputPath('artifacts');
  const exitCodes: Record<string, number | null> = {};
  for (const [own, job] of Object.entries(parse(pipeline.stdout) as Record<string, Job>)) {
    const project = testInfo.outputPath('projects', own);
    mkdirSync(project, { recursive: true });
    writeFileSync(path.join(project, 'targets.yaml'), targets);
    // A job has the artifacts of the stages before.
    if (job.stage === 'deploy') cpSync(kept, project, { recursive: true });
    expect(job.extends).toBe(name);
    const variables = { ...template.variables, ...job.variables };
    const whole = { ...template, ...job, variables };
    const ran = await runJob(testInfo, whole, project, { ACME_TOKEN: server.token });
    exitCodes[own] = ran.exitCode;
    expect(ran.output).not.toContain(server.token);
    const artifacts = job.artifacts.paths.filter((each) => existsSync(path.join(project, each)));
    expect(artifacts).toEqual(own === 'globex' ? [] : job.artifacts.paths);
    for (const each of artifacts) {
      expect(existsSync(path.join(project, job.artifacts.reports.junit)), own).toBe(true);
      cpSync(path.join(project, each), path.join(kept, each), { recursive: true });
    }
  }
  expect(exitCodes).toEqual({ acme: 0, globex: 2, merge: 2 });
  const merged = path.join(kept, 'conformance-merged', 'fleet.json');
  const fleet = JSON.parse(readFileSync(merged, 'utf8')) as Fleet;
  expect(fleet.targets.map((each) => [each.name, each.verdict])).toEqual([
    ['globex', 'inconclusive'],
    ['acme', 'conformant'],
  ]);
  expect(holding(testInfo.outputPath(), server.token)).toEqual([]);
});
