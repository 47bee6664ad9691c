import { defineConfig } from '@playwright/test';

/** `npm run faults`: every fault and every variant against all scenarios. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../test-results/faults-tests',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 0,
  // A whole run takes about twelve minutes on two cores that do nothing else.
  globalTimeout: 90 * 60_000,
  // One more than the cores of the gate: a worker waits for its server a sixth of the time.
  workers: 3,
  reporter: './reporter.ts',
  reportSlowTests: null,
});
