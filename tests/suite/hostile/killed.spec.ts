import { readdirSync } from 'node:fs';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { attachedTo, having, reportOf, targetOf, type Environment, type Run } from '../support/run';
import { listening } from '../support/servers';
import { expect, test } from '../support/test';
import { SYNCS } from './servers/start';

const BRIEF = '--grep=one user is attached';

const configOf = (server: ReferenceServer, restoreFrom: number): Environment => ({
  ...targetOf(server, { customers: 1, users: 12 }),
  RESTORE_USER_IDS: server.users.slice(restoreFrom, restoreFrom + 2).join(','),
});

const journals = (directory: string) =>
  readdirSync(directory).filter((name) => name.startsWith('unrestored-'));

/** Kills every process of a run, with no time for anything. */
function kill(pid: number | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (pid === undefined) throw new Error('the run did not start');
  process.kill(-pid, signal);
}

/** The requests at which runs are killed: in the preflight, at its end and in scenarios. */
const MOMENTS = [2, 3, 4, 5, 6, 7, 9, 11, 12, 14, 16, 19, 20, 23, 26, 29, 31, 34, 38, 42];

test.describe('A run that is killed', () => {
  // Each run is killed while a request is in progress, and leaves customers to restore.
  test('at any of twenty moments has its customers restored by the next, which reports it', async ({
    reference,
    startRun,
    conformance,
  }, testInfo) => {
    test.slow();
    let die: (nth: number) => void = () => undefined;
    let current = '';
    const asked: { body: string }[] = [];
    const noting: Patch = ({ respond }) => ({
      respond: async (request) => {
        const body = (await request.bytes()).toString();
        // Some requests of the run before may arrive after its end.
        if (request.headers['x-run'] !== current) return respond(request);
        asked.push({ body });
        const response = await respond(request);
        die(asked.length);
        return response;
      },
    });
    const server = await reference(noting);
    const [customer = ''] = server.customers;
    const REPORT_DIR = testInfo.outputPath('report');
    // Nothing, before the first.
    let owed: string[] = [];
    for (const [index, moment] of MOMENTS.entries()) {
      asked.length = 0;
      // Each asks for a state of its own, so that none can be taken for another's.
      const config = { ...configOf(server, 20 + 2 * index), REPORT_DIR };
      current = `killed-at-request-${String(moment)}`;
      const EXTRA_HEADERS = `X-Run: ${current}`;
      const running = startRun({ ...config, EXTRA_HEADERS }, '--workers=1');
      die = (nth) => {
        if (nth === moment) kill(running.process.pid);
      };
      const { signal, stderr } = await running.ended;
      expect(signal, `killed at request ${String(moment)}`).toBe('SIGKILL');
      const first = asked.slice(0, owed.length).map(({ body }) => body);
      expect(first).toEqual(owed.map((users) => `{"user_ids":[${users}]}`));
      expect(stderr.includes(`ended without restoring customer ${customer}`)).toBe(index > 0);
      owed = [config.RESTORE_USER_IDS ?? ''];
      expect(journals(REPORT_DIR)).toHaveLength(1);
    }
    die = () => undefined;
    const run = await conformance({ ...configOf(server, 2), REPORT_DIR }, BRIEF);
    expect(run.stdout).toContain(`ended without restoring customer ${customer}`);
    expect(journals(REPORT_DIR)).toEqual([]);
    expect(await attachedTo(server, customer)).toEqual(server.users.slice(2, 4));
  });

  test('is reported by a run without its customer, and made good by one with it', async ({
    reference,
    startRun,
    conformance,
  }, testInfo) => {
    let die: () => void = () => undefined;
    const midway = listening(({ nth }) => {
      if (nth === 20) die();
    });
    const server = await reference(midway);
    const [seven = '', nine = ''] = server.customers;
    const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
    const killed = startRun(config);
    die = () => {
      kill(killed.process.pid);
    };
    await killed.ended;
    expect(await attachedTo(server, seven)).not.toEqual(server.users.slice(20, 22));

    const left = await attachedTo(server, seven);
    const other = await conformance({ ...config, CUSTOMER_IDS: nine }, BRIEF);
    expect(other.stderr).toMatch(
      new RegExp(`ended without restoring customer ${seven} to users .* delete .*unrestored-`),
    );
    expect(await attachedTo(server, seven)).toEqual(left);
    const run = await conformance(config, BRIEF);
    expect(run.stderr).toContain(`ended without restoring customer ${seven}. This run restored it`);
    expect(await attachedTo(server, seven)).toEqual(server.users.slice(20, 22));
    expect(journals(config.REPORT_DIR)).toEqual([]);
  });
});

