import { defineConfig, type PlaywrightTestOptions } from '@playwright/test';

/**
 * Playwright's defaults as plain values, as few tests open a page. Without them each is a fixture that
 * Playwright sets up in a step of its own, in every test.
 */
const DEFAULTS = {
  acceptDownloads: true,
  actionTimeout: 0,
  baseURL: undefined,
  bypassCSP: false,
  clientCertificates: undefined,
  colorScheme: 'light',
  contextOptions: {},
  contrast: 'no-preference',
  deviceScaleFactor: undefined,
  extraHTTPHeaders: undefined,
  forcedColors: 'none',
  geolocation: undefined,
  hasTouch: false,
  httpCredentials: undefined,
  ignoreHTTPSErrors: false,
  isMobile: false,
  javaScriptEnabled: true,
  locale: 'en-US',
  navigationTimeout: 0,
  offline: false,
  permissions: undefined,
  proxy: undefined,
  reducedMotion: 'no-preference',
  screen: undefined,
  serviceWorkers: 'allow',
  storageState: undefined,
  testIdAttribute: 'data-testid',
  timezoneId: undefined,
  userAgent: undefined,
  viewport: { width: 1280, height: 720 },
} satisfies { [K in keyof PlaywrightTestOptions]-?: PlaywrightTestOptions[K] | undefined };

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
  use: DEFAULTS,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  // One more than the cores of the gate: runs wait for their servers.
  workers: 3,
  // Far beyond what the slowest test takes: a bound for what hangs, and no more.
  timeout: 180_000,
  reporter: process.env['CI'] ? 'list' : 'line',
  reportSlowTests: null,
});
