import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { parse } from 'yaml';
import { ROOT } from '../run/run';
import { interpolatedAll } from './expressions';
import { openRunner } from './runner';
import { nothing, runSteps, type Stage, type Step, type StepsRun } from './steps';

export interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as Action;

/** A run of the action, and its outputs. */
export interface ActionRun extends StepsRun {
  outputs: Record<string, string>;
}

/** Runs the action on a stage, as a step of a job does. */
export async function runActionOn(
  stage: Pick<Stage, 'cwd' | 'env' | 'directory' | 'onStart'>,
  given: Record<string, string>,
): Promise<ActionRun> {
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`there is no input ${unknown.join(', ')}`);
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [
      name,
      given[name] ?? input.default ?? '',
    ]),
  );
  const ran = await runSteps(action.runs.steps, {
    ...stage,
    env: { ...stage.env, GITHUB_ACTION_PATH: ROOT, GITHUB_WORKSPACE: stage.cwd },
    contexts: { inputs },
    actions: { 'actions/setup-node': nothing },
  });
  const values = Object.entries(action.outputs).map(([name, { value }]) => [name, value]);
  const texts = Object.fromEntries(values) as Record<string, string>;
  return { ...ran, outputs: await interpolatedAll(texts, ran.contexts) };
}

/** Runs the action on a machine of its own. */
export async function runAction(
  testInfo: Pick<TestInfo, 'outputPath'>,
  given: Record<string, string>,
  more: { npm?: string; onStart?: (step: string, child: ChildProcess) => void } = {},
): Promise<ActionRun & { npm: string; workspace: string; directory: string }> {
  const { directory, env, npm } = openRunner(testInfo, more.npm);
  const workspace = path.join(directory, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const files = path.join(directory, 'files');
  const stage = { cwd: workspace, env, directory: files, onStart: more.onStart };
  const ran = await runActionOn(stage, given);
  return { ...ran, npm: npm(), workspace, directory };
}
