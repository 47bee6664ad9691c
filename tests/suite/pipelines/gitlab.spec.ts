import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse, stringify } from 'yaml';
import type { Fleet } from '../../../helpers/fleet/fleet';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { variables as variablesOfSuite } from '../../../helpers/variables';
import { cli } from '../fleet/cli';
import { fault, withReference } from '../run/servers';
import { ROOT, targetOf } from '../run/run';
import { bash, holding, standIns } from './shell';

type Environment = Record<string, string | undefined>;

interface Job {
  extends?: string;
  stage?: string;
  variables: Record<string, string>;
  before_script: string[];
  script: string[];
  resource_group: string;
  interruptible: boolean;
  artifacts: { when: string; paths: string[]; reports: { junit: string } };
}

/** A text with the variables that GitLab puts in for it. */
const expanded = (text: string, env: Environment) =>
  text.replace(/\$(\w+)/g, (_match, name: string) => env[name] ?? '');

/**
 * Runs a job as GitLab does, in a project of its own. There is no network and no minute for packages:
 * the clone of the suite is this checkout, with its packages.
 */
async function runJob(
  { variables, before_script: before, script }: Job,
  { project, bin, given }: { project: string; bin: string; given: Environment },
) {
  mkdirSync(project, { recursive: true });
  const env: Environment = {
    PATH: standIns(bin, { git: `ln -s '${ROOT}' "\${!#}"`, npm: '' }),
    HOME: process.env['HOME'],
    CI: 'true',
    SUITE_REPOSITORY: 'https://gitlab.example.com/a/b.git',
    CI_PIPELINE_IID: '7',
  };
  Object.assign(env, { ...variables, SUITE_REPOSITORY: env['SUITE_REPOSITORY'] }, given);
  for (const [name, value = ''] of Object.entries(env)) env[name] = expanded(value, env);
  const ran = await bash([...before, ...script].join('\n'), { cwd: project, env });
  return { ...ran, env };
}

const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');
const template = parse(read('templates', 'gitlab', 'sync-users-conformance.yml')) as Record<
  string,
  Job
>;
const [name = '', ...more] = Object.keys(template);
const job = template[name];
const TOKEN = 'API_TOKEN';

test.describe('The job for GitLab', () => {
  test('is hidden, and one at a time, and keeps what it found', () => {
    expect(name).toBe('.sync-users-conformance');
    expect(more).toEqual([]);
    expect(job).toMatchObject({ resource_group: 'sync-users-conformance', interruptible: false });
    expect(job?.artifacts.when).toBe('always');
  });

  test('is what the example extends, with variables that the suite has', () => {
    const page = read('docs', 'staging-in-ci.md');
    const [, text = ''] = /```yaml\n(include:[^]*?)```/.exec(page) ?? [];
    const example = parse(text) as Record<string, Partial<Job>> & { include: { file: string }[] };
    expect(existsSync(path.join(ROOT, example.include[0]?.file ?? ''))).toBe(true);
    const { extends: base, variables = {} } = example['conformance'] ?? {};
    expect(base).toBe(name);
    const known = ['SUITE_REPOSITORY', 'SUITE_REF', ...Object.keys(variablesOfSuite)];
    for (const each of Object.keys(variables)) expect(known).toContain(each);
    expect(variables[TOKEN]).toBe('$SYNC_USERS_API_TOKEN');
  });

  for (const [what, alteration, exitCode, options] of [
    ['a server that conforms', undefined, 0, {}],
    ['one that does not', fault('unknown-customer-answered-500'), 1, {}],
    ['a wrong configuration', undefined, 2, { USER_IDS: 'none' }],
  ] as const) {
    test(`ends with ${String(exitCode)} for ${what}`, async ({}, testInfo) => {
      await withReference(alteration, async (server) => {
        if (!job) throw new Error('the template has no job');
        const project = testInfo.outputPath('project');
        const bin = testInfo.outputPath('bin');
        const given = { ...targetOf(server), ...options };
        const ran = await runJob(job, { project, bin, given });
        expect(ran.exitCode, ran.output).toBe(exitCode);
        expect(readFileSync(path.join(bin, 'calls'), 'utf8').split('\n')).toEqual([
          `git clone --quiet --depth 1 --branch v0.1.0 https://gitlab.example.com/a/b.git .sync-users-conformance, in ${project}`,
          `npm ci --ignore-scripts --no-audit --no-fund, in ${project}/.sync-users-conformance`,
          '',
        ]);
        const { paths, reports } = job.artifacts;
        const isThere = (artifact: string) =>
          existsSync(path.join(project, expanded(artifact, ran.env)));
        expect(paths.filter((artifact) => !isThere(artifact))).toEqual([]);
        expect(isThere(reports.junit)).toBe(exitCode !== 2);
        expect(holding(testInfo.outputPath(), server.token)).toEqual([]);
        expect(ran.output).not.toContain(server.token);
      });
    });
  }
});

