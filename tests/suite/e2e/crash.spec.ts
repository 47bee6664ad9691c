import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { attachedTo, reportOf, start, targetOf } from '../support/run';
import { listening, withReference } from '../support/servers';

/** The workers of a run: children of its main process. */
function workersOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

test('after a crash of a worker, customers are restored, and the run is inconclusive', async ({}, testInfo) => {
  let killed = 0;
  let run: ReturnType<typeof start> | undefined;
  const killWorkersAt = listening(({ nth }) => {
    const pid = run?.process.pid;
    if (nth !== 100 || pid === undefined) return;
    for (const worker of workersOf(pid)) {
      process.kill(worker, 'SIGKILL');
      killed++;
    }
  });
  await withReference(killWorkersAt, async (server) => {
    const wanted = server.users.slice(100, 103);
    run = start(testInfo, { ...targetOf(server), RESTORE_USER_IDS: wanted.join(',') });
    const ended = await run.ended;
    const report = reportOf(ended);

    expect(killed).toBeGreaterThan(0);
    expect(ended.exitCode).toBe(2);
    expect(report.verdict).toBe('inconclusive');
    expect(report.notes.join('\n')).toMatch(/crashed/);
    for (const customer of server.customers.slice(0, 2)) {
      expect(await attachedTo(server, customer)).toEqual(wanted);
    }
  });
});
