import { test as base, expect } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readConfig, type Target } from '../../../helpers/config/config';
import { openJournal, type Journal, type PendingRestore } from '../../../helpers/run/journal';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { recover } from '../../../helpers/run/recover';
import { newClient } from '../support/client';
import { attachedTo, targetOf } from '../support/run';
import { withReference } from '../support/servers';

interface Recovery {
  /** The customers of the reference server. */
  customers: readonly [string, string, string];
  /** Users that the killed run was to restore. */
  users: string[];
  /** Writes the journal of a killed run. */
  leave: (customers: string[], changed?: Partial<PendingRestore> & { name?: string }) => void;
  /** Starts a run that uses some customers. */
  open: (...customers: string[]) => Journal;
  /** Recovers in a run that uses some customers. Returns its notes. */
  recovered: (customers: string[], lent?: string[]) => Promise<string[]>;
  /** Returns the customers that have the users to restore, and those that are still pending. */
  state: () => Promise<{ restored: string[]; pending: string[] }>;
}

const test = base.extend<{ recovery: Recovery }>({
  recovery: async ({}, use, testInfo) => {
    await withReference(undefined, async (server) => {
      const [one = '', two = '', three = ''] = server.customers;
      const directory = testInfo.outputPath('report');
      const file = `${directory}/unrestored-dead.json`;
      mkdirSync(directory);
      const { target } = readConfig(targetOf(server));
      if (!target) throw new Error('there is no target');
      const { baseUrl } = target;
      const using = (customers: string[]): Target => ({ ...target, customers });
      const users = server.users.slice(30, 32);
      await use({
        customers: [one, two, three],
        users,
        leave: (customers, { name = 'dead', ...changed } = {}) => {
          const restoreUsers = Object.fromEntries(customers.map((id) => [id, users]));
          const startedAt = '2026-01-01T00:00:00.000Z';
          const entry = { startedAt, restoreUsers, customers, baseUrl, ...changed };
          writeFileSync(`${directory}/unrestored-${name}.json`, JSON.stringify(entry));
        },
        open: (...customers) => openJournal(directory, using(customers)),
        recovered: async (customers, lent = customers) => {
          const own = openJournal(directory, using(customers));
          const client = newClient(baseUrl);
          const requests = new JudgedRequests('Preflight', client);
          const recovering = {};
          try {
            const notes = await recover({
              directory,
              own,
              target: using(customers),
              lent,
              requests,
              recovering,
            });
            expect(recovering).toEqual({});
            return notes;
          } finally {
            client.close();
            own.close([]);
          }
        },
        state: async () => {
          const restored = [];
          for (const customer of [one, two, three]) {
            const attached = await attachedTo(server, customer);
            if (attached.join() === users.join()) restored.push(customer);
          }
          if (!existsSync(file)) return { restored, pending: [] };
          const left = JSON.parse(readFileSync(file, 'utf8')) as PendingRestore;
          return { restored, pending: left.customers };
        },
      });
    });
  },
});

test.describe('A pending restore of a killed run', () => {
  test('is done by the next run for its own customers; others are reported once', async ({
    recovery,
  }) => {
    const [one, two, three] = recovery.customers;
    recovery.leave([one, two]);
    expect(await recovery.recovered([two, three])).toEqual([
      expect.stringContaining(`without restoring customer ${two}. This run restored it`),
      expect.stringMatching(
        new RegExp(
          `without restoring customer ${one} to users ${recovery.users.join(', ')}\\. CUSTOMER_IDS .*delete .*unrestored-dead\\.json`,
        ),
      ),
    ]);
    expect(await recovery.state()).toEqual({ restored: [two], pending: [one] });
    expect(await recovery.recovered([two])).toEqual([]);
    expect(await recovery.recovered([one])).toHaveLength(1);
    expect(await recovery.state()).toEqual({ restored: [one, two], pending: [] });
  });

  test('is done by a shard for its own customers; those of others stay pending', async ({
    recovery,
  }) => {
    const [one, two] = recovery.customers;
    recovery.leave([one, two]);
    expect(await recovery.recovered([two], [one, two])).toHaveLength(1);
    expect(await recovery.state()).toEqual({ restored: [two], pending: [one] });
  });

  test('is not done while another run uses the customer', async ({ recovery }) => {
    const [one, two, three] = recovery.customers;
    recovery.leave([one, two]);
    const running = recovery.open(two);
    await recovery.recovered([one, three]);
    expect(await recovery.state()).toEqual({ restored: [one], pending: [two] });
    running.close([]);
  });

  test('to another target is left alone', async ({ recovery }) => {
    const [one] = recovery.customers;
    recovery.leave([one], { baseUrl: 'https://example.com/v1' });
    expect(await recovery.recovered([one])).toEqual([]);
    expect(await recovery.state()).toEqual({ restored: [], pending: [one] });
  });

  test('of a customer that does not exist is settled where others do', async ({ recovery }) => {
    const [one] = recovery.customers;
    const typo = '900000123';
    recovery.leave([typo]);
    expect(await recovery.recovered([typo])).toEqual([
      expect.stringMatching(/NOT RESTORED: customer 900000123 .*404/),
    ]);
    expect(await recovery.state()).toEqual({ restored: [], pending: [typo] });
    recovery.leave([one, typo]);
    const notes = await recovery.recovered([one, typo]);
    expect(notes).toHaveLength(3);
    expect(notes[2]).toMatch(/no longer lists customer 900000123, which does not exist/);
    expect(await recovery.state()).toEqual({ restored: [one], pending: [] });
  });

  test('is done once, to the users of the oldest of several runs', async ({ recovery }) => {
    const [one] = recovery.customers;
    recovery.leave([one]);
    for (const name of ['a', 'z']) {
      recovery.leave([one], {
        name,
        startedAt: '2026-01-02T00:00:00Z',
        restoreUsers: { [one]: [] },
      });
    }
    expect(await recovery.recovered([one])).toHaveLength(1);
    expect(await recovery.state()).toEqual({ restored: [one], pending: [] });
    expect(await recovery.recovered([one])).toEqual([]);
  });
});

test('A run stops before its first request if another run uses its customer', async ({
  recovery,
}) => {
  const [one, two] = recovery.customers;
  recovery.leave([one]);
  const running = recovery.open(one, two);
  await expect(recovery.recovered([two])).rejects.toThrow(
    new RegExp(`unrestored-.*still using customer ${two} .*nothing was sent`),
  );
  expect(await recovery.state()).toEqual({ restored: [], pending: [one] });
  running.close([]);
});
