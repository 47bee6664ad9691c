import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { PLAYWRIGHT_OPTIONS, RUN_OPTIONS, startOf } from '../../../helpers/cli/run';
import { variables, type Variable } from '../../../helpers/variables';

const bySecrecy = (secret: boolean) =>
  Object.entries<Variable<unknown>>(variables)
    .filter(([, variable]) => (variable.secret ?? false) === secret)
    .map(([name]) => name);

test.describe('The options of a run', () => {
  test('are one for each variable that is not secret, and none for those that are', () => {
    expect(bySecrecy(true)).toEqual(['API_TOKEN', 'FORBIDDEN_TOKEN', 'EXPIRED_TOKEN']);
    expect(RUN_OPTIONS.map(([, name]) => name).toSorted()).toEqual(bySecrecy(false).toSorted());
  });

  test('take no value where the variable is 1 or 0, and one where it is not', () => {
    for (const [flags, name] of RUN_OPTIONS) {
      const variable: Variable<unknown> = variables[name];
      const isSwitch = variable.example === '1' && variable.read('1') === true;
      expect(flags.includes('<'), flags).toBe(!isSwitch);
    }
  });

  test('win over the environment, and leave the rest of it', () => {
    const environment = { BASE_URL: 'https://one.example.com', SEED: '1', API_TOKEN: 'from-there' };
    const values = { baseUrl: 'https://two.example.com', allowProduction: true };
    expect(startOf(values, environment)).toEqual({
      args: [],
      environment: {
        ...environment,
        BASE_URL: 'https://two.example.com',
        ALLOW_PRODUCTION: '1',
      },
    });
  });

  test('hand a token over from its file, without the line end', ({}, testInfo) => {
    const file = testInfo.outputPath('token');
    writeFileSync(file, 'S3cret-Token\n');
    const { args, environment } = startOf({ tokenFile: file }, { API_TOKEN: 'another' });
    expect(args).toEqual([]);
    expect(environment).toEqual({ API_TOKEN: 'S3cret-Token' });
  });

  test('say which file has no token', ({}, testInfo) => {
    const empty = testInfo.outputPath('empty');
    writeFileSync(empty, '\n');
    const none = testInfo.outputPath('none');
    const folder = testInfo.outputPath();
    for (const [file, why] of [
      [empty, 'is empty'],
      [none, 'cannot be read (ENOENT)'],
      [folder, 'cannot be read (EISDIR)'],
    ] as const) {
      expect(() => startOf({ tokenFile: file }, {})).toThrow(`--token-file ${file} ${why}.`);
    }
  });

  const RIGHT: Record<string, string[]> = {
    grep: ['Detach', 'a|b', '(?:x)'],
    workers: ['1', '16'],
    shard: ['1/1', '2/4', '10/10'],
  };
  const WRONG: Record<string, string[]> = {
    grep: ['', '(', '[a', '*'],
    workers: ['', '0', '-1', '1.5', 'two', '50%', '1e3'],
    shard: ['', '0/4', '5/4', '1', '1/', '/4', '1/0', 'a/b', '1/4/2'],
  };

  for (const [flags] of PLAYWRIGHT_OPTIONS) {
    const [, name = ''] = /^--(\w+)/.exec(flags) ?? [];

    test(`hand --${name} to Playwright where it is right, and say so where not`, () => {
      expect(Object.keys(RIGHT)).toContain(name);
      for (const value of RIGHT[name] ?? []) {
        expect(startOf({ [name]: value }, {}).args).toEqual([`--${name}=${value}`]);
      }
      for (const value of WRONG[name] ?? []) {
        expect(() => startOf({ [name]: value }, {}), value).toThrow(
          `${flags} cannot be "${value}"`,
        );
      }
    });
  }
});
