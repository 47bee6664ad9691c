import type { ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { parse } from 'yaml';
import { ROOT } from '../run/run';
import { runActionOn } from './action';
import { interpolatedAll, isDue, valueOf, type Contexts } from './expressions';
import { openRunner } from './runner';
import { nothing, runSteps, type StandIn, type Step, type StepsRun } from './steps';

interface Job {
  needs?: string | string[];
  if?: string;
  strategy?: { matrix: string };
  outputs?: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  on: { workflow_call: { inputs: Record<string, { default?: unknown }> } };
  jobs: Record<string, Job>;
}

/** One run of a job, which has one for each combination of its matrix. */
export interface JobRun extends StepsRun {
  job: string;
  matrix: Record<string, string>;
}

type Result = 'success' | 'failure' | 'skipped';

export interface WorkflowRun {
  jobs: JobRun[];
  /** By the name of a job. */
  needs: Record<string, { result: Result; outputs: Record<string, string> }>;
  /** Where artefacts are kept, each in a folder of its name. */
  artifacts: string;
  /** All that was written for the runner, and for the caller. */
  directory: string;
  /** What `npm` was called with. */
  npm: string;
}

/** Who calls a workflow: what it gives, and its repository. */
export interface Caller {
  inputs: Record<string, string>;
  secrets: Record<string, string>;
  files: Record<string, string>;
  onStart?: (step: string, child: ChildProcess) => void;
}

/** Artefacts as GitHub keeps them: without hidden files, and none twice. */
function artifactActions(artifacts: string, workspace: string): Record<string, StandIn> {
  return {
    'actions/upload-artifact': ({ name = '', path: from = '', overwrite }) => {
      const [source, kept] = [path.join(workspace, from), path.join(artifacts, name)];
      if (existsSync(kept) && overwrite !== 'true') throw new Error(`${name} is there already`);
      const filter = (file: string) => !/(^|\/)\./.test(path.relative(source, file));
      if (!existsSync(source)) return nothing();
      // A file alone is kept by its name, and a folder as what is in it.
      const to = statSync(source).isFile() ? path.join(kept, path.basename(source)) : kept;
      cpSync(source, to, { recursive: true, filter });
      return nothing();
    },
    'actions/download-artifact': ({ pattern = '', path: to = '' }) => {
      for (const name of readdirSync(artifacts)) {
        if (!name.startsWith(pattern.replace(/\*$/, ''))) continue;
        cpSync(path.join(artifacts, name), path.join(workspace, to, name), { recursive: true });
      }
      return nothing();
    },
  };
}

/**
 * Runs a workflow of this repository as GitHub does for one that calls it, the jobs in the order in
 * which they stand, each in a workspace of its own. The suite that it fetches is this checkout.
 */
export async function runWorkflow(
  testInfo: Pick<TestInfo, 'outputPath'>,
  file: string,
  { inputs: given, secrets, files, onStart }: Caller,
): Promise<WorkflowRun> {
  const text = readFileSync(path.join(ROOT, '.github', 'workflows', file), 'utf8');
  const { on, jobs } = parse(text) as Workflow;
  const { directory, env, npm } = openRunner(testInfo);
  const artifacts = path.join(directory, 'artifacts');
  mkdirSync(artifacts);
  const defaults = Object.entries(on.workflow_call.inputs).map(([name, input]) => [
    name,
    input.default ?? '',
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given } as Record<string, unknown>;
  const github = { run_number: '7', run_attempt: '1' };
  const job = { workflow_repository: 'owner/suite', workflow_sha: 'f00d' };
  const run: WorkflowRun = { jobs: [], needs: {}, artifacts, directory, npm: '' };

  const runJob = ({ steps }: Job, contexts: Contexts): Promise<StepsRun> => {
    const place = path.join(directory, 'jobs', String(run.jobs.length));
    const cwd = path.join(place, 'workspace');
    mkdirSync(cwd, { recursive: true });
    const stage = { cwd, env, directory: path.join(place, 'files'), onStart };
    return runSteps(steps, {
      ...stage,
      contexts,
      actions: {
        ...artifactActions(artifacts, cwd),
        'actions/setup-node': nothing,
        'actions/checkout': ({ path: to }) => {
          if (to !== undefined) symlinkSync(ROOT, path.join(cwd, to));
          else {
            for (const [own, content] of Object.entries(files)) {
              writeFileSync(path.join(cwd, own), content);
            }
          }
          return nothing();
        },
        './.sync-users-conformance': (input) =>
          runActionOn({ ...stage, directory: path.join(place, 'action') }, input),
      },
    });
  };

  for (const [name, each] of Object.entries(jobs)) {
    const needed = [each.needs ?? []].flat().map((other) => run.needs[other]?.result);
    const success = needed.every((result) => result === 'success');
    const failure = needed.includes('failure');
    const contexts = { inputs, secrets, github, job, needs: run.needs, matrix: {} };
    const status = { always: true, success, failure, cancelled: false };
    if (!(await isDue(each.if, contexts, status))) {
      run.needs[name] = { result: 'skipped', outputs: {} };
      continue;
    }
    const expression = each.strategy?.matrix.replace(/^\$\{\{|\}\}$/g, '');
    const { include } = (
      expression === undefined ? { include: [{}] } : await valueOf(expression, contexts)
    ) as { include: Record<string, string>[] };
    let outputs: Record<string, string> = {};
    let failed = false;
    for (const matrix of include) {
      const ran = await runJob(each, { ...contexts, matrix });
      run.jobs.push({ ...ran, job: name, matrix });
      outputs = await interpolatedAll(each.outputs ?? {}, ran.contexts);
      failed ||= ran.exitCode !== 0;
    }
    run.needs[name] = { result: failed ? 'failure' : 'success', outputs };
  }
  return { ...run, npm: npm() };
}
