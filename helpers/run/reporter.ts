import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { stripVTControlCharacters } from 'node:util';
import path from 'node:path';
import pc from 'picocolors';
import { options } from '../config/options';
import { EVIDENCE_ATTACHMENT, type ScenarioEvidence } from '../checks/result';
import { buildReport } from '../report/build';
import { countOf } from '../report/labels';
import {
  renderChapters,
  renderFindings,
  renderNotes,
  renderObservations,
  renderTable,
  renderUnrestored,
  renderVerdict,
} from '../report/render/console';
import { escapeControls } from '../report/render/escape';
import { renderHar } from '../report/render/har';
import { appendSummary, renderSummary } from '../report/render/summary';
import type { Report } from '../report/report';
import { EMBEDDED_SERVER } from '../report/scope';
import { provenance, RunMetadata, toRunContext } from '../report/run-metadata';
import { mergeMetadata, readShardRecords, storeShardRecord } from '../report/shards';
import type { ShardRecord } from '../report/shards';
import { EXIT_CODES, exitCode } from '../report/verdicts';
import { allowExpectedFailures, restoreExpectation } from '../scenario/expected-failures';
import { crashed } from './crashed';
import { loadOutputs, preloadOutputs } from './load-outputs';
import { Progress } from './progress';
import { renderReplay } from './judge-replay';
import { replayOf } from './replay';
import { describeCoverage, describeSelection, selectionOf, setUpSelected } from './selection';
import { closeRun, runState, type RunConfig } from './state';

const REPORT_FILE = 'index.html';

const INCONCLUSIVE = pc.bold(pc.yellow('inconclusive'));

/** After this time the workers are separate processes that load their modules, in ms. */
const WORKERS_STARTED_MS = 50;

/** Options that Playwright gives to every reporter. */
export interface ReporterOptions {
  /** `list` with --list: no scenario is run, and there is no verdict. */
  _mode?: string;
}

type Preprocessed = Parameters<NonNullable<Reporter['preprocess']>>[0];

/** Playwright's reporter of a conformance run: progress, verdict, report, exit code. */
export default class ConformanceReporter implements Reporter {
  private readonly evidence: ScenarioEvidence[] = [];
  private readonly incomplete: string[] = [];
  private readonly errors: string[] = [];
  private readonly startedAt = new Date();
  private progress: Progress | undefined;
  private config: FullConfig | undefined;
  /** Records of the shards, if this is their merge. */
  private merged: ShardRecord[] = [];
  private selection: ReturnType<typeof selectionOf>;
  private total = 0;
  private exitCode: number = EXIT_CODES.inconclusive;
  private readonly listing: boolean;

  constructor({ _mode: mode }: ReporterOptions = {}) {
    runState().reporting = true;
    this.listing = mode === undefined ? process.argv.includes('--list') : mode === 'list';
  }

  printsToStdio(): boolean {
    return true;
  }

  async preprocess({ config, suite }: Preprocessed): Promise<void> {
    if (!this.listing) await setUpSelected(config, suite);
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.config = config;
    allowExpectedFailures(config, __filename);
    this.merged = readShardRecords(config.metadata);
    this.total = suite.allTests().length;
    if (this.listing) {
      for (const test of suite.allTests()) {
        const { file, line } = test.location;
        // Behind the root, the project and the file.
        const titles = test.titlePath().slice(3);
        print([`  ${path.relative(config.rootDir, file)}:${String(line)}`, ...titles].join(' › '));
      }
      print(`Total: ${countOf(this.total, 'scenario')}`);
      this.exitCode = 0;
      return;
    }
    const { stopped, nothingSelected } = runState();
    if (stopped !== undefined || nothingSelected !== undefined || this.merged.length > 0) return;
    if (config.shard === null && !replayOf(process.env)) {
      this.selection = selectionOf(config, suite.allTests(), process.argv);
      if (this.selection) this.incomplete.push(`${describeSelection(this.selection)}.`);
    }
    const where = process.env['BASE_URL'] ?? '';
    if (runState().embedded) print(pc.bold(pc.yellow(`${EMBEDDED_SERVER}.`)));
    if (config.shard && !config.reporter.some(([name]) => name === 'blob')) {
      this.incomplete.push('A shard needs the blob reporter: use --add-reporter, not --reporter.');
    }
    print(
      `Sync Users conformance: ${countOf(this.total, 'scenario')}, ${countOf(config.workers, 'worker')}, against ${where}`,
    );
    this.progress = new Progress(this.total);
    void this.progress.start();
    // This process is idle while the workers start.
    setTimeout(preloadOutputs, WORKERS_STARTED_MS).unref();
  }

  onTestBegin(test: TestCase): void {
    this.progress?.begin(titleOf(test));
  }

  /** A worker prints a line for each request if the run is verbose. */
  onStdOut(chunk: string | Buffer): void {
    this.progress?.print(String(chunk).trimEnd());
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    restoreExpectation(test, result);
    const title = titleOf(test);
    const attached = result.attachments.find(({ name }) => name === EVIDENCE_ATTACHMENT);
    const evidence =
      attached?.body && (JSON.parse(attached.body.toString('utf8')) as ScenarioEvidence);
    if (evidence) this.evidence.push(evidence);
    if (result.status === 'interrupted') {
      this.incomplete.push(`The scenario "${title}" was interrupted.`);
    } else if (result.status !== 'skipped' && (!evidence || crashed(result, evidence))) {
      const [reason = ''] = (result.error?.message ?? result.status).split('\n');
      this.incomplete.push(`The scenario "${title}" crashed: ${escapeControls(reason)}`);
    }
    this.progress?.end(result.status === 'failed');
  }

  onError(error: TestError): void {
    const message = error.message ?? error.value ?? 'an error without a message';
    // Playwright colours its messages.
    this.errors.push(stripVTControlCharacters(message));
  }

