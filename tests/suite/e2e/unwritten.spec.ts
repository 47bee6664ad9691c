import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { conformance } from '../support/run';

test('A run whose report cannot be written is inconclusive and reports the reason', async ({}, testInfo) => {
  const directory = testInfo.outputPath('report');
  mkdirSync(`${directory}/index.html`, { recursive: true });
  const run = await conformance(testInfo, { REPORT_DIR: directory });

  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('The report could not be written');
  expect(run.stderr).toContain('index.html');
  expect(run.stdout).not.toMatch(/^conformant/m);
});
