import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import {
  attachedTo,
  conformance,
  start,
  targetOf,
  type Environment,
  type Run,
} from '../support/run';
import { listening, withReference } from '../support/servers';

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

/** Numbers from 2 on, the same each time, no two of them alike. */
function moments(count: number, most: number): number[] {
  const drawn = new Set<number>();
  for (let seed = 7; drawn.size < count; seed = (seed * 16_807) % 2_147_483_647) {
    drawn.add(2 + (seed % most));
  }
  return [...drawn];
}

test.describe('A run that is killed', () => {
  // Each of them ends in the midst of things, and the next has to put right what it left.
  test('at twenty moments is made good by the next, which reports it', async ({}, testInfo) => {
    test.slow();
    let die: (nth: number) => void = () => undefined;
    const asked: { body: string }[] = [];
    const noting: Patch = ({ respond }) => ({
      respond: async (request) => {
        asked.push({ body: (await request.bytes()).toString() });
        const response = await respond(request);
        die(asked.length);
        return response;
      },
    });
    await withReference(noting, async (server) => {
      const [customer = ''] = server.customers;
      const REPORT_DIR = testInfo.outputPath('report');
      // Nothing, before the first.
      let owed: string[] = [];
      for (const [index, moment] of moments(20, 40).entries()) {
        asked.length = 0;
        // Each asks for a state of its own, so that none can be taken for another's.
        const config = { ...configOf(server, 20 + 2 * index), REPORT_DIR };
        const running = start(testInfo, config, '--workers=1');
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
      const config = { ...configOf(server, 2), REPORT_DIR };
      const run = await conformance(testInfo, config, BRIEF);
      expect(run.stdout).toContain(`ended without restoring customer ${customer}`);
      expect(journals(REPORT_DIR)).toEqual([]);
      expect(await attachedTo(server, customer)).toEqual(server.users.slice(2, 4));
    });
  });

  test('is made good for customers that the next does not have', async ({}, testInfo) => {
    let pid: number | undefined;
    const midway = listening(({ nth }) => {
      if (nth === 20) kill(pid);
    });
    await withReference(midway, async (server) => {
      const [seven = '', nine = ''] = server.customers;
      const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
      const killed = start(testInfo, config);
      pid = killed.process.pid;
      await killed.ended;
      expect(await attachedTo(server, seven)).not.toEqual(server.users.slice(20, 22));

      const run = await conformance(testInfo, { ...config, CUSTOMER_IDS: nine }, BRIEF);
      expect(run.stderr).toContain(`ended without restoring customer ${seven}`);
      expect(await attachedTo(server, seven)).toEqual(server.users.slice(20, 22));
      expect(journals(config.REPORT_DIR)).toEqual([]);
    });
  });
});

test('A second Ctrl-C stops a run at once, and reports what was not restored', async ({}, testInfo) => {
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
  await withReference(slowly, async (server) => {
    const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
    const running = start(testInfo, config);
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
    expect(run.stderr).toMatch(/NOT RESTORED: customer 7 .*stopped by a second Ctrl-C/);
    expect(run.reportText).toBeUndefined();

    const next = await conformance(testInfo, config, BRIEF);
    expect(next.stderr).toContain('ended without restoring customer 7');
    expect(await attachedTo(server, '7')).toEqual(server.users.slice(20, 22));
  });
});

test('A run does not begin beside another on its customer, and neither is misjudged', async ({}, testInfo) => {
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
  await withReference(midway, async (server) => {
    const config = { ...configOf(server, 20), REPORT_DIR: testInfo.outputPath('report') };
    begin = () => conformance(testInfo, config, '--grep=Detach');
    const first = await conformance(testInfo, config);
    const refused = await second;
    expect(refused?.exitCode).toBe(2);
    expect(refused?.stderr).toMatch(/is still using customer 7 .*nothing was sent/);
    expect(whileBoth).toBe(20);
    expect(first.exitCode).toBe(0);
    expect(journals(config.REPORT_DIR)).toEqual([]);
  });
});