  async onEnd(result: FullResult): Promise<void> {
    if (this.listing) return;
    this.progress?.stop();
    const [first, ...others] = this.merged;
    if (first) {
      const { REPORT_DIR = '' } = process.env;
      const directory = REPORT_DIR === '' ? options.REPORT_DIR.default : REPORT_DIR;
      this.finish(mergeMetadata([first, ...others]), directory);
      return;
    }
    const state = runState();
    if (state.nothingSelected !== undefined) {
      printError(`${INCONCLUSIVE}: ${state.nothingSelected}`);
      return;
    }
    await closeRun(state).catch((error: unknown) => {
      if (this.errors.length === 0) this.errors.push(String(error));
    });
    if (state.config && state.stopped !== undefined && state.foundDefect) {
      this.finishRun(state.config, [state.stopped]);
      return;
    }
    if (!state.config || state.stopped !== undefined) {
      const reason = state.stopped ?? 'The run could not start.';
      if (state.config) this.storeRecord(this.runMetadata(state.config, [reason]));
      for (const line of state.stopped === undefined ? this.errors : [state.stopped]) {
        printError(line);
      }
      printError(`${INCONCLUSIVE}: no scenario was run.`);
      for (const note of state.notes) printError(pc.red(note));
      return;
    }
    if (result.status === 'timedout') {
      this.incomplete.push('The run was stopped at the limit of --global-timeout.');
    }
    if (result.status === 'interrupted') {
      this.incomplete.push(
        state.timedOut
          ? `The run was stopped after RUN_TIMEOUT_MS=${String(state.config.run.runTimeoutMs)} ms.`
          : `The run was interrupted by ${state.stoppedBy ?? 'SIGINT'}.`,
      );
    }
    const errors = this.errors.map((error) => `Error in the run: ${escapeControls(error)}`);
    this.incomplete.push(...errors, ...state.incomplete);
    this.finishRun(state.config, this.incomplete);
  }

  private finishRun(config: RunConfig, incomplete: string[]): void {
    const metadata = this.runMetadata(config, incomplete);
    this.storeRecord(metadata);
    this.finish(metadata, config.run.reportDir);
  }

  private runMetadata({ target, run }: RunConfig, incomplete: string[]): RunMetadata {
    const { embedded, setup, notes, unrestored, customerUsers } = runState();
    const shard = this.config?.shard;
    return {
      ...toRunContext(target, embedded, run),
      ...(shard && { shard }),
      setup,
      startedAt: this.startedAt.toISOString(),
      durationMs: Date.now() - this.startedAt.getTime(),
      incomplete,
      ...(customerUsers.length > 0 && { customerUsers }),
      ...(unrestored.size > 0 && { unrestored: [...unrestored] }),
      notes,
    };
  }

  /** Stores the record for the merge in the blob report, which Playwright writes afterwards. */
  private storeRecord(metadata: RunMetadata): void {
    const { shard, metadata: stored } = this.config ?? {};
    if (!shard || !stored) return;
    const { allCustomers } = runState();
    storeShardRecord(stored, { ...provenance(), shard, metadata, allCustomers });
  }

  private finish(metadata: RunMetadata, directory: string): void {
    const report = buildReport({ ...metadata, evidence: this.evidence });
    const replay = replayOf(process.env);
    if (replay) {
      const result = renderReplay(replay, { ...metadata, report, evidence: this.evidence });
      print(result.text);
      this.exitCode = result.exitCode;
      return;
    }
    let problem: string | undefined;
    try {
      const har = renderHar(report, [...metadata.setup, ...this.evidence]);
      const { writeOutputs } = loadOutputs();
      writeOutputs(report, directory, { har });
    } catch (error) {
      // The exit code stays that of an inconclusive run.
      problem = `The report could not be written: ${escapeControls(error instanceof Error ? error.message : String(error))}`;
    }
    this.publish(report, problem === undefined ? directory : undefined);
    if (problem === undefined) this.exitCode = exitCode(report);
    else printError(pc.red(problem));
  }

  /** Playwright itself exits with 0 or 1 only. */
  onExit(): Promise<void> {
    runState().decided = true;
    process.exit(this.exitCode);
  }

  /** Prints a report. `directory` has its files, if they could be written. */
  private publish(report: Report, directory: string | undefined): void {
    const summaryProblem = appendSummary(
      (maxBytes) => renderSummary(report, maxBytes),
      process.env['GITHUB_STEP_SUMMARY'],
    );
    const verbose = runState().config?.run.verbose ?? false;
    const findings = verbose ? renderTable(report) : renderFindings(report);
    print(`\n${renderChapters(report)}\n`);
    if (findings !== '') print(`${findings}\n`);
    if (verbose && report.observations.length > 0) {
      print('Behaviour of the target where the contract is silent:');
      print(`${renderObservations(report)}\n`);
    }
    for (const line of renderNotes(report)) print(line);
    if (summaryProblem !== undefined) print(pc.yellow(escapeControls(summaryProblem)));
    for (const problem of report.baseline?.problems ?? []) print(pc.red(escapeControls(problem)));
    print(renderVerdict(report));
    if (directory !== undefined) print(`report: ${path.join(directory, REPORT_FILE)}`);
    const { requirements, verdict } = report;
    if (this.selection) {
      const start = verdict === 'inconclusive' ? INCONCLUSIVE : pc.bold(pc.red(verdict));
      print(`${start}: ${describeCoverage(this.selection, requirements)}.`);
    }
    for (const line of renderUnrestored(report, exitCode(report))) print(line);
  }
}

/** Returns the titles of a scenario behind its project and its file. */
const titleOf = (test: TestCase) => test.titlePath().slice(3).join(': ');

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
