import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { MANIFEST } from '../../../helpers/report/owned-files';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { cli } from '../support/cli';
import { reportOf, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';

/** Names of the outputs of a run, apart from those of Playwright. */
const OUTPUTS = ['badge.svg', 'conformance.json', 'exchanges.har', 'index.html', 'junit.xml'];

/** Returns the content of each foreign file, and the target of each link. */
function snapshot(directory: string, names: readonly string[]): Record<string, string> {
  const contentOf = (file: string) =>
    lstatSync(file).isSymbolicLink()
      ? readlinkSync(file)
      : createHash('sha256').update(readFileSync(file)).digest('hex');
  return Object.fromEntries(
    names.map((name) => [
      name,
      lstatSync(path.join(directory, name), { throwIfNoEntry: false })
        ? contentOf(path.join(directory, name))
        : 'gone',
    ]),
  );
}

/** Fills a REPORT_DIR with the files of another program, some of which contain the token. */
function fill(directory: string, { token }: ReferenceServer): string[] {
  const files: Record<string, string | Uint8Array> = {
    '.env': `API_TOKEN=${token}\n`,
    'letter.txt': 'Dear all,\n',
    'badge.png': token,
    '.playwright/.last-run.json': '{"status":"failed","failedTests":["a"]}',
    '.playwright/notes.txt': token,
    '.playwright/deep/trace.zip': zipSync({ a: Buffer.from(token) }),
    'playwright/trace.bin': 'PK\u0003\u0004 and no more',
    'blob/notes.txt': 'a',
    'blob/1-of-2/notes.txt': token,
    'deep/index.html': token,
    'disk.img': Buffer.alloc(1_000_000, 7),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), content);
  }
  symlinkSync('letter.txt', path.join(directory, 'link'));
  symlinkSync('../outside', path.join(directory, '.playwright', 'outside'));
  return [...Object.keys(files), 'link', '.playwright/outside'];
}

test(
  'A REPORT_DIR full of foreign files has each of them after every kind of run',
  { tag: '@long' },
  async ({ reference, startRun }, testInfo) => {
    test.slow();
    const directory = testInfo.outputPath('report');
    const outside = testInfo.outputPath('outside');
    const html = testInfo.outputPath('html');
    mkdirSync(outside, { recursive: true });
    writeFileSync(path.join(outside, 'letter.txt'), 'Dear all,\n');
    let onRequest: () => void = () => undefined;
    const notify = listening(() => {
      onRequest();
    });
    const server = await reference(notify);
    const faulty = await reference(fault('email-as-string'));
    const names = fill(directory, server);
    const given = { ...targetOf(server), REPORT_DIR: directory };
    const shards = { ...given, SEED: '1' };
    const one = '--grep=one user is attached';
    // Another program writes while the run is in progress.
    onRequest = () => {
      appendFileSync(path.join(directory, 'letter.txt'), server.token);
    };

    const before = snapshot(directory, names);
    const check = async (what: string, running: ReturnType<typeof startRun>, code: number) => {
      const run = await running.ended;
      expect.soft(run.exitCode, what + run.stderr).toBe(code);
      expect.soft(run.stderr, what).not.toContain('Deleted');
      const { 'letter.txt': letter, ...after } = snapshot(directory, names);
      expect.soft({ ...after, 'letter.txt': before['letter.txt'] }, what).toEqual(before);
      expect.soft(letter).not.toBe('gone');
      expect(readdirSync(outside), what).toEqual(['letter.txt']);
      return run;
    };

    await check('wrong configuration', startRun({ ...given, USER_IDS: 'x' }), 2);
    await check('list', startRun(given, '--list'), 0);
    await check('dry run', startRun(given, '--dry-run', one), 0);
    expect(existsSync(path.join(directory, 'conformance.json'))).toBe(false);
    await check('conformant', startRun(given), 0);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(OUTPUTS));
    const failing = { ...given, ...targetOf(faulty) };
    await check('nonconformant', startRun(failing, '--grep=Detach'), 1);
    const again = await check(
      'last failed',
      startRun(failing, '--grep=Detach', '--last-failed'),
      1,
    );
    expect(again.stdout).toMatch(/^failed /m);
    await check('inconclusive', startRun(given, one), 2);
    await check('wrong token', startRun({ ...given, API_TOKEN: 'another-token-of-me' }), 2);
    const reporting = { ...given, PLAYWRIGHT_HTML_OUTPUT_DIR: html };
    await check('reporter', startRun(reporting, one, '--reporter=html', '--trace=on'), 2);
    expect(existsSync(path.join(html, 'index.html'))).toBe(true);

    const interrupted = startRun(given);
    const write = onRequest;
    onRequest = () => {
      write();
      interrupted.process.kill('SIGINT');
      onRequest = write;
    };
    await check('SIGINT', interrupted, 2);

    for (const shard of ['1/2', '2/2']) await check(shard, startRun(shards, `--shard=${shard}`), 0);
    const out = testInfo.outputPath('merged');
    mkdirSync(out);
    writeFileSync(path.join(out, 'letter.txt'), server.token);
    expect(cli(['merge', directory, '--out', out]).status).toBe(0);
    expect(readFileSync(path.join(out, 'letter.txt'), 'utf8')).toBe(server.token);
    await check('after the merge', startRun(given, one), 2);
  },
);

