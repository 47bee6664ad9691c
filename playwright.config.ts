import { defineConfig } from '@playwright/test';
import { loadEnvFile } from './helpers/config/env-file';
import { EXIT_CODES } from './helpers/report/verdicts';
import {
  blobFile,
  defaultWorkers,
  isDryRun,
  isInteractiveProcess,
  setShardWeights,
  shardProjects,
} from './helpers/run/playwright-settings';
import { isRun, playwrightDirectory } from './helpers/run/playwright-output';
import { protectReporterFolders } from './helpers/run/reporter-outputs';
import { runState } from './helpers/run/state';

runState().envFile = loadEnvFile(process.env, process.env['DOTENV_CONFIG_PATH']);

// Playwright exits with 1 if it rejects an option, which is the exit code of a failed run.
process.once('exit', (code) => {
  if (code === 1 && !runState().decided) process.exitCode = EXIT_CODES.inconclusive;
});

const interactive = isInteractiveProcess(process.env, process.argv);
// `--reporter` replaces the reporters of a configuration, but not this one.
if (!interactive)
  process.env['PW_TEST_REPORTER'] = require.resolve('./helpers/run/additional-reporter');
// The page of Playwright would keep the run from ending.
process.env['PLAYWRIGHT_HTML_OPEN'] ??= 'never';

if (isRun(process.argv)) protectReporterFolders(__dirname, process.env);
setShardWeights(process.env, process.argv);
const blob = blobFile(process.env, process.argv);

export default defineConfig({
  testDir: 'tests/conformance',
  ...shardProjects(process.env, process.argv),
  outputDir: playwrightDirectory(process.env, process.argv),
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A check that fails is never tried again until it passes.
  retries: 0,
  workers: defaultWorkers(process.env, process.argv),
  // Each exchange has a bound, REQUEST_TIMEOUT_MS, and the whole run RUN_TIMEOUT_MS: the setup
  // enforces both, as Playwright's own timeout leaves no time to restore.
  timeout: 0,
  // The server of UI mode and of editors runs reporters itself, and must not end with a run.
  reporter: interactive
    ? []
    : isDryRun(process.env)
      ? [['./helpers/run/dry-run']]
      : [
          ['./helpers/run/reporter'],
          // A shard is one part of a run: the merge makes the report of all of them.
          ...(blob === undefined ? [] : [['blob', { outputFile: blob }] as const]),
        ],
  reportSlowTests: null,
  // Otherwise a reporter calls it, once it knows that a scenario is selected.
  ...(interactive && { globalSetup: './helpers/run/global-setup' }),
  globalTeardown: './helpers/run/global-teardown',
  // It would start git, in an environment with the token in it.
  captureGitInfo: { commit: false, diff: false },
  use: { trace: 'off', screenshot: 'off', video: 'off' },
});
