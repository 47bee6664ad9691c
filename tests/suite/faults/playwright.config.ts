import { defineConfig } from '@playwright/test';

/** `npm run faults`: every fault and every variant against all scenarios. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../test-results/faults-tests',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 0,
  globalTimeout: 20 * 60_000,
  workers: 2,
  reporter: './reporter.ts',
  reportSlowTests: null,
});
