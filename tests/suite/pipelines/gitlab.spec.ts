import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { variables as variablesOfSuite } from '../../../helpers/variables';
import { fault, withReference } from '../run/servers';
import { ROOT, targetOf } from '../run/run';
import { bash, holding, standIns } from './shell';

interface Job {
  extends?: string;
  variables: Record<string, string>;
  before_script: string[];
  script: string[];
  resource_group: string;
  interruptible: boolean;
  artifacts: { when: string; paths: string[]; reports: { junit: string } };
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
    ['one that does not', fault('subset-detaches-nobody'), 1, {}],
    ['a wrong configuration', undefined, 2, { USER_IDS: 'none' }],
  ] as const) {
    test(`ends with ${String(exitCode)} for ${what}`, async ({}, testInfo) => {
      await withReference(alteration, async (server) => {
        const project = testInfo.outputPath('project');
        mkdirSync(project, { recursive: true });
        const bin = testInfo.outputPath('bin');
        // No network and no minute for packages: the clone is this checkout, with its packages.
        const PATH = standIns(bin, { git: `ln -s '${ROOT}' "\${!#}"`, npm: '' });
        const env = {
          PATH,
          HOME: process.env['HOME'],
          CI: 'true',
          ...job?.variables,
          SUITE_REPOSITORY: 'https://gitlab.example.com/a/b.git',
          ...targetOf(server),
          ...options,
        };
        const script = [...(job?.before_script ?? []), ...(job?.script ?? [])].join('\n');
        const ran = await bash(script, { cwd: project, env });
        expect(ran.exitCode, ran.output).toBe(exitCode);
        expect(readFileSync(path.join(bin, 'calls'), 'utf8').split('\n')).toEqual([
          `git clone --quiet --depth 1 --branch v0.1.0 https://gitlab.example.com/a/b.git .sync-users-conformance, in ${project}`,
          `npm ci --ignore-scripts --no-audit --no-fund, in ${project}/.sync-users-conformance`,
          '',
        ]);
        const { paths = [], reports } = job?.artifacts ?? {};
        const isThere = (artifact: string) =>
          existsSync(path.join(project, artifact.replace('$REPORT_DIR', env.REPORT_DIR ?? '')));
        expect(paths.filter((artifact) => !isThere(artifact))).toEqual([]);
        expect(isThere(reports?.junit ?? '')).toBe(exitCode !== 2);
        expect(holding(testInfo.outputPath(), server.token)).toEqual([]);
        expect(ran.output).not.toContain(server.token);
      });
    });
  }
});
