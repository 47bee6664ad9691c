import { test as base, expect } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig, type Target } from '../../../helpers/config/config';
import { openJournal, type PendingRestore } from '../../../helpers/run/journal';
import { recover } from '../../../helpers/run/recover';
import { openSession } from '../../../helpers/scenario/session';
import { attachedTo, targetOf } from '../support/run';
import { withReference } from '../support/servers';

interface Recovery {
  /** The customers of the reference server. */
  customers: readonly [string, string, string];
  directory: string;
  /** Returns the target with some of the customers. */
  target: (...customers: string[]) => Target;
  /** Writes the journal of a killed run; returns its file. */
  leave: (debt: Partial<PendingRestore>) => string;
  recovered: (target: Target, shard?: boolean) => Promise<string[]>;
  /** Reports for each customer whether it has the users to restore. */
  restored: () => Promise<boolean[]>;
}

const test = base.extend<{ recovery: Recovery }>({
  recovery: async ({}, use, testInfo) => {
    await withReference(undefined, async (server) => {
      const [one = '', two = '', three = ''] = server.customers;
      const directory = testInfo.outputPath('report');
      mkdirSync(directory);
      const given = readConfig({ ...targetOf(server), API_TOKEN: server.token });
      if (!given.target) throw new Error('there is no target');
      const { target: whole } = given;
      const owed = server.users.slice(30, 32);
      await use({
        customers: [one, two, three],
        directory,
        target: (...customers) => ({ ...whole, customers }),
        leave: (debt) => {
          const run = `dead-${String(debt.customers)}`;
          const file = path.join(directory, `unrestored-${run}.json`);
          const all: PendingRestore = {
            run,
            // Nobody listens on it.
            port: 1,
            startedAt: '2026-01-01T00:00:00.000Z',
            baseUrl: server.baseUrl,
            customers: [],
            restoreUsers: [...owed],
            ...debt,
          };
          writeFileSync(file, JSON.stringify(all));
          return file;
        },
        recovered: async (target, shard = false) => {
          const journal = await openJournal(directory, target);
          const noLease = () => Promise.reject(new Error('no lease'));
          const { client } = openSession(target, given.run, noLease, { name: 't', share: 1 });
          try {
            return await recover(directory, journal, target, client, shard);
          } finally {
            client.close();
            journal.close([]);
          }
        },
        restored: () =>
          Promise.all(
            [one, two, three].map(
              async (customer) => (await attachedTo(server, customer)).join() === owed.join(),
            ),
          ),
      });
    });
  },
});

test.describe('A pending restore of a killed run', () => {
  test('is done by the next run, which may have other customers', async ({ recovery }) => {
    const [one, two, three] = recovery.customers;
    const file = recovery.leave({ customers: [one, two] });
    const notes = await recovery.recovered(recovery.target(three));
    expect(notes).toEqual([expect.stringContaining(`without restoring customer ${one}, ${two}.`)]);
    expect(await recovery.restored()).toEqual([true, true, false]);
    expect(existsSync(file)).toBe(false);
  });

  test('is done by a shard for its own customers; the rest stays pending', async ({ recovery }) => {
    const [one, two] = recovery.customers;
    const file = recovery.leave({ customers: [one, two] });
    await recovery.recovered(recovery.target(two), true);
    expect(await recovery.restored()).toEqual([false, true, false]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ customers: [one] });
  });

  test('is not done while another run uses the customer', async ({ recovery }) => {
    const [one, two, three] = recovery.customers;
    const alive = await openJournal(recovery.directory, recovery.target(two));
    const file = recovery.leave({ customers: [one, two] });
    await recovery.recovered(recovery.target(three));
    expect(await recovery.restored()).toEqual([true, false, false]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ customers: [two] });
    alive.close([]);
  });

  test('to another target is left alone', async ({ recovery }) => {
    const [one] = recovery.customers;
    const file = recovery.leave({ customers: [one], baseUrl: 'https://example.com/v1' });
    expect(await recovery.recovered(recovery.target(one))).toEqual([]);
    expect(await recovery.restored()).toEqual([false, false, false]);
    expect(existsSync(file)).toBe(true);
  });

  test('stays pending and is reported if it fails', async ({ recovery }) => {
    const [one] = recovery.customers;
    const file = recovery.leave({ customers: [one, '900000123'] });
    const notes = await recovery.recovered(recovery.target(one));
    expect(notes).toHaveLength(2);
    expect(notes.join('\n')).toMatch(/NOT RESTORED: customer 900000123 .*404/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ customers: ['900000123'] });
  });
});

test('A run stops before its first request if another run uses its customer', async ({
  recovery,
}) => {
  const [one, two] = recovery.customers;
  recovery.leave({ customers: [one] });
  const alive = await openJournal(recovery.directory, recovery.target(one, two));
  await expect(recovery.recovered(recovery.target(two))).rejects.toThrow(
    new RegExp(`still using customer ${two} .*nothing was sent`),
  );
  expect(await recovery.restored()).toEqual([false, false, false]);
  alive.close([]);
});
