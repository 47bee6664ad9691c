import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { parse } from 'yaml';
import { ROOT } from '../run/run';
import { stepFile } from './runner';
import { bash, standIns, type Ran } from './shell';

interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

export interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as Action;

/** A step that was run: its environment beyond that of all, and what it left. */
export interface StepRun extends Ran {
  name: string;
  env: Record<string, string>;
  outputs: Record<string, string>;
  summary: string;
}

export interface ActionRun {
  /** Of the step that failed last, as a job has it; 0 where none did. */
  exitCode: number | null;
  outputs: Record<string, string>;
  steps: StepRun[];
  /** Steps that were left out, as one before them failed. */
  skipped: string[];
  /** What `npm` was called with. */
  npm: string;
  workspace: string;
  /** All that was written for the runner, and for the caller. */
  directory: string;
}

type Outputs = Record<string, Record<string, string>>;

/** The few expressions that the action has: inputs, outputs of steps, texts, and `||`. */
function evaluate(text: string, inputs: Record<string, string>, steps: Outputs): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_match, expression: string) => {
    const values = expression.split('||').map((each) => {
      const term = each.trim();
      const [, input] = /^inputs\.([\w-]+)$/.exec(term) ?? [];
      const [, step, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(term) ?? [];
      const [, literal] = /^'([^']*)'$/.exec(term) ?? [];
      if (input !== undefined) {
        if (!(input in action.inputs)) throw new Error(`there is no input ${input}`);
        return inputs[input] ?? '';
      }
      if (step !== undefined && output !== undefined) return steps[step]?.[output] ?? '';
      if (literal !== undefined) return literal;
      throw new Error(`an expression that this runner does not know: ${term}`);
    });
    return values.find((value) => value !== '') ?? '';
  });
}

/**
 * Runs the action as GitHub does, a step after another, each with files of its own.
 *
 * The packages are those of this checkout: `npm` is a stand-in that only notes its call, as an
 * install takes a network, and a minute. `actions/setup-node` is not run either.
 */
export async function runAction(
  testInfo: Pick<TestInfo, 'outputPath'>,
  given: Record<string, string>,
  more: { npm?: string; onStart?: (name: string, child: ChildProcess) => void } = {},
): Promise<ActionRun> {
  const directory = testInfo.outputPath('runner');
  const workspace = path.join(directory, 'workspace');
  mkdirSync(path.join(directory, 'temp'), { recursive: true });
  mkdirSync(workspace, { recursive: true });
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [
      name,
      given[name] ?? input.default ?? '',
    ]),
  );
  const bin = path.join(directory, 'bin');
  const common = {
    PATH: standIns(bin, { npm: more.npm ?? '' }),
    HOME: process.env['HOME'],
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: path.join(directory, 'temp'),
  };
  const outputs: Outputs = {};
  const result: ActionRun = {
    ...{ exitCode: 0, outputs: {}, steps: [], skipped: [], npm: '', workspace, directory },
  };
  for (const [index, step] of action.runs.steps.entries()) {
    const { name = String(index), id = String(index), run, env: own = {} } = step;
    if (run === undefined) continue;
    if (result.exitCode !== 0 && step.if !== '${{ always() }}') {
      result.skipped.push(name);
      continue;
    }
    const env = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [key, evaluate(value, inputs, outputs)]),
    );
    const files = {
      GITHUB_OUTPUT: path.join(directory, `output-${String(index)}`),
      GITHUB_STEP_SUMMARY: path.join(directory, `summary-${String(index)}`),
    };
    const ran = await bash(run, {
      cwd: workspace,
      env: { ...common, ...files, ...env },
      onStart: (child) => more.onStart?.(name, child),
    });
    const left = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    outputs[id] = stepFile(left(files.GITHUB_OUTPUT));
    const summary = left(files.GITHUB_STEP_SUMMARY);
    result.steps.push({ ...ran, name, env, outputs: outputs[id], summary });
    if (ran.exitCode !== 0) result.exitCode = ran.exitCode;
  }
  const calls = path.join(bin, 'calls');
  result.npm = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  result.outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [
      name,
      evaluate(value, inputs, outputs),
    ]),
  );
  return result;
}
