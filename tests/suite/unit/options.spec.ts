import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { PLAYWRIGHT_FLAGS, RUN_FLAGS, toRun } from '../../../helpers/cli/run';

const CASES = [
  ['grep', ['Detach', 'a|b', '(?:x)'], ['', '(', '[a', '*']],
  ['workers', ['1', '16'], ['', '0', '-1', '1.5', 'two', '50%', '1e3']],
  ['shard', ['1/1', '2/4', '10/10'], ['', '0/4', '5/4', '1', '1/', '/4', '1/0', 'a/b', '1/4/2']],
] as const;

test.describe('The flags of a run', () => {
  test('never include a secret', () => {
    const names = RUN_FLAGS.map(({ name }) => name);
    expect(names).toContain('BASE_URL');
    expect(names.filter((name) => name.includes('TOKEN'))).toEqual([]);
  });

  test('take precedence over the environment', () => {
    const environment = { BASE_URL: 'https://one.example.com', SEED: '1', API_TOKEN: 'from-there' };
    const values = { baseUrl: 'https://two.example.com', allowProduction: true };
    expect(toRun(values, environment)).toEqual({
      args: [],
      environment: {
        ...environment,
        BASE_URL: 'https://two.example.com',
        ALLOW_PRODUCTION: '1',
      },
    });
  });

  test('read a token from a file, without the line end', ({}, testInfo) => {
    const file = testInfo.outputPath('token');
    writeFileSync(file, 'S3cret-Token\n');
    const { args, environment } = toRun({ tokenFile: file }, { API_TOKEN: 'another' });
    expect(args).toEqual([]);
    expect(environment).toEqual({ API_TOKEN: 'S3cret-Token' });
  });

  test('name a file without a token', ({}, testInfo) => {
    const empty = testInfo.outputPath('empty');
    writeFileSync(empty, '\n');
    const none = testInfo.outputPath('none');
    const folder = testInfo.outputPath();
    for (const [file, why] of [
      [empty, 'is empty'],
      [none, 'cannot be read (ENOENT)'],
      [folder, 'cannot be read (EISDIR)'],
    ] as const) {
      expect(() => toRun({ tokenFile: file }, {})).toThrow(`--token-file ${file} ${why}.`);
    }
  });

  test('have a case below for each flag of Playwright', () => {
    const names = PLAYWRIGHT_FLAGS.map(({ flag }) => flag.replace(/^--| .*$/g, ''));
    expect(names).toEqual(CASES.map(([name]) => name));
  });

  for (const [name, valid, invalid] of CASES) {
    test(`pass a valid --${name} to Playwright and reject others`, () => {
      for (const value of valid) {
        expect(toRun({ [name]: value }, {}).args).toEqual([`--${name}=${value}`]);
      }
      for (const value of invalid) {
        expect(() => toRun({ [name]: value }, {}), value).toThrow(`cannot be "${value}"`);
      }
    });
  }
});
