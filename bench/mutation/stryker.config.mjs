import path from 'node:path';

/** Mutates the code that judges; https://stryker-mutator.io/docs/stryker-js/configuration/ */
export default {
  mutate: [
    'helpers/checks/*.ts',
    'helpers/contract/contract.ts',
    'helpers/http/{body,json,json-scan,retry}.ts',
    'helpers/scenario/{scenario,scenario-checks}.ts',
    'helpers/report/verdicts.ts',
  ],
  plugins: [
    path.join(import.meta.dirname, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js'),
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'bench/mutation/vitest.config.mjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Ends mutants that loop for ever, and none that wait for a busy machine.
  timeoutMS: 60_000,
  // The measured score, rounded down. survivors.yaml explains each survivor.
  thresholds: { high: 100, low: 96, break: 96 },
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportMutants: false, reportTests: false },
  jsonReporter: { fileName: 'test-results/mutation.json' },
  tempDirName: 'test-results/stryker',
  ignorePatterns: ['conformance-report', 'test-results', 'bench/prism', 'tests/conformance'],
};
