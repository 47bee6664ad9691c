import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { targetOf } from '../support/run';
import { listening } from '../support/servers';
import { expect, test } from '../support/test';
import { formsOf, written } from '../support/written';

/** More requests than the setup of a run sends. Playwright's folder is there by then. */
const SCENARIOS_BEGAN = 8;

test.describe('The output of a run', () => {
  test('with the token in it is deleted, and the run inconclusive', async ({
    reference,
    conformance,
  }, testInfo) => {
    const REPORT_DIR = testInfo.outputPath('report');
    let leaking = '';
    let leak: () => void = () => undefined;
    const server = await reference(
      listening(({ nth }) => {
        if (nth === SCENARIOS_BEGAN) leak();
      }),
    );
    leak = () => {
      const [folder = ''] = readdirSync(path.join(REPORT_DIR, '.playwright'));
      leaking = path.join(REPORT_DIR, '.playwright', folder, 'deep', 'trace.zip');
      mkdirSync(path.dirname(leaking), { recursive: true });
      writeFileSync(leaking, zipSync({ 'a/trace': strToU8(`{"t":"${server.token}"}`) }));
    };
    const config = { ...targetOf(server, { customers: 1, users: 12 }), REPORT_DIR };
    const run = await conformance(config, '--grep=one user is attached');
    expect(existsSync(leaking)).toBe(false);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(leaking);
    expect(existsSync(path.join(REPORT_DIR, 'conformance.json'))).toBe(true);
  });

  test('is without the token also with Playwright’s traces on, and nothing is deleted', async ({
    reference,
    conformance,
  }, testInfo) => {
    const server = await reference();
    const run = await conformance(
      {
        ...targetOf(server, { customers: 1, users: 12 }),
        REPORT_DIR: testInfo.outputPath('report'),
      },
      '--grep=one user is attached|without credentials|Playwright and fetch',
      '--trace=on',
    );
    expect(run.stderr).toBe('');
    const traces = written(run).filter(([file]) => file.endsWith('trace.zip'));
    expect(traces).toHaveLength(3);
    for (const [file] of traces) {
      const entries = Object.entries(unzipSync(readFileSync(file)));
      const texts = entries.map(([, bytes]) => Buffer.from(bytes).toString('latin1'));
      expect(texts.join()).toContain('sync-users-conformance');
      for (const form of formsOf(server.token)) expect(texts.join()).not.toContain(form);
    }
  });
});

/** The command lines of a run's processes. */
function processesOf(leader: number | undefined): string[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${String(leader)} `));
}

test('The token is in no list of processes, and in the environment of workers alone', async ({
  reference,
  startRun,
}) => {
  let listed: string[] = [];
  let list: () => void = () => undefined;
  const server = await reference(
    listening(({ nth }) => {
      if (nth === 12) list();
    }),
  );
  const running = startRun({ ...targetOf(server), CI: '1' }, '--grep=Attach');
  list = () => (listed = processesOf(running.process.pid));
  await running.ended;
  expect(listed.length).toBeGreaterThan(1);
  // Nobody but Playwright's own workers, who send it.
  expect(listed.filter((line) => !/conformance\.mjs|workerProcessEntry/.test(line))).toEqual([]);
  for (const secret of [server.token, server.forbiddenToken, server.expiredToken]) {
    expect(listed.join()).not.toContain(secret);
  }
});
