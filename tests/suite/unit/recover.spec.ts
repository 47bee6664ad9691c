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
  /** Writes the journal of a killed run. */
  leave: (customers: string[], baseUrl?: string) => void;
  /** Starts a run that uses some customers. */
  open: (...customers: string[]) => Promise<Journal>;
  /** Recovers in a run that uses some customers. Returns its notes. */
  recovered: (customers: string[], shard?: boolean) => Promise<string[]>;
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
      const using = (customers: string[]): Target => ({ ...target, customers });
      // Each customer has users of its own.
      const restoreUsers = Object.fromEntries(
        [one, two, three, '900000123'].map((id, nth) => [id, server.users.slice(30, 32 + nth)]),
      );
      // Nobody listens on the port.
      const dead = { run: 'dead', port: 1, startedAt: '2026-01-01T00:00:00.000Z', restoreUsers };
      await use({
        customers: [one, two, three],
        leave: (customers, baseUrl = target.baseUrl) => {
          writeFileSync(file, JSON.stringify({ ...dead, customers, baseUrl }));
        },
        open: (...customers) => openJournal(directory, using(customers)),
        recovered: async (customers, shard = false) => {
          const journal = await openJournal(directory, using(customers));
          const client = newClient(target.baseUrl);
          const requests = new JudgedRequests('Preflight', client);
          try {
            return await recover(directory, journal, using(customers), requests, shard);
          } finally {
            client.close();
            journal.close([]);
          }
        },
        state: async () => {
          const restored = [];
          for (const customer of [one, two, three]) {
            const attached = await attachedTo(server, customer);
            if (attached.join() === restoreUsers[customer]?.join()) restored.push(customer);
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
  test('is done by the next run, which may have other customers', async ({ recovery }) => {
    const [one, two, three] = recovery.customers;
    recovery.leave([one, two]);
    expect(await recovery.recovered([three])).toEqual([
      expect.stringContaining(`without restoring customer ${one}, ${two}.`),
    ]);
    expect(await recovery.state()).toEqual({ restored: [one, two], pending: [] });
  });

  test('is done by a shard for its own customers; the rest stays pending', async ({ recovery }) => {
    const [one, two] = recovery.customers;
    recovery.leave([one, two]);
    await recovery.recovered([two], true);
    expect(await recovery.state()).toEqual({ restored: [two], pending: [one] });
  });

  test('is not done while another run uses the customer', async ({ recovery }) => {
    const [one, two, three] = recovery.customers;
    recovery.leave([one, two]);
    const alive = await recovery.open(two);
    await recovery.recovered([three]);
    expect(await recovery.state()).toEqual({ restored: [one], pending: [two] });
    alive.close([]);
  });

  test('to another target is left alone', async ({ recovery }) => {
    const [one] = recovery.customers;
    recovery.leave([one], 'https://example.com/v1');
    expect(await recovery.recovered([one])).toEqual([]);
    expect(await recovery.state()).toEqual({ restored: [], pending: [one] });
  });

  test('stays pending and is reported if it fails', async ({ recovery }) => {
    const [one] = recovery.customers;
    recovery.leave([one, '900000123']);
    const notes = await recovery.recovered([one]);
    expect(notes).toHaveLength(2);
    expect(notes.join('\n')).toMatch(/NOT RESTORED: customer 900000123 .*404/);
    expect(await recovery.state()).toEqual({ restored: [one], pending: ['900000123'] });
  });
});

test('A run stops before its first request if another run uses its customer', async ({
  recovery,
}) => {
  const [one, two] = recovery.customers;
  recovery.leave([one]);
  const alive = await recovery.open(one, two);
  await expect(recovery.recovered([two])).rejects.toThrow(
    new RegExp(`still using customer ${two} .*nothing was sent`),
  );
  expect(await recovery.state()).toEqual({ restored: [], pending: [one] });
  alive.close([]);
});
