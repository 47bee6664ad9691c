import { execFileSync } from 'node:child_process';
import { attachedTo, reportOf, targetOf } from '../support/run';
import { listening } from '../support/servers';
import { expect, test } from '../support/test';

/** The workers of a run: children of its main process. */
function workersOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

test('After a crash of a worker, customers are restored, and the run is inconclusive', async ({
  reference,
  startRun,
}) => {
  let killed = 0;
  let killWorkers = (): void => undefined;
  const server = await reference(
    listening(({ nth }) => {
      if (nth === 20) killWorkers();
    }),
  );
  const wanted = server.users.slice(100, 103);
  const given = { ...targetOf(server), RESTORE_USER_IDS: wanted.join(',') };
  const run = startRun(given, '--grep=Attach|Detach|Replace|Empty');
  killWorkers = () => {
    for (const worker of workersOf(run.process.pid ?? 0)) {
      process.kill(worker, 'SIGKILL');
      killed++;
    }
  };
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
