import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { version } from '../../../package.json';
import { requirements } from '../../../helpers/contract/requirements';
import { optionEntries } from '../../../helpers/config/options';
import { PACKAGE, PLACES, command, emptyFolder, run } from './installed';

test.describe('A command of the package', () => {
  test('is there for npx, which passes its options on behind --', async ({}, testInfo) => {
    const npx = (...args: string[]) =>
      run('npx', ['--prefix', PLACES.install, ...args], emptyFolder(testInfo));
    const ran = await npx('--no', '--', 'sync-users-conformance', '--version');
    expect(ran).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const refused = await npx('--no', 'sync-users-conformance', '--dry-run');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('npx --no -- sync-users-conformance --dry-run\n');
  });

  test('is there at once: --version loads nothing that it does not need', async ({}, testInfo) => {
    const script = `process.argv.push('--version');
process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));
require(${JSON.stringify(path.join(PACKAGE, 'dist', 'helpers', 'cli', 'main.js'))});`;
    const { stdout } = await run(process.execPath, ['-e', script], emptyFolder(testInfo));
    const [said, loaded = '[]'] = stdout.trimEnd().split('\n');
    expect(said).toBe(version);
    const packages = (JSON.parse(loaded) as string[]).map(
      (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
    );
    expect([...new Set(packages)].sort()).toEqual(['commander', 'sync-users-conformance']);
  });

  test('--help has commands, settings, options of Playwright, exit codes and examples', async ({}, testInfo) => {
    const { code, stdout, stderr } = await command(emptyFolder(testInfo), ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [name, { secret }] of optionEntries) {
      expect(stdout).toContain(name);
      const option = `--${name.toLowerCase().replaceAll('_', '-')}`;
      expect(secret === true && stdout.includes(option), name).toBe(false);
    }
    for (const part of [
      'init',
      'explain <id>',
      '--last-failed',
      'Exit codes: 0',
      '$ npx --no --',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  test('list and explain read the catalogue', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const { stdout } = await command(folder, ['list']);
    const lines = stdout.trimEnd().split('\n');
    const titles = lines.filter((line) => !line.startsWith(' '));
    expect(titles.map((line) => line.split(/\s/)[0])).toEqual(requirements.map(({ id }) => id));
    const explained = await command(folder, ['explain', 'detach.unlisted']);
    expect(explained.stdout).toContain('subset-detaches-nobody: ');
  });

  test('reports a mistake in a sentence and exits with 2', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    for (const [args, sentence] of [
      [['judge'], /^judge is neither a test file nor a command\. Commands: run, replay, init/],
      [['--gerp', 'Detach'], /unknown option '--gerp'[^]*Did you mean --grep\?/],
      [['--project', 'chromium'], /The suite has no projects/],
      [['--token', 'x'], /unknown option '--token'/],
      [['--base-url'], /argument missing/],
      [['--token-file', 'none'], /^--token-file none cannot be read/],
      [['--workers', 'two'], /'two' is invalid\. Give a number from 1/],
      [
        ['--customers', 'seven', '--base-url', 'http://127.0.0.1:1'],
        /CUSTOMER_IDS, given as "seven"/,
      ],
      [
        ['explain', 'detach.unlistd'],
        /^There is no requirement detach\.unlistd\. Did you mean detach\.unlisted\? `list`/,
      ],
      [['replay', 'detach.unlisted'], /^conformance-report.conformance\.json cannot be read/],
      [['report', 'none.json'], /^none\.json cannot be read/],
      [['compare', 'one.json'], /missing required argument/],
      [
        ['reference', '--fault', 'never-detache'],
        /There is no fault .* Did you mean never-detaches[,?]/,
      ],
      [['reference', '--port', '65536'], /^--port must be a number/],
    ] as const) {
      const { code, stderr } = await command(folder, args);
      expect(stderr, args.join(' ')).toMatch(sentence);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(code, args.join(' ')).toBe(2);
    }
  });

  test('init repeats a question and writes what a run then takes', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const settings =
      'http://127.0.0.1:1/v1\nseven\n7\n101-110\nnone\nhttps://git.example.com/suite\n';
    const early = await command(folder, ['init'], { input: `${settings}main\n` });
    expect(early.stdout).toContain('"seven" contains "seven", which is neither');
    expect(early.stdout).toContain('"main" is not a commit of 40 hex digits.');
    expect(early).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing is written.'),
    });
    const ran = await command(folder, ['init'], { input: `${settings}${'a'.repeat(40)}\n` });
    expect(ran.code, ran.stderr).toBe(0);
    const file = path.join(folder, '.env');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('BASE_URL=http://127.0.0.1:1/v1\n');
    const workflow = '.github/workflows/sync-users-conformance.yml';
    expect(readFileSync(path.join(folder, workflow), 'utf8')).toContain('a'.repeat(40));

    const without = await command(folder, []);
    expect(without.stderr).toContain('API_TOKEN is set but empty');
    expect(without.code).toBe(2);
    writeFileSync(file, text.replace('API_TOKEN=', 'API_TOKEN=S3cret-Token'));
    const nobody = await command(folder, []);
    expect(nobody.stderr).toContain('http://127.0.0.1:1/v1 cannot be reached');
    expect(nobody.code).toBe(2);
  });
});
