import type { Reporter } from '@playwright/test/reporter';
import DryRunReporter from './dry-run';
import { isDryRun } from './playwright-settings';
import ConformanceReporter, { type ReporterOptions } from './reporter';
import { runState } from './state';

/** Reporter that does nothing, beside the one of the configuration. */
const idle: Reporter = { printsToStdio: () => true };

/**
 * Constructor of the reporter that Playwright adds by PW_TEST_REPORTER. Unlike the reporters of the
 * configuration, `--reporter` does not replace it, so that every run forms a verdict.
 */
export default function AdditionalReporter(options?: ReporterOptions): Reporter {
  if (runState().reporting) return idle;
  return isDryRun(process.env) ? new DryRunReporter() : new ConformanceReporter(options);
}