test('The child pipeline of a fleet judges each target, and merges what they leave', async ({}, testInfo) => {
  // Three runs and a merge, on whatever machine.
  test.setTimeout(360_000);
  await withReference(undefined, async (acme) => {
    await withReference(fault('unknown-customer-answered-500'), async (globex) => {
      const lent = (
        { baseUrl, customers, users, readBackPath }: ReferenceServer,
        count: number,
      ) => ({
        baseUrl,
        customers: customers.slice(0, count).join(','),
        users: users.slice(0, 8).join(','),
        readBackPath,
        settings: { SEQUENCES: 2 },
      });
      const targets = stringify({
        targets: [
          { name: 'acme', token: 'ACME_TOKEN', shards: 2, ...lent(acme, 3) },
          { name: 'globex', token: 'GLOBEX_TOKEN', ...lent(globex, 2) },
        ],
      });
      const list = testInfo.outputPath('targets.yaml');
      writeFileSync(list, targets);
      const pipeline = cli(['matrix', 'targets.yaml', '--gitlab'], {}, path.dirname(list));
      const jobs = Object.entries(parse(pipeline.stdout) as Record<string, Partial<Job>>);
      const kept = testInfo.outputPath('artifacts');
      const codes: [string, number | null][] = [];
      const said: string[] = [];
      for (const [own, { extends: base = '', ...more }] of jobs) {
        const project = testInfo.outputPath('projects', own);
        mkdirSync(project, { recursive: true });
        writeFileSync(path.join(project, 'targets.yaml'), targets);
        // A job has what those of the stages before it left.
        if (more.stage === 'deploy') cpSync(kept, project, { recursive: true });
        const whole = { ...template[base], ...more } as Job;
        const variables = { ...template[base]?.variables, ...more.variables };
        const given = { ACME_TOKEN: acme.token, GLOBEX_TOKEN: globex.token };
        const bin = testInfo.outputPath('bin');
        const ran = await runJob({ ...whole, variables }, { project, bin, given });
        codes.push([own, ran.exitCode]);
        said.push(ran.output);
        expect(existsSync(path.join(project, whole.artifacts.reports.junit)), own).toBe(true);
        for (const artifact of whole.artifacts.paths) {
          cpSync(path.join(project, artifact), path.join(kept, artifact), { recursive: true });
        }
      }
      expect(codes).toEqual([
        ['acme-shard-1-2', 0],
        ['acme-shard-2-2', 0],
        ['globex', 1],
        ['merge', 1],
      ]);
      const merged = path.join(kept, 'conformance-merged', 'fleet.json');
      const fleet = JSON.parse(readFileSync(merged, 'utf8')) as Fleet;
      expect(fleet.targets.map(({ name: own, verdict }) => [own, verdict])).toEqual([
        ['globex', 'nonconformant'],
        ['acme', 'conformant'],
      ]);
      for (const { token } of [acme, globex]) {
        expect(holding(testInfo.outputPath(), token)).toEqual([]);
        expect(said.join('')).not.toContain(token);
      }
    });
  });
});
