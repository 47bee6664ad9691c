import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Report } from '../../../helpers/report/report';
import { attachedTo, schemaProblems, targetOf } from '../support/run';
import { listening, withReference } from '../support/servers';
import { command, emptyFolder, run, type Ran } from './installed';

const reportIn = (folder: string) =>
  JSON.parse(
    readFileSync(path.join(folder, 'conformance-report', 'conformance.json'), 'utf8'),
  ) as Report;

test.describe('A run from the package', () => {
  test('judges the embedded server, with its outputs in the current folder', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const { code, stdout, stderr } = await command(folder, []);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^conformant: /m);
    expect(code).toBe(0);
    expect(schemaProblems(reportIn(folder))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['conformance-report']);
    expect(readdirSync(path.join(folder, 'conformance-report')).toSorted()).toEqual([
      ...['.playwright', 'badge.svg', 'conformance.json', 'conformance.sarif'],
      ...['index.html', 'junit.xml', 'summary.md'],
    ]);
  });

  test('fails a server of `reference --fault`, by options alone', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    let served = '';
    let judged: Promise<Ran> | undefined;
    const ended = await command(folder, ['reference', '--fault', 'subset-detaches-nobody'], {
      onStart: (child) => {
        child.stdout?.on('data', (chunk: Buffer) => {
          served += chunk.toString('utf8');
          if (judged || !served.includes('Ctrl-C')) return;
          const [, url = ''] = /BASE_URL=(\S+)/.exec(served) ?? [];
          const [, token = ''] = /API_TOKEN=(\S+)/.exec(served) ?? [];
          const [, customers = ''] = /CUSTOMER_IDS=(\S+)/.exec(served) ?? [];
          const [, users = ''] = /USER_IDS=(\S+)/.exec(served) ?? [];
          writeFileSync(path.join(folder, 'my token'), token);
          const lent = ['--customers', customers, '--users', users, '--token-file', 'my token'];
          judged = command(folder, ['--base-url', url, ...lent, '--grep', 'Detach']);
          void judged.finally(() => child.kill('SIGTERM'));
        });
      },
    });
    expect(ended.code, ended.stderr).toBe(0);
    expect(served).toContain('npx sync-users-conformance');
    expect((await judged)?.code).toBe(1);
    const failed = reportIn(folder).requirements.filter(({ verdict }) => verdict === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(['detach.unlisted']);
  });

  test('is inconclusive where nobody listens', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const env = { API_TOKEN: 'S3cret-Token', CUSTOMER_IDS: '7', USER_IDS: '101-110' };
    const { code, stderr } = await command(folder, ['--base-url', 'http://127.0.0.1:1'], { env });
    expect(stderr).toContain('http://127.0.0.1:1 cannot be reached');
    expect(code).toBe(2);
  });

  test('by --dry-run prints the requests, and sends none', async ({}, testInfo) => {
    let asked = 0;
    await withReference(
      listening(() => asked++),
      async (server) => {
        const env = targetOf(server);
        const args = ['--dry-run', '--grep', 'Detach'];
        const { code, stdout, stderr } = await command(emptyFolder(testInfo), args, { env });
        expect(code, stderr).toBe(0);
        expect(stdout).toContain(`POST  ${server.baseUrl}/customers/`);
        expect(stdout).toContain('Nothing was sent to it.');
        expect(stdout).not.toContain(server.token);
      },
    );
    expect(asked).toBe(0);
  });

  test('has colours and a progress line in a terminal, and nowhere else', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const args = ['--grep', 'Detach users left'];
    const plain = await command(folder, args);
    expect(plain.code).toBe(2);
    expect(plain.stdout).not.toContain('\u001b');
    expect(plain.stdout).toContain('1/1 scenarios\n');

    let bin = '';
    await command(folder, ['--version'], { onStart: ({ spawnfile }) => (bin = spawnfile) });
    // A terminal of its own for the command, by util-linux.
    const typed = `${JSON.stringify(bin)} --grep 'Detach users left'`;
    const shown = await run(
      'script',
      ['--quiet', '--return', '--command', typed, '/dev/null'],
      folder,
    );
    expect(shown.code).toBe(2);
    expect(shown.stdout).toContain('\r\u001b[K1/1 scenarios');
    expect(shown.stdout).toContain('\u001b[33minconclusive');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`restores the customers at ${signal}`, async ({}, testInfo) => {
      const folder = emptyFolder(testInfo);
      let stop: (() => void) | undefined;
      const onAsk = ({ nth }: { nth: number }) => {
        if (nth === 30) stop?.();
      };
      await withReference(listening(onAsk), async (server) => {
        const restored = server.users.slice(0, 2);
        const { code, stdout } = await command(folder, ['--restore-users', restored.join(',')], {
          env: targetOf(server),
          onStart: (child) => {
            stop = () => child.kill(signal);
          },
        });
        expect(code).toBe(2);
        expect(stdout).toContain('The run was interrupted.');
        for (const customer of server.customers.slice(0, 2)) {
          expect(await attachedTo(server, customer)).toEqual(restored);
        }
      });
      const left = readdirSync(path.join(folder, 'conformance-report'));
      expect(left.filter((name) => name.startsWith('unrestored-'))).toEqual([]);
      expect(existsSync(path.join(folder, 'conformance-report', 'index.html'))).toBe(true);
    });
  }
});
