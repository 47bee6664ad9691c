import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HttpError } from '../../../helpers/reference/pipeline';
import { combine } from '../../../helpers/reference/patches';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { attachedTo, having, reportOf, resultOf, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';

/** Users that no scenario attaches: who is found there was restored. */
const restoredOf = (server: ReferenceServer) => server.users.slice(100, 103);

const configOf = (server: ReferenceServer) => ({
  ...targetOf(server),
  RESTORE_USER_IDS: restoredOf(server).join(','),
});

/** Expects both reserved customers to have RESTORE_USER_IDS. */
async function expectRestored(server: ReferenceServer): Promise<void> {
  for (const customer of server.customers.slice(0, 2)) {
    expect(await attachedTo(server, customer)).toEqual(restoredOf(server));
  }
}

/** Keeps the roles of a user with the customer: a user who was detached has none. */
const forgetsRoles: Patch = ({ sync, store, presentUser }) => {
  const detached = new Set<string>();
  return {
    sync: (customer, listed) => {
      for (const id of store.get(customer)) if (!listed.includes(id)) detached.add(id);
      return sync(customer, listed);
    },
    presentUser: (user, context) => ({
      ...presentUser(user, context),
      ...(detached.has(user.id) && { roles: [] }),
    }),
  };
};

test.describe('The reserved customers', () => {
  test('are left with RESTORE_USER_IDS although every scenario failed', async ({
    reference,
    conformance,
  }) => {
    const defects = ['email-as-string', 'html-errors', 'subset-detaches-nobody'] as const;
    const server = await reference(combine(...defects.map(fault)));
    const scenarios = '--grep=one user is attached|users left out of the list';
    const run = await conformance(configOf(server), scenarios);
    expect(run.exitCode).toBe(1);
    expect(having(reportOf(run), 'failed')).toEqual(
      expect.arrayContaining(['detach.unlisted', 'user.email']),
    );
    await expectRestored(server);
  });

  test('have users who are as they were before the run', async ({ reference, conformance }) => {
    const server = await reference(forgetsRoles);
    const run = await conformance(configOf(server), '--grep=one user is attached');
    expect(run.exitCode).toBe(1);
    expect(having(reportOf(run), 'failed')).toEqual(['user.stable']);
    expect(run.stdout).toMatch(/changed .*user \d+: roles was \[.+\], and is \[\]/);
  });

  test('are left with RESTORE_USER_IDS where the preflight stops the run', async ({
    reference,
    conformance,
  }) => {
    const server = await reference();
    const USER_IDS = `${server.users.slice(0, 8).join(',')},900000123`;
    const run = await conformance({ ...configOf(server), USER_IDS });
    expect(run.exitCode).toBe(2);
    expect(run.stderr.split('\n')).toEqual([
      expect.stringMatching(/rejects user 900000123 .*USER_IDS/),
      'inconclusive: no scenario was run.',
      '',
    ]);
    expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios|^failed /m);
    expect(run.reportText).toBeUndefined();
    await expectRestored(server);
  });

  test('are left with the users that were read, each with its own, in the journal too', async ({
    reference,
    conformance,
  }) => {
    let journal = '';
    const server = await reference(
      listening(({ nth }) => {
        if (nth !== 8) return;
        const [name = ''] = readdirSync(directory).filter((each) => each.startsWith('unrestored'));
        journal = readFileSync(path.join(directory, name), 'utf8');
      }),
    );
    const directory = test.info().outputPath('report');
    const lent = server.customers.slice(0, 2);
    const before = await Promise.all(lent.map((customer) => attachedTo(server, customer)));
    const config = { ...targetOf(server), REPORT_DIR: directory };
    const run = await conformance(config, '--grep=one user is attached|users left out of the list');
    expect(run.stderr).toBe('');
    expect(await Promise.all(lent.map((customer) => attachedTo(server, customer)))).toEqual(before);
    expect(before.map(({ length }) => length)).not.toContain(0);
    expect(JSON.parse(journal)).toMatchObject({
      restoreUsers: Object.fromEntries(lent.map((customer, nth) => [customer, before[nth]])),
    });
  });

  for (const [what, signal, whom] of [
    // As a terminal does it: everyone in the process group gets the signal.
    ['Ctrl-C', 'SIGINT', (leader: number) => -leader],
    ['a CI has cancelled it', 'SIGTERM', (leader: number) => leader],
  ] as const) {
    test(`are left with RESTORE_USER_IDS after ${what}, and no other is touched${signal === 'SIGINT' ? '' : ' @long'}`, async ({
      reference,
      startRun,
    }) => {
      let interrupt: () => void = () => undefined;
      const midway = listening(({ nth }) => {
        if (nth === 40) interrupt();
      });
      const server = await reference(midway);
      const [, , other = ''] = server.customers;
      const before = await attachedTo(server, other);
      const running = startRun(configOf(server));
      const { pid: leader } = running.process;
      if (leader === undefined) throw new Error('the run did not start');
      interrupt = () => process.kill(whom(leader), signal);
      const run = await running.ended;

      expect(run.exitCode).toBe(2);
      const report = reportOf(run);
      expect(report.verdict).toBe('inconclusive');
      expect(report.notes).toContainEqual(expect.stringContaining('interrupted'));
      expect(report.requests).toBeGreaterThanOrEqual(39);
      expect(having(report, 'untested')).not.toEqual([]);
      expect(await attachedTo(server, other)).toEqual(before);
      await expectRestored(server);
    });
  }

  test('that could not be restored are in the last line, in every output and in the exit code', async ({
    reference,
    conformance,
  }) => {
    let left = '';
    const refusing: Patch = ({ readUsers, readCustomer }) => {
      let customer = '';
      let times = 0;
      return {
        readCustomer: (request) => (customer = readCustomer(request)),
        readUsers: (ids) => {
          // The preflight shows that it takes these users.
          const isRestore = customer === left && ids.length === 3 && ids.some((id) => id > 500n);
          if (isRestore && ++times > 1) {
            throw new HttpError(409, 'Not now.');
          }
          return readUsers(ids);
        },
      };
    };
    const server = await reference(refusing);
    const [seven = '', nine = ''] = server.customers;
    left = seven;
    const wanted = restoredOf(server);
    expect(wanted.every((id) => Number(id) > 500)).toBe(true);
    // Nothing optional is set: what waits for it does not change the verdict either.
    const optional = { FORBIDDEN_TOKEN: '', EXPIRED_TOKEN: '', READ_BACK_PATH: '' };
    const run = await conformance({ ...configOf(server), ...optional });

    expect(run.exitCode).toBe(2);
    const report = reportOf(run);
    expect(report.verdict).toBe('conformant');
    expect(report.unrestored).toEqual([seven]);
    const last = `NOT RESTORED: customer ${seven}. The exit code is 2.`;
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(last);
    for (const output of [
      'index.html',
      'conformance.json',
      'junit.xml',
      'conformance.sarif',
      'summary.md',
      'badge.svg',
    ]) {
      const text = readFileSync(path.join(run.directory, output), 'utf8');
      expect.soft(text, output).toMatch(/not restored/i);
    }
    expect(having(report, 'untested')).toEqual([
      'auth.forbidden',
      'auth.expired',
      'client.http2',
      'readback.persisted',
      'readback.refused-unchanged',
    ]);
    expect(resultOf(report, 'auth.expired').reason).toContain('EXPIRED_TOKEN');
    const notes = report.notes.filter((note) => note.startsWith('NOT RESTORED'));
    expect(notes).toEqual([expect.stringContaining(`customer ${seven} `)]);
    expect(notes[0]).toContain(wanted.join(', '));
    expect(notes[0]).toContain('409');
    expect(run.stdout + run.stderr).toContain(notes[0]);
    expect(await attachedTo(server, nine)).toEqual(wanted);
  });
});
