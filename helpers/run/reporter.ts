import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import path from 'node:path';
import pc from 'picocolors';
import { EVIDENCE_ATTACHMENT, type ScenarioEvidence } from '../checks/result';
import type { Config, Target } from '../config/config';
import { buildReport } from '../report/build';
import { loadPlots } from '../report/html/plots';
import { renderObservations, renderTable, renderVerdict } from '../report/render/console';
import { escapeControls } from '../report/render/escape';
import { writeOutputs } from '../report/render/outputs';
import { appendSummary } from '../report/render/step-summary';
import { renderSummary } from '../report/render/summary';
import type { Report } from '../report/report';
import { provenance, RunMetadata, toRunContext } from '../report/run-metadata';
import {
  mergeMetadata,
  readShardRecords,
  storeShardRecord,
  type ShardRecord,
} from '../report/shards';
import { EXIT_CODES, exitCode } from '../report/verdicts';
import { runState } from './state';

const REPORT_FILE = 'index.html';

/** After so long the workers are processes of their own, and load their modules, in ms. */
const WORKERS_STARTED_MS = 50;

/** `--list`: nothing is run, and there is no verdict. */
const LISTING = process.argv.includes('--list');

/** Playwright's reporter of a conformance run: progress, verdict, report, exit code. */
export default class ConformanceReporter implements Reporter {
  private readonly evidence: ScenarioEvidence[] = [];
  private readonly incomplete: string[] = [];
  private readonly errors: string[] = [];
  private readonly startedAt = new Date();
  private readonly live = process.stdout.isTTY;
  private config: FullConfig | undefined;
  /** What the shards left, where this is the merge of them. */
  private merged: ShardRecord[] = [];
  private total = 0;
  private done = 0;
  private failing = 0;
  private exitCode: number = EXIT_CODES.inconclusive;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.config = config;
    this.merged = readShardRecords(config.metadata);
    this.total = suite.allTests().length;
    if (LISTING) {
      for (const { location, title, parent } of suite.allTests()) {
        const file = path.relative(config.rootDir, location.file);
        say(`  ${file}:${String(location.line)} › ${parent.title} › ${title}`);
      }
      say(`Total: ${String(this.total)} scenarios`);
      this.exitCode = 0;
      return;
    }
    if (runState().stopped !== undefined || this.merged.length > 0) return;
    const where = process.env['BASE_URL'] ?? '';
    say(
      `Sync Users conformance: ${String(this.total)} scenarios, ${String(config.workers)} worker(s), against ${where === '' ? 'the embedded reference server' : where}`,
    );
    // While the workers start, this process has nothing to do. What goes wrong is said when it counts.
    setTimeout(() => void loadPlots().catch(() => undefined), WORKERS_STARTED_MS).unref();
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.done++;
    const title = test.titlePath().slice(3).join(': ');
    const attached = result.attachments.find(({ name }) => name === EVIDENCE_ATTACHMENT);
    if (attached?.body) {
      this.evidence.push(JSON.parse(attached.body.toString('utf8')) as ScenarioEvidence);
    }
    if (result.status === 'interrupted') {
      this.incomplete.push(`The scenario "${title}" was cut short.`);
    } else if (
      result.status !== 'skipped' &&
      (!attached?.body || brokeDown(result, attached.body))
    ) {
      const why = result.error?.message ?? result.status;
      this.incomplete.push(
        `The scenario "${title}" broke down: ${escapeControls(why.split('\n')[0] ?? '')}`,
      );
    }
    if (result.status === 'failed') this.failing++;
    if (this.merged.length === 0) this.progress(result.status === 'failed' ? title : undefined);
  }

  onError(error: TestError): void {
    this.errors.push(error.message ?? error.value ?? 'an error without a message');
  }

  async onEnd(result: FullResult): Promise<void> {
    if (LISTING) return;
    if (this.live) process.stdout.write('\r\x1b[K');
    const [first, ...others] = this.merged;
    if (first) {
      const directory = process.env['REPORT_DIR'] ?? 'conformance-report';
      await this.finish(mergeMetadata([first, ...others]), directory);
      return;
    }
    const state = runState();
    if (!state.config || state.stopped !== undefined) {
      if (state.config) {
        this.leave(this.facts(state.config, [state.stopped ?? 'It could not begin.']));
      }
      for (const line of [state.stopped, ...(state.stopped === undefined ? this.errors : [])]) {
        if (line !== undefined) complain(line);
      }
      complain(`${pc.bold(pc.yellow('inconclusive'))}: no scenario was run.`);
      for (const note of state.notes) complain(pc.red(note));
      return;
    }
    if (result.status === 'interrupted') {
      this.incomplete.push(
        state.timedOut
          ? `The run was stopped at RUN_TIMEOUT_MS=${String(state.config.run.runTimeoutMs)} ms, before its end.`
          : 'The run was interrupted.',
      );
    }
    this.incomplete.push(
      ...this.errors.map((error) => `Something broke: ${escapeControls(error)}`),
    );
    const facts = this.facts(state.config, this.incomplete);
    this.leave(facts);
    await this.finish(facts, state.config.run.reportDir);
  }

  private facts({ target, run }: Config & { target: Target }, incomplete: string[]): RunMetadata {
    const { embedded, otherRequests, notes } = runState();
    const shard = this.config?.shard;
    return {
      ...toRunContext(target, embedded, run),
      ...(shard && { shard }),
      otherRequests,
      startedAt: this.startedAt.toISOString(),
      durationMs: Date.now() - this.startedAt.getTime(),
      incomplete,
      notes,
    };
  }

  /** Leaves what a merge has to know with the blob report, which is written after this. */
  private leave(facts: RunMetadata): void {
    const { config } = this;
    if (!config?.shard) return;
    const { lent } = runState();
    storeShardRecord(config.metadata, { ...provenance(), shard: config.shard, facts, lent });
  }

  private async finish(facts: RunMetadata, directory: string): Promise<void> {
    const report = buildReport({ ...facts, evidence: this.evidence });
    try {
      await this.tell(report, directory);
    } catch (error) {
      // The exit code stays that of a run that has said nothing.
      complain(`The report could not be written: ${escapeControls(String(error))}`);
      return;
    }
    this.exitCode = exitCode(report);
  }

  /** Playwright knows 0 and 1; a run here may be neither. */
  onExit(): Promise<void> {
    runState().decided = true;
    process.exit(this.exitCode);
  }

  private async tell(report: Report, directory: string): Promise<void> {
    await writeOutputs(report, directory);
    const unsaid = appendSummary(
      (most) => renderSummary(report, most),
      process.env['GITHUB_STEP_SUMMARY'],
    );
    say('');
    say(renderTable(report));
    if (report.observations.length > 0) {
      say('\nWhere the contract is silent, the target does this:');
      say(renderObservations(report));
    }
    say('');
    for (const note of report.notes) say(pc.yellow(note));
    if (unsaid !== undefined) say(pc.yellow(escapeControls(unsaid)));
    for (const problem of report.baseline?.problems ?? []) say(pc.red(escapeControls(problem)));
    say(renderVerdict(report));
    say(`report: ${path.join(directory, REPORT_FILE)}`);
  }

  private progress(failed: string | undefined): void {
    if (this.live) {
      const failing = this.failing > 0 ? pc.red(`, ${String(this.failing)} failing`) : '';
      process.stdout.write(
        `\r\x1b[K${String(this.done)}/${String(this.total)} scenarios${failing}`,
      );
    } else if (failed !== undefined) {
      say(`failed: ${failed}`);
    } else if (this.done === this.total || this.done % 10 === 0) {
      say(`${String(this.done)}/${String(this.total)} scenarios`);
    }
  }
}

/** A scenario that failed, and not by its checks: what it should have seen is missing. */
function brokeDown(result: TestResult, evidence: Buffer): boolean {
  if (result.status === 'passed') return false;
  const { checks } = JSON.parse(evidence.toString('utf8')) as ScenarioEvidence;
  const ownFailure = checks.some(({ outcome }) => outcome === 'failed');
  return !ownFailure || result.errors.length > 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
