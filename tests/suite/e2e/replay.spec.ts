import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { combine } from '../../../helpers/reference/patches';
import type { Patch } from '../../../helpers/reference/server';
import { attachedTo, reportOf, ROOT, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';

/** Reads of two customers, their first syncs, and a sync to all users. */
const OF_PREFLIGHT = 5;

/** Returns each file of a directory with its content. */
const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file, readFileSync(file, 'latin1')]);

test('A finding is replayed: it still happens, it is gone, or that is unknown', async ({
  reference,
  conformance,
  startRun,
}, testInfo) => {
  test.slow();
  const REPORT_DIR = testInfo.outputPath('report');
  let onRequest: () => Promise<void> | undefined = () => undefined;
  const waiting: Patch = ({ respond }) => ({
    respond: async (request) => {
      await onRequest();
      return respond(request);
    },
  });
  const server = await reference(combine(waiting, fault('subset-detaches-nobody')));
  const given = { ...targetOf(server), REPORT_DIR };
  const [customer = ''] = server.customers;
  const before = await attachedTo(server, customer);
  const run = await conformance(given, '--grep=detach.spec');
  expect(reportOf(run).verdict).toBe('nonconformant');
  const files = filesIn(REPORT_DIR);

  // The command of the page, from where the run was started.
  const html = readFileSync(path.join(REPORT_DIR, 'index.html'), 'utf8').replace(/<[^>]+>/g, '');
  const [, file = ''] = /-- replay detach\.unlisted --report (\S+)/.exec(html) ?? [];
  expect(file).toBe(path.join(path.relative(ROOT, REPORT_DIR), 'conformance.json'));
  const elsewhere = { ...given, REPORT_DIR: testInfo.outputPath('none') };
  const replayed = ['replay', 'detach.unlisted', 'still-attached', '--report', file];
  const still = await conformance(elsewhere, ...replayed);
  expect(still.exitCode, still.stderr).toBe(1);
  expect(still.stdout).toContain(`, a report of ${server.baseUrl}\n`);
  expect(still.stdout).toMatch(/^POST \/customers\/\d+\/users \[\d+, \d+\] -> 200, 4 users in /m);
  expect(still.stdout).toContain('1/1 scenarios');
  expect(still.stdout).toContain('--data-raw');
  expect(still.stdout).toMatch(/^detach\.unlisted still-attached: still happens$/m);
  expect(still.stdout + still.stderr).not.toContain(server.token);
  expect(await attachedTo(server, customer)).toEqual(before);
  // The report is as it was, and nothing is beside it.
  expect(filesIn(REPORT_DIR)).toEqual(files);

  const fixed = await reference();
  const gone = await conformance({ ...given, ...targetOf(fixed) }, 'replay', 'detach.unlisted');
  expect(gone.exitCode, gone.stderr).toBe(0);
  expect(gone.stdout).toMatch(/^detach\.unlisted still-attached: no longer happens$/m);
  expect(filesIn(REPORT_DIR)).toEqual(files);

  // The request in progress is waited for.
  const brief = { ...given, REQUEST_TIMEOUT_MS: '2000' };
  const interrupted = startRun(brief, 'replay', 'detach.unlisted');
  let requests = 0;
  let release: () => void = () => undefined;
  // The first request of the scenario waits until the run is over.
  onRequest = () => {
    if (++requests !== OF_PREFLIGHT + 1) return undefined;
    interrupted.process.kill('SIGINT');
    return new Promise((resolve) => (release = resolve));
  };
  const stopped = await interrupted.ended;
  release();
  expect(stopped.exitCode).toBe(2);
  expect(stopped.stdout).toMatch(/unknown, as The (run|scenario) .*was interrupted/);
  expect(await attachedTo(server, customer)).toEqual(before);
  expect(filesIn(REPORT_DIR)).toEqual(files);
});

test(
  'A replay has the guards of a run: it sends nothing to a wrong target',
  { tag: '@long' },
  async ({ reference, conformance }, testInfo) => {
    const REPORT_DIR = testInfo.outputPath('report');
    let requests = 0;
    const faulty = combine(
      listening(() => requests++),
      fault('subset-detaches-nobody'),
    );
    const server = await reference(faulty);
    const given = { ...targetOf(server), REPORT_DIR };
    await conformance(given, '--grep=detach.spec');
    requests = 0;
    for (const [environment, message] of [
      [{ REPORT_DIR }, /is the report of .*, and BASE_URL is not set/],
      [{ ...given, PRODUCTION_HOSTS: '127.0.0.1' }, /is a production host/],
      [{ ...given, REPORT_DIR: testInfo.outputPath('none') }, /none\/conformance\.json cannot be/],
    ] as const) {
      const run = await conformance(environment, 'replay', 'detach.unlisted');
      expect(run.exitCode, run.stderr).toBe(2);
      expect(run.stderr).toMatch(message);
    }
    expect(requests).toBe(0);
  },
);
