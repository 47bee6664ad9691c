import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, targetOf } from '../support/run';
import { combine } from '../../../helpers/reference/patches';
import { MANIFEST } from '../../../helpers/report/owned-files';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';

const SCENARIO = '--grep=one user is attached';

for (const [what, REPORT_DIR] of [
  ['a file on its way', '/dev/null/report'],
  ['a file system that has no room for it', '/proc/report'],
] as const) {
  test(`A REPORT_DIR that cannot be written stops the run before its first request: ${what}`, async ({
    reference,
    conformance,
  }) => {
    let requests = 0;
    const server = await reference(listening(() => requests++));
    const run = await conformance({ ...targetOf(server), REPORT_DIR }, SCENARIO);
    expect([run.exitCode, requests]).toEqual([2, 0]);
    expect(run.stderr).toContain(`REPORT_DIR: ${REPORT_DIR}`);
    expect(run.stderr).toContain('inconclusive: no scenario was run.');
  });
}

test('A run whose report cannot be written is inconclusive, and prints its verdict', async ({
  reference,
  conformance,
}, testInfo) => {
  const REPORT_DIR = testInfo.outputPath('report');
  const blocking = listening(({ nth }) => {
    if (nth === 3) mkdirSync(path.join(REPORT_DIR, 'index.html'));
  });
  const server = await reference(combine(blocking, fault('email-as-string')));
  const run = await conformance({ ...targetOf(server), REPORT_DIR }, SCENARIO);
  expect(run.stdout).toMatch(/^nonconformant: /m);
  expect(run.stdout).not.toContain('report: ');
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('The report could not be written');
  expect(run.stderr).toContain('index.html');
  expect(readdirSync(REPORT_DIR).sort()).toEqual(['.playwright', MANIFEST, 'index.html']);
});

/** Makes a run that can write files of so many kilobytes and no more. */
function limited(kilobytes: number, env: NodeJS.ProcessEnv, ...args: string[]) {
  const command = `ulimit -f ${String(kilobytes)}; exec node scripts/conformance.mjs "$@"`;
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      'bash',
      ['-c', command, 'bash', ...args],
      { cwd: ROOT, env },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}

test('A full disk stops a run before its first request, and leaves no part of a file', async ({
  reference,
}, testInfo) => {
  let requests = 0;
  const server = await reference(listening(() => requests++));
  const REPORT_DIR = testInfo.outputPath('report');
  mkdirSync(REPORT_DIR, { recursive: true });
  writeFileSync(path.join(REPORT_DIR, 'letter.txt'), 'mine');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DOTENV_CONFIG_PATH: os.devNull, ...targetOf(server), REPORT_DIR };
  const run = await limited(1000, env, SCENARIO);
  expect([run.code, requests]).toEqual([2, 0]);
  expect(run.stderr).toMatch(/report cannot be written \(EFBIG\)/);
  expect(readdirSync(REPORT_DIR).sort()).toEqual(['.playwright', MANIFEST, 'letter.txt']);
});
