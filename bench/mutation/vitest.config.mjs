import path from 'node:path';

/**
 * Stryker's runner asks each test what came of it, and a spec that cannot even be loaded has none:
 * here it has one, and that failed.
 */
const unloadable = {
  onFinished(files) {
    for (const file of files.filter(({ result }) => result?.errors?.length > 0)) {
      const { result, mode } = file;
      file.tasks.push({ type: 'test', name: 'is loaded', mode, file, result, meta: {} });
    }
  },
};

/** The unit specs that are about judging, under Vitest. */
export default {
  root: path.join(import.meta.dirname, '..', '..'),
  resolve: { alias: { '@playwright/test': path.join(import.meta.dirname, 'playwright.mjs') } },
  test: {
    include: [
      'at-once',
      'baseline',
      'body',
      'causes',
      'clients',
      'concurrency',
      'contract',
      'date-times',
      'disclosure',
      'http',
      'integers',
      'interference',
      'isolation',
      'json',
      'listing',
      'observations',
      'other-customers',
      'pages',
      'post-between-reads',
      'post-each',
      'readback',
      'rejection',
      'response',
      'retry',
      'scenario',
      'scenario-evidence',
      'scenario-interference',
      'scenario-rejection',
      'scenario-requests',
      'scenario-sequence',
      'setup-failures',
      'shown-secrets',
      'shown-token',
      'token-refusals',
      'tolerance',
      'unseen',
      'user-set',
      'verdicts',
      'volume',
    ].map((name) => `tests/suite/unit/${name}.spec.ts`),
    setupFiles: [path.join(import.meta.dirname, 'seed.mjs')],
    reporters: ['default', unloadable],
    testTimeout: 60_000,
  },
};
