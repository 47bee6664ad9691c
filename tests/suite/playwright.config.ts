import { defineConfig } from '@playwright/test';

/**
 * The tests of the suite, except for the matrix of faults, which has its own configuration. `npm test`
 * runs those of unit, report and e2e that are not tagged `@long`, and `npm run test:rest` the others.
 */
export default defineConfig({
  testDir: '.',
  projects: [
    { testIgnore: ['faults/**', 'package/**'] },
    // One install serves all tests of the package; it is made where one of them is run.
    { name: 'install', testMatch: 'package/install.setup.ts', teardown: 'uninstall' },
    { name: 'uninstall', testMatch: 'package/uninstall.setup.ts' },
    { name: 'package', testMatch: 'package/*.spec.ts', dependencies: ['install'] },
  ],
  globalSetup: './report/unpack.ts',
  // The same on every platform: what is compared is text.
  snapshotPathTemplate: '{testFileDir}/golden/{arg}{ext}',
  outputDir: '../../test-results/suite',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  workers: 2,
  // Far beyond what the slowest test takes: a bound for what hangs, and no more.
  timeout: 180_000,
  reporter: process.env['CI'] ? 'list' : 'line',
  reportSlowTests: null,
});
