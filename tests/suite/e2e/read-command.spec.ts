import http from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { attachedTo, having, reportOf, resultOf, targetOf, type Environment } from '../support/run';
import { fault } from '../support/servers';
import { expect, test as base } from '../support/test';

interface Owner {
  server: ReferenceServer;
  /** Settings of an owner whose server has no read, but a database. */
  settings: Environment;
  /** Commands that have run. */
  reads: () => number;
}

const test = base.extend<{ owner: (patch?: Patch) => Promise<Owner> }>({
  owner: async ({ reference, onEphemeralPort }, use) => {
    await use(async (patch) => {
      const server = await reference(patch);
      let reads = 0;
      const database = http.createServer((request, response) => {
        reads++;
        const customer = path.basename(request.url ?? '');
        void attachedTo(server, customer).then((ids) => response.end(ids.join('\n')));
      });
      const { baseUrl } = await onEphemeralPort(database);
      const settings = {
        ...targetOf(server),
        READ_BACK_PATH: '',
        READ_BACK_COMMAND: `curl -sS ${baseUrl}/$CUSTOMER_ID`,
      };
      return { server, settings, reads: () => reads };
    });
  },
});

const READ_BACK = '--grep=Read-back|one user is attached';

test('A command shows who is attached: before the run, in its checks and after it', async ({
  owner,
  conformance,
}) => {
  const { server, settings } = await owner();
  const [seven = '', nine = ''] = server.customers;
  const before = await attachedTo(server, seven);
  const run = await conformance(settings, READ_BACK);
  const report = reportOf(run);
  expect(having(report, 'failed')).toEqual([]);
  expect(having(report, 'passed')).toEqual(
    expect.arrayContaining(['readback.persisted', 'readback.refused-unchanged']),
  );
  const users = { ids: before, count: before.length, by: 'READ_BACK_COMMAND' };
  const restore = { ids: before, count: before.length };
  expect(before.length).toBeGreaterThan(0);
  expect(report.customers?.[0]).toEqual({ customer: seven, before: users, restore, after: users });
  expect(await attachedTo(server, seven)).toEqual(before);
  const line = `Users of customer ${seven}: ${before.join(', ')} before and after (by READ_BACK_COMMAND).`;
  expect(run.stdout).toContain(line);
  expect(run.stdout).toContain(`Users of customer ${nine}: `);
  for (const output of ['summary.md', 'index.html']) {
    expect(readFileSync(path.join(run.directory, output), 'utf8')).toContain(
      `${before.join(', ')} before and after`,
    );
  }
});

test(
  'A defect that a command shows is reported with the command',
  { tag: '@long' },
  async ({ owner, conformance }) => {
    const { settings } = await owner(fault('sync-not-stored'));
    const report = reportOf(await conformance(settings, READ_BACK));
    const [finding] = resultOf(report, 'readback.persisted').findings;
    expect(finding?.exchanges.at(-1)?.request.method).toBe('READ_BACK_COMMAND');
    expect(finding?.reproduce).toMatch(/^CUSTOMER_ID=\d+ sh -c "\$READ_BACK_COMMAND"$/m);
  },
);

test(
  'Customers whose restore was answered, and not stored, are named',
  { tag: '@long' },
  async ({ owner, conformance }) => {
    const { server, settings } = await owner(fault('sync-not-stored'));
    const [seven = ''] = server.customers;
    const [user = ''] = server.users;
    const run = await conformance({ ...settings, RESTORE_USER_IDS: user }, READ_BACK);
    const report = reportOf(run);
    expect(report.unrestored).toContain(seven);
    expect(run.stdout).toContain(`NOT RESTORED: customer ${seven} should have users ${user}`);
    expect(run.stdout).toContain('READ_BACK_COMMAND shows');
  },
);

test(
  'A command has no secret in its environment, under any name',
  { tag: '@long' },
  async ({ owner, conformance }) => {
    const { server, settings } = await owner();
    const file = test.info().outputPath('environment');
    const { API_TOKEN = '', FORBIDDEN_TOKEN = '', EXPIRED_TOKEN = '' } = settings;
    const command = `env >> ${file}; ${settings.READ_BACK_COMMAND ?? ''}`;
    // Any variable of the environment may repeat the token.
    const run = await conformance(
      {
        ...settings,
        READ_BACK_COMMAND: command,
        EXTRA_HEADERS: 'X-Env: 7\nX-Gateway-Auth: Key of-the-gateway',
        NODE_OPTIONS: `--title=${API_TOKEN}`,
        NODE_DEBUG: 'of-the-gateway',
      },
      READ_BACK,
    );
    expect(having(reportOf(run), 'passed')).toContain('readback.persisted');
    const environment = readFileSync(file, 'utf8');
    expect(environment).toContain(`CUSTOMER_ID=${server.customers[0] ?? ''}\n`);
    expect(environment).toMatch(/^PATH=/m);
    expect(environment).not.toMatch(/EXTRA_HEADERS|of-the-gateway/);
    for (const token of [API_TOKEN, FORBIDDEN_TOKEN, EXPIRED_TOKEN]) {
      expect(token).not.toBe('');
      expect(environment).not.toContain(token);
    }
  },
);

test(
  'A command that fails stops the run before its first sync, with what it wrote',
  { tag: '@long' },
  async ({ owner, conformance }) => {
    const { server, settings } = await owner();
    const [seven = ''] = server.customers;
    const before = await attachedTo(server, seven);
    for (const [command, said] of [
      [
        'echo psql: no such host >&2; exit 2',
        /it ended with status 2; it wrote: psql: no such host/,
      ],
      ['echo no rows', /it printed something other than ids of users; it printed: no rows/],
      ['sleep 30', /it did not end within 1000 ms/],
      ['yes 101', /it printed more than 16 MiB/],
    ] as const) {
      const run = await conformance(
        { ...settings, READ_BACK_COMMAND: command, REQUEST_TIMEOUT_MS: '1000' },
        READ_BACK,
      );
      expect(run.exitCode, command).toBe(2);
      expect(run.stderr, command).toMatch(said);
      expect(run.stderr).toContain(`READ_BACK_COMMAND failed for customer ${seven}`);
    }
    expect(await attachedTo(server, seven)).toEqual(before);
  },
);

test('A command that fails midway makes the run inconclusive, and customers are restored', async ({
  owner,
  conformance,
}) => {
  const { server, settings } = await owner();
  const [seven = ''] = server.customers;
  const before = await attachedTo(server, seven);
  const file = test.info().outputPath('reads');
  const command = `echo >> ${file}; test $(wc -l < ${file}) -le 4 || { echo gone >&2; exit 1; }; ${settings.READ_BACK_COMMAND ?? ''}`;
  const run = await conformance({ ...settings, READ_BACK_COMMAND: command }, READ_BACK);
  expect(run.exitCode).toBe(2);
  const { verdict, notes, customers } = reportOf(run);
  expect(verdict).toBe('inconclusive');
  expect(notes).toContainEqual(expect.stringMatching(/^READ_BACK_COMMAND failed .*: gone\.$/));
  expect(await attachedTo(server, seven)).toEqual(before);
  expect(customers?.[0]?.after).toEqual({ ids: before, count: before.length, by: 'response' });
});

test('A dry run does not run the command', { tag: '@long' }, async ({ owner, conformance }) => {
  const { settings, reads } = await owner();
  const run = await conformance(settings, '--dry-run');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/would send these \d{3} requests/);
  expect(reads()).toBe(0);
});
