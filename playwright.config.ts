import { defineConfig } from '@playwright/test';
import dotenv from 'dotenv';
import { defaultWorkers, runTimeout } from './helpers/run/limits';

dotenv.config({ quiet: true });

export default defineConfig({
  testDir: 'tests/conformance',
  outputDir: 'test-results/conformance',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A check that fails is never tried again until it passes.
  retries: 0,
  workers: defaultWorkers(process.env, process.argv),
  // Each exchange has its own bound, REQUEST_TIMEOUT_MS, and the whole run this one.
  timeout: 0,
  globalTimeout: runTimeout(process.env),
  reporter: './helpers/report/reporter.ts',
  reportSlowTests: null,
  globalSetup: './helpers/run/setup.ts',
  globalTeardown: './helpers/run/teardown.ts',
  use: { trace: 'off', screenshot: 'off', video: 'off' },
});
