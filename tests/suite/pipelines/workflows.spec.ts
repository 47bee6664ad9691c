import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { initialize } from '../../../helpers/cli/init';
import { ROOT } from '../run/run';
import { action } from './action';
import { lint, unpinned } from './lint';

const WORKFLOWS = path.join(ROOT, '.github', 'workflows');
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');

interface Call {
  uses?: string;
  with?: Record<string, unknown>;
  secrets?: Record<string, unknown> | 'inherit';
  needs?: string;
  permissions?: Record<string, string>;
  steps?: { uses?: string; with?: Record<string, unknown> }[];
  'timeout-minutes'?: number;
}

interface Workflow {
  on: { workflow_call?: { inputs?: Inputs; secrets?: Inputs } };
  permissions?: Record<string, string>;
  jobs: Record<string, Call>;
}

type Inputs = Record<string, { required?: boolean; default?: unknown }>;

/** The examples of a page. */
function examples(page: string): string[] {
  return [...read('docs', page).matchAll(/^ *```yaml\n([^]*?)^ *```$/gm)].map(
    ([, text = '']) => text,
  );
}

const PAGES = ['fleet.md', 'staging-in-ci.md', 'verifying-a-release.md'];
const pagesWorkflows = PAGES.flatMap((page) =>
  examples(page)
    .filter((text) => /^on:/m.test(text))
    .map((text, index) => [`${page}, ${String(index + 1)}`, text] as const),
);

function initialized(directory: string): string {
  const answers = {
    BASE_URL: 'https://staging.example.com/v1?a="b": c',
    CUSTOMER_IDS: '7,9',
    USER_IDS: '101-160',
    RESTORE_USER_IDS: '',
  };
  initialize(directory, answers, '1.2.3');
  return readFileSync(
    path.join(directory, '.github', 'workflows', 'sync-users-conformance.yml'),
    'utf8',
  );
}

test.describe('A workflow has nothing that actionlint finds', () => {
  for (const file of readdirSync(WORKFLOWS)) {
    test(`of this repository: ${file}`, async () => {
      const text = read('.github', 'workflows', file);
      expect(await lint(text, file)).toEqual([]);
      expect(unpinned(text)).toEqual([]);
    });
  }

  for (const [name, text] of pagesWorkflows) {
    test(`of a page: ${name}`, async () => {
      expect(await lint(text)).toEqual([]);
      const others = unpinned(text).filter((used) => !used.startsWith('OWNER/'));
      expect(others).toEqual([]);
    });
  }

  test('of init', async ({}, testInfo) => {
    const text = initialized(testInfo.outputPath());
    expect(await lint(text)).toEqual([]);
    expect(unpinned(text)).toEqual([]);
  });

  test('as which the action would be one', async () => {
    const { steps } = action.runs;
    const inputs = Object.fromEntries(
      Object.keys(action.inputs).map((name) => [name, { type: 'string' }]),
    );
    const workflow = {
      on: { workflow_call: { inputs } },
      jobs: { action: { 'runs-on': 'ubuntu-latest', steps } },
    };
    expect(await lint(stringify(workflow))).toEqual([]);
    expect(unpinned(read('action.yml'))).toEqual([]);
    // No shell is the default of a step of an action, and no input is set to what it is not.
    for (const step of steps) expect(step.uses ?? step.shell).toBeDefined();
  });

  test('and it does find what is wrong', async () => {
    const broken = read('.github', 'workflows', 'conformance.yml')
      .replace('inputs.base-url', 'inputs.base')
      .replace('timeout-minutes:', 'timeout-minute:')
      .replace('steps.judge.outputs', 'steps.jugde.outputs')
      .replace('run: echo "', 'run: echo "${{ github.head_ref }} ');
    const findings = (await lint(broken)).join('\n');
    for (const each of ['"base"', 'timeout-minute', 'jugde', 'potentially untrusted']) {
      expect(findings).toContain(each);
    }
    expect(unpinned('- uses: actions/checkout@v4\n- uses: ./here\n')).toEqual([
      'actions/checkout@v4',
    ]);
  });
});

test.describe('A workflow', () => {
  const called = (name: string) => parse(read('.github', 'workflows', name)) as Workflow;

  test('has no more rights than it needs, and an end', () => {
    for (const file of readdirSync(WORKFLOWS)) {
      const { permissions, jobs } = called(file);
      expect(permissions, file).toEqual({ contents: 'read' });
      for (const [name, job] of Object.entries(jobs)) {
        expect(job['timeout-minutes'], name).toBeGreaterThan(0);
        const writes = Object.entries(job.permissions ?? {}).filter(
          ([, right]) => right !== 'read',
        );
        const needed = file === 'code-scanning.yml' ? [['security-events', 'write']] : [];
        expect(writes).toEqual(needed);
        const checkouts = job.steps?.filter(({ uses = '' }) => uses.includes('checkout')) ?? [];
        for (const { with: given } of checkouts) {
          expect(given?.['persist-credentials']).toBe(false);
        }
      }
    }
  });

  test('hands over to the action what that takes', () => {
    const { on, jobs } = called('conformance.yml');
    const judging = jobs['conformance']?.steps?.find(({ uses }) => uses?.startsWith('./'));
    const given = Object.entries(judging?.with ?? {});
    expect(given.map(([name]) => name).filter((name) => !(name in action.inputs))).toEqual([]);
    for (const [name, value] of given) {
      const place = name.endsWith('-token') ? 'secrets' : 'inputs';
      expect(value).toBe(`\${{ ${place}.${name} }}`);
      expect(on.workflow_call?.[place]).toHaveProperty([name]);
    }
  });

  test('of a page gives what is taken, and all that is required', () => {
    const calls = pagesWorkflows
      .flatMap(([, text]) => Object.values((parse(text) as Workflow).jobs))
      .flatMap((job) => [job, ...(job.steps ?? [])] as Call[])
      .filter(({ uses }) => uses?.startsWith('OWNER/sync-users-conformance'));
    expect(calls.length).toBeGreaterThan(4);
    for (const { uses = '', with: given = {}, secrets = {} } of calls) {
      const [, file] = /workflows\/(.*)@v/.exec(uses) ?? [];
      const takes = file === undefined ? { inputs: action.inputs } : called(file).on.workflow_call;
      for (const [values, inputs = {}] of [
        [given, takes?.inputs as Inputs],
        [
          secrets === 'inherit' ? {} : secrets,
          (takes as { secrets?: Inputs } | undefined)?.secrets,
        ],
      ] as const) {
        const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(values)));
        expect(Object.keys(values)).toEqual(expect.arrayContaining(required));
      }
    }
  });
});