test.describe('A file of another program', () => {
  for (const name of ['index.html', 'exchanges.har', 'conformance-files.sha256'] as const) {
    test(`stops the run if it is ${name}, and no request is sent${name === 'index.html' ? '' : ' @long'}`, async ({
      reference,
      conformance,
    }, testInfo) => {
      let requests = 0;
      const server = await reference(listening(() => requests++));
      const REPORT_DIR = testInfo.outputPath('report');
      mkdirSync(REPORT_DIR, { recursive: true });
      writeFileSync(path.join(REPORT_DIR, name), '<p>mine</p>');
      const given = { ...targetOf(server), REPORT_DIR };
      const run = await conformance(given, '--grep=one user is attached');
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain(`${name} exists and the suite did not write it`);
      expect(requests).toBe(0);
      expect(readFileSync(path.join(REPORT_DIR, name), 'utf8')).toBe('<p>mine</p>');

      rmSync(path.join(REPORT_DIR, name));
      const control = await conformance(given, '--grep=one user is attached');
      reportOf(control);
      writeFileSync(path.join(REPORT_DIR, 'summary.md'), 'mine since the last run');
      expect((await conformance(given)).stderr).toContain('summary.md exists');
      expect(readFileSync(path.join(REPORT_DIR, 'summary.md'), 'utf8')).toContain('mine');
    });
  }

  for (const [what, prepare] of [
    [
      '.playwright is a link out of it',
      (directory: string) => {
        symlinkSync('..', path.join(directory, '.playwright'));
      },
    ],
    [
      '.playwright is a file',
      (directory: string) => {
        writeFileSync(path.join(directory, '.playwright'), 'mine');
      },
    ],
    [
      'an output is a link',
      (directory: string) => {
        symlinkSync('../index.html', path.join(directory, 'index.html'));
      },
    ],
  ] as const) {
    test(
      `stops the run if ${what}`,
      { tag: '@long' },
      async ({ reference, conformance }, testInfo) => {
        let requests = 0;
        const server = await reference(listening(() => requests++));
        const REPORT_DIR = testInfo.outputPath('report');
        mkdirSync(REPORT_DIR, { recursive: true });
        prepare(REPORT_DIR);
        const before = readdirSync(testInfo.outputPath());
        const run = await conformance({ ...targetOf(server), REPORT_DIR });
        expect([run.exitCode, requests]).toEqual([2, 0]);
        expect(run.stderr).toContain('REPORT_DIR');
        expect(readdirSync(testInfo.outputPath())).toEqual(before);
        const own = ['.playwright', MANIFEST, 'index.html'];
        expect(own).toEqual(expect.arrayContaining(readdirSync(REPORT_DIR)));
      },
    );
  }

  test(
    'is not deleted by the HTML reporter of Playwright',
    { tag: '@long' },
    async ({ conformance }, testInfo) => {
      const folder = testInfo.outputPath('html');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'letter.txt'), 'mine');
      const run = await conformance({ PLAYWRIGHT_HTML_OUTPUT_DIR: folder }, '--reporter=html');
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain('PLAYWRIGHT_HTML_OUTPUT_DIR');
      expect(readdirSync(folder)).toEqual(['letter.txt']);
    },
  );

  for (const option of ['the folder', 'REPORT_DIR'] as const) {
    test(
      `is not deleted by --output of ${option}`,
      { tag: '@long' },
      async ({ conformance }, testInfo) => {
        const folder = testInfo.outputPath('report');
        mkdirSync(folder, { recursive: true });
        if (option === 'the folder') writeFileSync(path.join(folder, 'letter.txt'), 'mine');
        const run = await conformance({ REPORT_DIR: folder }, `--output=${folder}`);
        expect(run.exitCode).toBe(2);
        expect(run.stderr).toContain('--output');
      },
    );
  }
});
