import { expect, test } from '@playwright/test';
import { HttpError } from '../../../helpers/reference/pipeline';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { combine } from '../../../helpers/reference/patches';
import { attachedTo, conformance, reportOf, resultOf, start, targetOf } from '../support/run';
import { fault, listening, withReference } from '../support/servers';

/** Users that no scenario attaches: who is found there was restored. */
const restoredOf = (server: ReferenceServer) => server.users.slice(100, 103);

const configOf = (server: ReferenceServer) => ({
  ...targetOf(server),
  RESTORE_USER_IDS: restoredOf(server).join(','),
});

async function attachedToReserved(server: ReferenceServer): Promise<string[][]> {
  return Promise.all(server.customers.slice(0, 2).map((customer) => attachedTo(server, customer)));
}

/** Expects that the third customer, which is not reserved, keeps its users. */
async function withUntouched(server: ReferenceServer, run: () => Promise<void>): Promise<void> {
  const [, , other = ''] = server.customers;
  const before = await attachedTo(server, other);
  await run();
  expect(await attachedTo(server, other)).toEqual(before);
}

test.describe('The reserved customers', () => {
  test('are left with RESTORE_USER_IDS after a run', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const wanted = restoredOf(server);
      expect(await attachedToReserved(server)).not.toContainEqual(wanted);
      await withUntouched(server, async () => {
        const run = await conformance(testInfo, configOf(server));
        expect(run.exitCode).toBe(0);
        expect(run.stdout + run.stderr).not.toContain('NOT RESTORED');
      });
      expect(await attachedToReserved(server)).toEqual([wanted, wanted]);
    });
  });

  test('are left with nobody where nobody is named', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      await conformance(testInfo, targetOf(server), '--grep=Detach');
      expect(await attachedToReserved(server)).toEqual([[], []]);
    });
  });

  test('are left with RESTORE_USER_IDS after failures', async ({}, testInfo) => {
    await withReference(fault('subset-detaches-nobody'), async (server) => {
      const run = await conformance(testInfo, configOf(server), '--grep=Attach|Detach');
      expect(run.exitCode).toBe(1);
      const wanted = restoredOf(server);
      expect(await attachedToReserved(server)).toEqual([wanted, wanted]);
    });
  });

  test('are left with RESTORE_USER_IDS where the preflight stops the run', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const run = await conformance(testInfo, {
        ...configOf(server),
        USER_IDS: `${server.users.slice(0, 8).join(',')},900000123`,
      });
      expect(run.exitCode).toBe(2);
      const wanted = restoredOf(server);
      expect(await attachedToReserved(server)).toEqual([wanted, wanted]);
    });
  });

  for (const [what, signal, whom] of [
    // As a terminal does it: everyone in the process group gets the signal.
    ['Ctrl-C', 'SIGINT', (leader: number) => -leader],
    ['a CI has cancelled it', 'SIGTERM', (leader: number) => leader],
  ] as const) {
    test(`are left with RESTORE_USER_IDS after ${what}`, async ({}, testInfo) => {
      let interrupt: () => void = () => undefined;
      const midway = listening(({ nth }) => {
        if (nth === 80) interrupt();
      });
      await withReference(midway, async (server) => {
        await withUntouched(server, async () => {
          const running = start(testInfo, configOf(server));
          const { pid: leader } = running.process;
          if (leader === undefined) throw new Error('the run did not start');
          interrupt = () => process.kill(whom(leader), signal);
          const run = await running.ended;

          expect(run.exitCode).toBe(2);
          const report = reportOf(run);
          expect(report.verdict).toBe('inconclusive');
          expect(report.notes).toContainEqual(expect.stringContaining('interrupted'));
          expect(report.requests).toBeGreaterThanOrEqual(80);
          expect(report.requirements.map(({ verdict }) => verdict)).toContain('untested');
        });
        const wanted = restoredOf(server);
        expect(await attachedToReserved(server)).toEqual([wanted, wanted]);
      });
    });
  }

  test('that could not be restored are named loudly, and the verdict is what it was', async ({}, testInfo) => {
    let left = '';
    const refusing: Patch = ({ readUsers, readCustomer }) => {
      let customer = '';
      return {
        readCustomer: (request) => (customer = readCustomer(request)),
        readUsers: (ids) => {
          if (customer === left && ids.length === 3 && ids.some((id) => id > 500n)) {
            throw new HttpError(409, 'Not now.');
          }
          return readUsers(ids);
        },
      };
    };
    await withReference(refusing, async (server) => {
      const [seven = '', nine = ''] = server.customers;
      left = seven;
      const wanted = restoredOf(server);
      expect(wanted.every((id) => Number(id) > 500)).toBe(true);
      const config = configOf(server);
      const run = await conformance(testInfo, config);

      expect(run.exitCode).toBe(0);
      const report = reportOf(run);
      expect(report.verdict).toBe('conformant');
      const notes = report.notes.filter((note) => note.startsWith('NOT RESTORED'));
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain(`customer ${seven} `);
      expect(notes[0]).toContain(wanted.join(', '));
      expect(notes[0]).toContain('409');
      expect(run.stdout + run.stderr).toContain(notes[0]);
      expect(await attachedTo(server, nine)).toEqual(wanted);
    });
  });

  test('are restored although every scenario that touched them broke', async ({}, testInfo) => {
    await withReference(combine(fault('email-as-string'), fault('html-errors')), async (server) => {
      const run = await conformance(testInfo, configOf(server), '--grep=Attach');
      expect(resultOf(reportOf(run), 'user.email').verdict).toBe('failed');
      const wanted = restoredOf(server);
      expect(await attachedToReserved(server)).toEqual([wanted, wanted]);
    });
  });
});