test('A second Ctrl-C stops a run at once, and reports what was not restored', async ({
  reference,
  startRun,
  conformance,
}, testInfo) => {
  let interrupt: (nth: number) => void = () => undefined;
  let asked = 0;
  // The restore waits, so that there is time for a second one.
  const slowly: Patch = ({ respond }) => ({
    respond: async (request) => {
      interrupt(++asked);
      if (asked > 20) await new Promise((resolve) => setTimeout(resolve, 3_000).unref());
      return respond(request);
    },
  });
  const server = await reference(slowly);
  const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
  const running = startRun(config);
  const again: NodeJS.Timeout[] = [];
  interrupt = (nth) => {
    if (nth !== 21) return;
    kill(running.process.pid, 'SIGINT');
    again.push(
      setTimeout(() => {
        kill(running.process.pid, 'SIGINT');
      }, 1_300),
    );
  };
  const run = await running.ended;
  again.forEach(clearTimeout);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(/NOT RESTORED: customer 7 .*stopped by a second signal, SIGINT/);
  expect(run.reportText).toBeUndefined();

  const next = await conformance(config, BRIEF);
  expect(next.stderr).toContain('ended without restoring customer 7');
  expect(await attachedTo(server, '7')).toEqual(server.users.slice(20, 22));
});

test('Ctrl-C waits for the request in progress, which the target may still perform', async ({
  reference,
  startRun,
}, testInfo) => {
  let interrupt: () => void = () => undefined;
  let asked = 0;
  let late: Promise<unknown> = Promise.resolve();
  const lateOnce: Patch = ({ respond }) => ({
    respond: async (request) => {
      if (++asked !== 21) return respond(request);
      interrupt();
      late = new Promise((resolve) => setTimeout(resolve, 4_000)).then(() => respond(request));
      return (await late) as Awaited<ReturnType<typeof respond>>;
    },
  });
  const server = await reference(lateOnce);
  const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
  const running = startRun(config);
  interrupt = () => {
    kill(running.process.pid, 'SIGINT');
  };
  expect((await running.ended).exitCode).toBe(2);
  await late;
  expect(await attachedTo(server, '7')).toEqual(server.users.slice(20, 22));
});

test('A run does not begin beside another on its customer, and neither is misjudged', async ({
  reference,
  conformance,
}, testInfo) => {
  let second: Promise<Run> | undefined;
  let begin: () => Promise<Run> = () => Promise.reject(new Error('not yet'));
  let whileBoth = 0;
  const midway: Patch = ({ respond }) => {
    let nth = 0;
    return {
      respond: async (request) => {
        if (++nth === 20) {
          second = begin();
          await second;
          whileBoth = nth;
        }
        return respond(request);
      },
    };
  };
  const server = await reference(midway);
  const config = {
    ...configOf(server, 20),
    REPORT_DIR: testInfo.outputPath('report'),
    // The second run is over before the first gets its response.
    REQUEST_TIMEOUT_MS: '60000',
  };
  begin = () => conformance(config, '--grep=Detach');
  const first = await conformance(config, `--grep=${SYNCS}`);
  const refused = await second;
  expect(refused?.exitCode).toBe(2);
  expect(refused?.stderr).toMatch(/is still using customer 7 .*nothing was sent/);
  expect(whileBoth).toBe(20);
  expect(having(reportOf(first), 'failed', 'warning')).toEqual([]);
  expect(having(reportOf(first), 'passed')).toContain('detach.unlisted');
  expect(journals(config.REPORT_DIR)).toEqual([]);
});
