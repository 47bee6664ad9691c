import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { reportOf, ROOT, targetOf, type Environment } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

/** Runs `npx playwright test` as a user does who knows Playwright and not the suite. */
function playwright(given: Environment, ...args: string[]) {
  const cli = require.resolve('@playwright/test/cli');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DOTENV_CONFIG_PATH: os.devNull, ...given };
  return new Promise<{ exitCode: number | null; stdout: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, 'test', ...args],
      { cwd: ROOT, env },
      (_error, stdout) => {
        resolve({ exitCode: child.exitCode, stdout });
      },
    );
  });
}

test('--reporter of Playwright comes on top of the verdict', async ({ reference }, testInfo) => {
  const server = await reference(fault('never-detaches'));
  const given = { ...targetOf(server), REPORT_DIR: testInfo.outputPath('report') };
  const run = await playwright(given, '--reporter=line', '--grep=Detach|Empty');
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/^nonconformant: /m);
});

test(
  '--verbose prints every request and requirement; a run is short without it',
  { tag: '@long' },
  async ({ reference, conformance }) => {
    const given = targetOf(await reference(fault('never-detaches')));
    const [short, verbose] = [
      await conformance(given, '--grep=Detach'),
      await conformance(given, '--grep=Detach', '--verbose'),
    ];
    const sent = /^(?:POST|GET) \S+ .*-> \d{3}(?:, \d+ users?)? in [\d.]+ ms$/gm;
    expect(verbose.stdout.match(sent)).toHaveLength(reportOf(verbose).requests);
    expect(verbose.stdout).toMatch(/^passed +MUST +response\.status /m);
    expect(verbose.stdout).toMatch(/^ +latency /m);
    expect(short.stdout).not.toMatch(/^(POST|GET|passed) /m);
    for (const { stdout } of [short, verbose]) {
      expect(stdout).toMatch(/^Sync +\d+\/21 +2 failed, /m);
      expect(stdout).toMatch(/^failed +MUST +detach\.unlisted /m);
      expect(stdout).toMatch(/^nonconformant: detach\.unlisted[, ]/m);
    }
  },
);

test('--list beside another reporter claims no verdict', async () => {
  const run = await playwright({}, '--reporter=list', '--list');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).not.toMatch(/conformant \(/);
});

test('An option that Playwright rejects is no failed run', async () => {
  const run = await playwright({}, '--workers=x', '--list');
  expect(run.exitCode).toBe(2);
});

test('--target names a target of a file', async ({ conformance }, testInfo) => {
  const file = testInfo.outputPath('targets.yaml');
  writeFileSync(
    file,
    'targets:\n  - name: one\n    baseUrl: https://one.example.com/v1\n    token: ONE_TOKEN\n    customers: 7\n    users: 101-104\n    restoreUsers: none\n',
  );
  const other = await conformance({}, `--targets=${file}`, '--target=two');
  expect([other.exitCode, other.stderr]).toEqual([2, `${file} has no target two; it has one.\n`]);
  const none = await conformance({}, '--targets=none.yaml', '--target=two');
  expect([none.exitCode, none.stderr]).toEqual([2, 'none.yaml cannot be read (ENOENT).\n']);
});
