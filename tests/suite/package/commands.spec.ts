import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { version } from '../../../package.json';
import { requirements } from '../../../helpers/contract/requirements';
import { optionEntries } from '../../../helpers/config/options';
import { sampleReport } from '../support/sample-report';
import { PACKAGE, PLACES, command, emptyFolder, run } from './installed';

test.describe('A command of the package', () => {
  test('is there for npx', async ({}, testInfo) => {
    const npx = ['--no-install', '--prefix', PLACES.install, 'sync-users-conformance', '--version'];
    const ran = await run('npx', npx, emptyFolder(testInfo));
    expect(ran).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
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

  test('--help teaches: commands, settings, secrets, exit codes, examples', async ({}, testInfo) => {
    const { code, stdout, stderr } = await command(emptyFolder(testInfo), ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [name, { secret }] of optionEntries) {
      expect(stdout).toContain(name);
      const option = `--${name.toLowerCase().replaceAll('_', '-')}`;
      expect(secret === true && stdout.includes(option), name).toBe(false);
    }
    for (const part of ['init', 'list', 'explain <id>', 'reference', 'Exit codes: 0', '$ npx']) {
      expect(stdout).toContain(part);
    }
  });

  test('list has every requirement, with its source', async ({}, testInfo) => {
    const { code, stdout } = await command(emptyFolder(testInfo), ['list']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/\s/)[0])).toEqual(requirements.map(({ id }) => id));
    for (const [index, { level, source }] of requirements.entries()) {
      expect(lines[index]).toContain(level);
      expect(lines[index]).toContain(source[0]);
    }
  });

  test('explain says what a requirement asks, and how it is broken', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const { code, stdout } = await command(folder, ['explain', 'detach.unlisted']);
    expect(code).toBe(0);
    expect(stdout).toContain('A sync to a subset detaches');
    expect(stdout).toContain('subset-detaches-nobody: ');
  });

  test('says in a sentence what is wrong with it, and ends with 2', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    writeFileSync(path.join(folder, 'text.json'), 'no report');
    for (const [args, sentence] of [
      [['judge'], /too many arguments/],
      [['--no-such-option'], /unknown option '--no-such-option'/],
      [['--token', 'x'], /unknown option '--token'/],
      [['--base-url'], /argument missing/],
      [['--token-file', 'none'], /^--token-file none cannot be read/],
      [['--workers', 'two'], /^--workers <number> cannot be "two"/],
      [
        ['--customers', 'seven', '--base-url', 'http://127.0.0.1:1'],
        /CUSTOMER_IDS, given as "seven"/,
      ],
      [['explain', 'no.such-id'], /^There is no requirement no\.such-id/],
      [['report', 'none.json'], /^none\.json cannot be read/],
      [['baseline', 'text.json'], /^text\.json is no JSON/],
      [['compare', 'text.json'], /missing required argument/],
      [
        ['reference', '--fault', 'never-detache'],
        /There is no fault .* Did you mean never-detaches[,?]/,
      ],
      [['reference', '--port', '65536'], /^A port is a number/],
    ] as const) {
      const { code, stderr } = await command(folder, args);
      expect(stderr, args.join(' ')).toMatch(sentence);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(code, args.join(' ')).toBe(2);
    }
  });

  test('init asks, and writes what a run then takes', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    const input = 'http://127.0.0.1:1/v1\n7\n101-110\n\n';
    const ran = await command(folder, ['init'], { input });
    expect(ran.code, ran.stderr).toBe(0);
    const file = path.join(folder, '.env');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('BASE_URL=http://127.0.0.1:1/v1\n');
    expect(existsSync(path.join(folder, '.github/workflows/sync-users-conformance.yml'))).toBe(
      true,
    );

    const without = await command(folder, []);
    expect(without.stderr).toContain('API_TOKEN is required');
    expect(without.code).toBe(2);
    writeFileSync(file, text.replace('API_TOKEN=', 'API_TOKEN=S3cret-Token'));
    const nobody = await command(folder, []);
    expect(nobody.stderr).toContain('http://127.0.0.1:1/v1 cannot be reached');
    expect(nobody.code).toBe(2);
  });

  test('report, compare and baseline read what a run has left', async ({}, testInfo) => {
    const folder = emptyFolder(testInfo);
    mkdirSync(path.join(folder, 'a run'));
    writeFileSync(path.join(folder, 'a run', 'conformance.json'), JSON.stringify(sampleReport()));
    const { requirements: results, ...rest } = sampleReport();
    const better = results.map((result) =>
      result.id === 'detach.unlisted' ? { ...result, verdict: 'passed', findings: [] } : result,
    );
    const before = JSON.stringify({ ...rest, requirements: better });
    writeFileSync(path.join(folder, 'before.json'), before);

    const report = await command(folder, ['report', 'a run/conformance.json', '--out', 'again']);
    expect(report.code, report.stderr).toBe(0);
    expect(readdirSync(path.join(folder, 'again')).toSorted()).toEqual([
      ...['badge.svg', 'conformance.json', 'conformance.sarif'],
      ...['index.html', 'junit.xml', 'summary.md'],
    ]);
    const same = ['compare', 'a run/conformance.json', 'again/conformance.json'];
    expect((await command(folder, same)).code).toBe(0);
    const worse = await command(folder, ['compare', 'before.json', 'again/conformance.json']);
    expect(worse.stdout).toContain('detach.unlisted');
    expect(worse.code).toBe(1);
    const draft = await command(folder, ['baseline', 'a run/conformance.json']);
    expect(draft.code, draft.stderr).toBe(0);
    expect(readFileSync(path.join(folder, 'conformance.baseline.yaml'), 'utf8')).toContain(
      'waivers:',
    );
    expect((await command(folder, ['baseline', 'a run/conformance.json'])).code).toBe(2);
  });
});
