import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync, zipSync } from 'fflate';
import { conformance, start, targetOf } from '../support/run';
import { listening, withReference } from '../support/servers';
import { formsOf, written } from '../support/written';

test.describe('The output of a run', () => {
  for (const [what, file, write] of [
    ['as it is', 'log.txt', (token: string) => Buffer.from(`Bearer ${token}`)],
    [
      'in base64',
      'log.txt',
      (token: string) => Buffer.from(Buffer.from(`user:${token}`).toString('base64')),
    ],
    ['percent-encoded', 'log.txt', (token: string) => Buffer.from(formsOf(token)[6] ?? '')],
    [
      'in an archive',
      'trace.zip',
      (token: string) => Buffer.from(zipSync({ 'a/trace': Buffer.from(`{"t":"${token}"}`) })),
    ],
    [
      'in an archive in a page',
      'index.html',
      (token: string) => {
        const zip = Buffer.from(zipSync({ report: Buffer.from(token) })).toString('base64');
        return Buffer.from(`<script>x = "data:application/zip;base64,${zip}"</script>`);
      },
    ],
    ['in what cannot be read', 'broken.zip', () => Buffer.from('PK\u0003\u0004 and no more')],
  ] as const) {
    test(`with the token in it, ${what}, is deleted, and the run inconclusive`, async ({}, testInfo) => {
      const REPORT_DIR = testInfo.outputPath('report');
      const leaking = path.join(REPORT_DIR, 'deep', file);
      let leak: () => void = () => undefined;
      await withReference(
        listening(({ nth }) => {
          if (nth === 3) leak();
        }),
        async (server) => {
          leak = () => {
            mkdirSync(path.dirname(leaking), { recursive: true });
            writeFileSync(leaking, write(server.token));
          };
          const config = { ...targetOf(server, { customers: 1, users: 12 }), REPORT_DIR };
          const run = await conformance(testInfo, config, '--grep=one user is attached');
          expect(existsSync(leaking)).toBe(false);
          expect(run.exitCode).toBe(2);
          expect(run.stderr).toContain(leaking);
          expect(existsSync(path.join(REPORT_DIR, 'conformance.json'))).toBe(true);
        },
      );
    });
  }

  test('is without the token also with Playwright’s traces on, and nothing is deleted', async ({}, testInfo) => {
    const REPORT_DIR = testInfo.outputPath('report');
    await withReference(undefined, async (server) => {
      const run = await conformance(
        testInfo,
        { ...targetOf(server, { customers: 1, users: 12 }), REPORT_DIR },
        '--grep=one user is attached|without credentials',
        '--trace=on',
      );
      expect(run.stderr).toBe('');
      const traces = written(run).filter(([file]) => file.endsWith('trace.zip'));
      expect(traces).toHaveLength(2);
      for (const [file] of traces) {
        const entries = Object.entries(unzipSync(readFileSync(file)));
        const texts = entries.map(([, bytes]) => Buffer.from(bytes).toString('latin1'));
        expect(texts.join()).toContain('sync-users-conformance');
        for (const form of formsOf(server.token)) expect(texts.join()).not.toContain(form);
      }
    });
  });
});

/** The command lines of a run's processes. */
function processesOf(leader: number | undefined): string[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${String(leader)} `));
}

test('The token is in no list of processes, and in the environment of workers alone', async ({}, testInfo) => {
  let listed: string[] = [];
  let leader: number | undefined;
  await withReference(
    listening(({ nth }) => {
      if (nth === 12) listed = processesOf(leader);
    }),
    async (server) => {
      const running = start(testInfo, { ...targetOf(server), CI: '1' }, '--grep=Attach');
      leader = running.process.pid;
      await running.ended;
      expect(listed.length).toBeGreaterThan(1);
      // Nobody but Playwright's own workers, who send it.
      expect(listed.filter((line) => !/conformance\.mjs|workerProcessEntry/.test(line))).toEqual(
        [],
      );
      for (const secret of [server.token, server.forbiddenToken, server.expiredToken]) {
        expect(listed.join()).not.toContain(secret);
      }
    },
  );
});
