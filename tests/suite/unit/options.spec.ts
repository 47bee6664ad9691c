import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from '@playwright/test';
import { describeTakenByNpm } from '../../../helpers/cli/npm-options';
import { playwrightOptions } from '../../../helpers/cli/playwright';
import { RUN_FLAGS, toArguments, toEnvironment } from '../../../helpers/cli/run';
import { ROOT } from '../support/run';

const CASES = [
  ['grep', ['Detach', 'a|b', '(?:x)'], ['', '(', '[a', '*']],
  ['max-failures', ['1', '20'], ['', '0', '-1', 'one']],
  ['project', [], ['chromium', '']],
  ['trace', ['on', 'off'], ['', 'always']],
  ['workers', ['1', '16', '50%'], ['', '0', '-1', '1.5', 'two', '0%', '1e3']],
  ['shard', ['1/1', '2/4', '10/10'], ['', '0/4', '5/4', '1', '1/', '/4', '1/0', 'a/b', '1/4/2']],
] as const;

/** Returns the arguments for Playwright of a command line. */
function parse(...args: string[]): string[] {
  const options = playwrightOptions();
  const run = new Command().argument('[test-filter...]').exitOverride();
  run.configureOutput({ writeErr: () => undefined });
  for (const option of options) run.addOption(option);
  run.parse(args, { from: 'user' });
  return toArguments(run.args, run, options);
}

test.describe('The flags of a run', () => {
  test('never include a secret', () => {
    const names = RUN_FLAGS.map(({ name }) => name);
    expect(names).toContain('BASE_URL');
    expect(names.filter((name) => name.includes('TOKEN'))).toEqual([]);
  });

  test('take precedence over the environment', () => {
    const environment = { BASE_URL: 'https://one.example.com', SEED: '1', API_TOKEN: 'from-there' };
    const values = { baseUrl: 'https://two.example.com', allowProduction: true };
    expect(toEnvironment(values, environment)).toEqual({
      ...environment,
      BASE_URL: 'https://two.example.com',
      ALLOW_PRODUCTION: '1',
    });
  });

  test('read a token from a file, without the line end', ({}, testInfo) => {
    const file = testInfo.outputPath('token');
    writeFileSync(file, 'S3cret-Token\n');
    const environment = toEnvironment({ tokenFile: file }, { API_TOKEN: 'another' });
    expect(environment).toEqual({ API_TOKEN: 'S3cret-Token' });
  });

  test('name a file without a token', ({}, testInfo) => {
    writeFileSync(testInfo.outputPath('empty'), '\n');
    for (const [name, why] of [
      ['empty', 'is empty'],
      ['none', 'cannot be read (ENOENT)'],
      ['', 'cannot be read (EISDIR)'],
    ] as const) {
      const file = testInfo.outputPath(name);
      expect(() => toEnvironment({ tokenFile: file }, {})).toThrow(`--token-file ${file} ${why}.`);
    }
  });

  for (const [name, valid, invalid] of CASES) {
    test(`pass a valid --${name} to Playwright and reject others`, () => {
      for (const value of valid) {
        expect(parse(`--${name}=${value}`)).toEqual([`--${name}=${value}`]);
      }
      for (const value of invalid) {
        expect(() => parse(`--${name}=${value}`), value).toThrow(`argument '${value}' is invalid`);
      }
    });
  }

  test('keep filters apart from optional values, and the reporter of the suite', () => {
    expect(parse('detach.spec.ts', '-x', '--debug', '-g', 'one', '--reporter', 'list')).toEqual([
      'detach.spec.ts',
      '--debug=inspector',
      '--grep=one',
      '-x',
      '--add-reporter=list',
    ]);
    expect(() => parse('--reporter', 'there-is-none')).toThrow('Give built-in reporters');
    expect(() => parse('--gerp', 'one')).toThrow("unknown option '--gerp'");
  });

  test('are refused if npm took them, and nothing is started', () => {
    for (const [args, sentence] of [
      [
        ['conformance', '--dry-run', '--report-dir=x'],
        'npm run conformance -- --dry-run --report-dir',
      ],
      [['conformance', '--grep', 'Detach'], 'npm run conformance -- --grep'],
      [['conformance', 'reference', '--fault', 'x'], 'npm run conformance -- reference --fault'],
      [['generate', '--check'], 'npm run generate -- --check'],
    ] as const) {
      const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', ...args], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      expect({ status, stdout }, args.join(' ')).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`Write -- before the options of the command: ${sentence}\n`);
    }
  });

  test('are not taken by npm if they are arguments, off, or of another program', () => {
    const taken = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
      describeTakenByNpm(['--dry-run', '--target'], 'start', args, environment);
    expect(taken({ npm_config_target: 'one', npm_config_dry_run: 'true' })).toMatch(
      /: start --dry-run --target$/,
    );
    expect(taken({ npm_config_dry_run: 'true' }, '--dry-run')).toBeUndefined();
    expect(taken({ npm_config_target: 'one' }, '--target=two')).toBeUndefined();
    expect(taken({ npm_config_dry_run: '', npm_config_target: '30.0.1' })).toBeUndefined();
    expect(taken({ npm_config_loglevel: 'verbose' })).toBeUndefined();
  });
});
