import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { interpolatedAll, isDue, type Contexts } from './expressions';
import { stepFile } from './runner';
import { bash, type Ran } from './shell';

/** A step of an action, or of a job of a workflow. */
export interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** What came of a step: what was in its environment beyond that of all, and what it left. */
export interface StepRun extends Ran {
  name: string;
  env: Record<string, string>;
  outputs: Record<string, string>;
  summary: string;
}

type Outcome = Pick<StepRun, 'exitCode' | 'outputs'>;

/** Does what an action does, as far as others of its job see it; nothing at all means that it went well. */
export type StandIn = (given: Record<string, string>) => Promise<Outcome | undefined>;

/** An action that gets what a runner here has. */
export const nothing = () => Promise.resolve(undefined);

/** Where steps are run. */
export interface Stage {
  /** The workspace of the job. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  contexts: Contexts;
  /** By the name of an action, without its version. */
  actions: Readonly<Record<string, StandIn>>;
  /** For the files that each step has of its own. */
  directory: string;
  onStart?: ((step: string, child: ChildProcess) => void) | undefined;
}

export interface StepsRun {
  /** Of the step that failed last, as a job has it; 0 where none did. */
  exitCode: number | null;
  steps: StepRun[];
  /** Steps that were left out. */
  skipped: string[];
  /** The outputs of the steps, as expressions name them. */
  contexts: Contexts;
}

/** Runs steps as GitHub does, one after another, each with files of its own. */
export async function runSteps(steps: readonly Step[], stage: Stage): Promise<StepsRun> {
  const outputs: Record<string, { outputs: Record<string, string> }> = {};
  const contexts = { ...stage.contexts, steps: outputs };
  const result: StepsRun = { exitCode: 0, steps: [], skipped: [], contexts };
  for (const [index, step] of steps.entries()) {
    const name = step.name ?? step.uses ?? String(index);
    const failed = result.exitCode !== 0;
    const status = { always: true, success: !failed, failure: failed, cancelled: false };
    if (!(await isDue(step.if, contexts, status))) {
      result.skipped.push(name);
      continue;
    }
    const ran = await runStep({ ...step, name, id: step.id ?? String(index) }, stage, contexts);
    outputs[step.id ?? String(index)] = { outputs: ran.outputs };
    result.steps.push(ran);
    if (ran.exitCode !== 0) result.exitCode = ran.exitCode;
  }
  return result;
}

async function runStep(
  step: Step & { name: string; id: string },
  stage: Stage,
  contexts: Contexts,
): Promise<StepRun> {
  const { name, id, run, uses = '' } = step;
  const env = await interpolatedAll(step.env ?? {}, contexts);
  if (run === undefined) {
    const [action = ''] = uses.split('@');
    const standIn = stage.actions[action];
    if (!standIn) throw new Error(`nothing stands in for ${uses}`);
    const outcome = await standIn(await interpolatedAll(step.with ?? {}, contexts));
    return { name, env, output: '', summary: '', ...(outcome ?? { exitCode: 0, outputs: {} }) };
  }
  mkdirSync(stage.directory, { recursive: true });
  const files = {
    GITHUB_OUTPUT: path.join(stage.directory, `output-${id}`),
    GITHUB_STEP_SUMMARY: path.join(stage.directory, `summary-${id}`),
  };
  const ran = await bash(run, {
    cwd: stage.cwd,
    env: { ...stage.env, ...files, ...env },
    onStart: (child) => stage.onStart?.(name, child),
  });
  const left = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const outputs = stepFile(left(files.GITHUB_OUTPUT));
  return { ...ran, name, env, outputs, summary: left(files.GITHUB_STEP_SUMMARY) };
}
