import { expect, test } from '@playwright/test';
import { conformance, having, reportOf, resultOf, schemaProblems, targetOf } from '../support/run';
import { listening, withReference } from '../support/servers';

test.describe('A part of a run', () => {
  test('by --grep runs that alone, and is inconclusive', async ({}, testInfo) => {
    const run = await conformance(testInfo, {}, '--grep', 'Detach users left');
    const report = reportOf(run);

    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/^Sync Users conformance: 1 scenarios/);
    expect(report.verdict).toBe('inconclusive');
    expect(schemaProblems(report)).toEqual([]);
    expect(having(report, 'failed', 'warning')).toEqual([]);
    expect(resultOf(report, 'detach.unlisted').verdict).toBe('passed');
    expect(resultOf(report, 'attach.one')).toMatchObject({
      verdict: 'untested',
      checks: 0,
      reason: 'no scenario tested it',
    });
  });

  test('by a --grep that nothing has is inconclusive', async ({}, testInfo) => {
    const run = await conformance(testInfo, {}, '--grep', 'there is no such scenario');
    expect(run.exitCode).toBe(2);
    expect(run.stdout).not.toMatch(/^conformant/m);
  });

  test('by --shard takes customers of its own', async ({}, testInfo) => {
    const asked = new Set<string | undefined>();
    await withReference(
      listening(({ customer }) => asked.add(customer)),
      async (server) => {
        const customers = server.customers.slice(0, 4);
        const lent: string[][] = [];
        for (const shard of ['1/2', '2/2']) {
          asked.clear();
          const run = await conformance(
            testInfo,
            { ...targetOf(server), CUSTOMER_IDS: customers.join(',') },
            `--shard=${shard}`,
            '--grep=Attach|Isolation',
          );
          const own = reportOf(run).target.customers;
          lent.push(own);
          expect(having(reportOf(run), 'failed')).toEqual([]);
          expect(customers.filter((customer) => asked.has(customer))).toEqual(own);
        }
        expect(lent.map(({ length }) => length)).toEqual([2, 2]);
        expect(lent.flat().sort()).toEqual([...customers].sort());
      },
    );
  });

  test('by --shard has nothing to do where the first of them needs the customer', async ({}, testInfo) => {
    let requests = 0;
    await withReference(
      listening(() => requests++),
      async (server) => {
        const run = await conformance(testInfo, targetOf(server), '--shard=2/2', '--workers=2');
        const report = reportOf(run);
        expect(run.exitCode).toBe(0);
        expect(run.stdout).toContain('Shard 2/2: nothing to do, as there are no more customers');
        expect(schemaProblems(report)).toEqual([]);
        expect(report.verdict).toBe('inconclusive');
        expect(report.scenarios).toEqual([]);
        expect(requests).toBe(0);
      },
    );
  });

  test('by --shard reports a shard without a customer', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const [seven = ''] = server.customers;
      const run = await conformance(
        testInfo,
        { ...targetOf(server), CUSTOMER_IDS: seven },
        '--shard=2/2',
      );
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(/CUSTOMER_IDS has no customer .*shard 2\/2/);
      expect(run.stderr).toContain('inconclusive: no scenario was run.');
    });
  });

  test('by one customer reports requirements that need two as untested', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const run = await conformance(testInfo, targetOf(server, { customers: 1, users: 8 }));
      const report = reportOf(run);

      expect(run.exitCode).toBe(0);
      expect(run.stdout).toContain(' 1 worker(s)');
      expect(having(report, 'untested')).toEqual([
        'isolation.customers',
        'concurrency.independent',
      ]);
      expect(resultOf(report, 'isolation.customers').reason).toContain('CUSTOMER_IDS');
    });
  });

  test('by no optional setting waits for what they are for, and holds nothing up', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const run = await conformance(testInfo, {
        ...targetOf(server),
        FORBIDDEN_TOKEN: '',
        EXPIRED_TOKEN: '',
        READ_BACK_PATH: '',
      });
      const report = reportOf(run);

      expect(run.exitCode).toBe(0);
      expect(having(report, 'untested')).toEqual([
        'auth.forbidden',
        'auth.expired',
        'readback.persisted',
        'readback.refused-unchanged',
      ]);
      expect(resultOf(report, 'auth.expired').reason).toContain('EXPIRED_TOKEN');
    });
  });
});

test('--list lists the scenarios, and runs none', async ({}, testInfo) => {
  let requests = 0;
  await withReference(
    listening(() => requests++),
    async (server) => {
      const run = await conformance(
        testInfo,
        targetOf(server),
        '--list',
        '--grep=Detach users left',
      );
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toMatch(/detach\.spec\.ts:\d+ › Detach › users left out/);
      expect(run.stdout).toContain('Total: 1 scenarios');
      expect(run.reportText).toBeUndefined();
      expect(requests).toBe(0);
    },
  );
});
