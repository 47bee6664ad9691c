import { mkdirSync } from 'node:fs';
import { targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

test('A run whose report cannot be written is inconclusive, whatever its verdict', async ({
  reference,
  conformance,
}, testInfo) => {
  const directory = testInfo.outputPath('report');
  mkdirSync(`${directory}/index.html`, { recursive: true });
  const given = targetOf(await reference(fault('email-as-string')));
  const run = await conformance({ ...given, REPORT_DIR: directory }, '--grep=one user is attached');

  expect(run.stdout).toMatch(/^failed: Attach/m);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('The report could not be written');
  expect(run.stderr).toContain('index.html');
});
