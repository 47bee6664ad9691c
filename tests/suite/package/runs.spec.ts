import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Report } from '../../../helpers/report/report';
import { schemaProblems } from '../support/run';
import { BIN, command, emptyFolder, PLACES, run, type Ran } from './installed';

const reportIn = (folder: string) =>
  JSON.parse(
    readFileSync(path.join(folder, 'conformance-report', 'conformance.json'), 'utf8'),
  ) as Report;

test.describe('A run from the package', () => {
  test('tests the embedded server, with its outputs in the current folder', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const { code, stdout, stderr } = await command(folder, []);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^conformant \(/m);
    expect(code).toBe(0);
    expect(schemaProblems(reportIn(folder))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['conformance-report']);
    expect(readdirSync(path.join(folder, 'conformance-report')).toSorted()).toEqual([
      '.playwright',
      'badge.svg',
      'conformance-files.sha256',
      'conformance.json',
      'conformance.sarif',
      'exchanges.har',
      'index.html',
      'junit.xml',
      'summary.md',
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
          const [, read = ''] = /READ_BACK_PATH='(\S+)'/.exec(served) ?? [];
          lent.push('--read-back-path', read);
          judged = command(folder, ['--base-url', url, ...lent, '--grep', 'Detach']);
          void judged.finally(() => child.kill('SIGTERM'));
        });
      },
    });
    expect(ended.code, ended.stderr).toBe(0);
    expect(served).toContain('npx --no -- sync-users-conformance');
    expect((await judged)?.code).toBe(1);
    const failed = reportIn(folder).requirements.filter(({ verdict }) => verdict === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(['detach.unlisted']);
  });

  test('has colours and a progress line in a terminal, and nowhere else', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const args = ['--grep', 'Detach users left'];
    const plain = await command(folder, args);
    expect(plain.code).toBe(2);
    expect(plain.stdout).not.toContain('\u001b');
    expect(plain.stdout).toMatch(/^1\/1 scenarios, \d+ s$/m);

    // A terminal of its own for the command, by util-linux.
    const typed = `${JSON.stringify(BIN)} --grep 'Detach users left'`;
    const shown = await run(
      'script',
      ['--quiet', '--return', '--command', typed, '/dev/null'],
      folder,
    );
    expect(shown.code).toBe(2);
    expect(shown.stdout).toContain('1/1 scenarios, ');
    expect(shown.stdout).toContain('\u001b[33minconclusive');
  });

  test('needs no other Node if yarn 1 installed it', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    writeFileSync(path.join(folder, 'package.json'), '{"private":true,"license":"MIT"}');
    const [tarball = ''] = readdirSync(PLACES.tarballs);
    const add = ['--yes', 'yarn@1.22.22', 'add', `file:${path.join(PLACES.tarballs, tarball)}`];
    const cache = ['--cache-folder', path.join(PLACES.home, 'yarn cache')];
    const { env } = process;
    const added = await run('npx', [...add, ...cache, '--no-progress'], folder, { env });
    expect(added.code, added.stderr).toBe(0);
    const bin = path.join(folder, 'node_modules', '.bin', 'sync-users-conformance');
    const ran = await run(bin, ['--grep', 'Detach users left'], folder);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/^1\/1 scenarios, \d+ s$/m);
    rmSync(path.join(folder, 'node_modules'), { recursive: true });
  });
});
