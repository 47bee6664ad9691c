import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { combine } from '../../../helpers/reference/patches';
import { having, reportOf, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';
import { formsOf, unpacked, written } from '../support/written';

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

  test('is without the token also with Playwright’s traces and report, and nothing is deleted', async ({
    reference,
    conformance,
  }, testInfo) => {
    const chatty = combine(
      fault('refusal-repeats-the-token'),
      fault('refusal-repeats-the-token-in-a-header'),
      fault('email-as-string'),
    );
    const server = await reference(chatty);
    const html = testInfo.outputPath('html');
    const run = await conformance(
      {
        ...targetOf(server, { customers: 1, users: 12 }),
        REPORT_DIR: testInfo.outputPath('report'),
        PLAYWRIGHT_HTML_OUTPUT_DIR: html,
      },
      '--grep=one user is attached|altered token|an expired token|Playwright and fetch',
      '--trace=on',
      '--reporter=list,html',
    );
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(1);
    expect(having(reportOf(run), 'warning')).toContain('auth.no-echo');
    const traces = written(run).filter(([file]) => file.endsWith('trace.zip'));
    expect(traces).toHaveLength(4);
    const page = written({ directory: html, stdout: run.stdout, stderr: '' });
    const forms = [server.token, server.expiredToken].flatMap(formsOf);
    for (const [file, text] of [...traces, ...page]) {
      const texts = unpacked(text).join('\n');
      const leaked = forms.filter((form) => texts.includes(form));
      expect(leaked, file).toEqual([]);
      if (!file.endsWith('trace.zip') && file !== path.join(html, 'index.html')) continue;
      // Evidence, a step, and a readable attachment.
      const parts = [/"checks\\?":/, /POST \/customers\/7\/users .*-> \d{3}/, /Bearer \$API_TOKEN/];
      expect(
        parts.map((part) => part.test(texts)),
        file,
      ).toEqual([true, true, true]);
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
