import type {
  FullResult,
  Reporter,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { toPrintable } from '../http/printed';
import { EXIT_CODES } from '../report/verdicts';
import { setUpSelected } from './selection';
import { closeRun, runState } from './state';

/** Playwright reporter of a dry run. Prints the number of requests and gives no verdict. */
export default class DryRunReporter implements Reporter {
  private readonly errors: string[] = [];

  constructor() {
    runState().reporting = true;
  }

  printsToStdio(): boolean {
    return true;
  }

  preprocess({ config, suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    return setUpSelected(config, suite);
  }

  onError({ message = '' }: TestError): void {
    this.errors.push(message);
  }

  /** Fails where a scenario did: its requests are missing. */
  onTestEnd({ title }: TestCase, { status, error }: TestResult): void {
    if (status !== 'failed' && status !== 'timedOut') return;
    const [reason = ''] = (error?.message ?? status).split('\n');
    this.errors.push(`The scenario "${title}" failed: ${reason}`);
  }

  async onEnd({ status }: FullResult): Promise<void> {
    await closeRun(runState());
    const { config, printed, nothingSelected } = runState();
    if (nothingSelected !== undefined) this.errors.splice(0, Infinity, nothingSelected);
    for (const error of this.errors) process.stderr.write(`${toPrintable(error)}\n`);
    if (!config) return;
    const end = status === 'interrupted' ? ' before the interruption' : '';
    process.stdout.write(
      `Dry run: a run with SEED=${String(config.run.seed)} would send these ${String(printed)} requests to ${config.target.baseUrl}${end}, and a few more after a wrong response. Nothing was sent to it.\n`,
    );
  }

  onExit(): Promise<void> {
    runState().decided = true;
    process.exit(this.errors.length > 0 ? EXIT_CODES.inconclusive : 0);
  }
}
