import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ConfigError, readConfig } from '../../../helpers/config/config';
import { exampleOf } from '../../../helpers/config/option';
import { optionEntries, options } from '../../../helpers/config/options';
import { certificate } from '../hostile/servers/certificates';
import { readTables } from '../support/table';

type Environment = Record<string, string>;

const SECRET = 'S3cret-Token-0f-The-Target';

/** A valid environment, in which each test replaces the value that it is about. */
const VALID: Environment = {
  BASE_URL: 'https://staging.example.com/third-party/v1',
  API_TOKEN: SECRET,
  CUSTOMER_IDS: '7,9',
  USER_IDS: '101-104',
  RESTORE_USER_IDS: 'none',
};

function problemsOf(environment: Environment): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const { invalid } = readTables<{ invalid: { variables: string[]; values: string[] }[] }>(
  'unit/tables/config.yaml',
);

/** Options of any text. */
const ALWAYS_VALID = ['REPORT_DIR'];
const names = Object.keys(options).filter((name) => !ALWAYS_VALID.includes(name));

const invalidValues = (name: string) =>
  invalid.flatMap(({ variables, values }) => (variables.includes(name) ? values : []));

test.describe('The configuration', () => {
  test('is valid if every value is', () => {
    expect(problemsOf(VALID)).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  for (const [name, option] of optionEntries.filter(([each]) => names.includes(each))) {
    test(`names an invalid ${name}, its value and an example`, () => {
      expect(invalidValues(name)).not.toEqual([]);
      for (const value of invalidValues(name)) {
        const problems = problemsOf({ ...VALID, [name]: value });
        expect(problems, `${name}=${JSON.stringify(value)}`).toHaveLength(1);
        const [problem = ''] = problems;
        expect(problem).toMatch(new RegExp(`^${name}\\b.*\\. Example: ${name}=\\S+$`));
        // The message about a list that is too short gives its length.
        const given = /\d user\(s\)/.test(problem) ? '' : (value.split(/[,\n]/)[0] ?? '');
        expect(problem.includes(option.secret ? value : given), problem).toBe(!option.secret);
      }
    });

    // The file of the example of BASELINE does not exist, and the others have tests of their own.
    if (!/^(BASELINE|PRODUCTION_HOSTS|CLIENT_.*)$/.test(name)) {
      test(`has a valid example of ${name}`, () => {
        expect(problemsOf({ ...VALID, [name]: exampleOf(option) })).toEqual([]);
      });
    }

    if (option.required) {
      test(`requires ${name} with BASE_URL`, () => {
        const others = Object.entries(VALID).filter(([other]) => other !== name);
        expect(problemsOf(Object.fromEntries(others))).toEqual([
          expect.stringMatching(`^${name} is required.*Example: ${name}=`),
        ]);
      });
    }

    if (option.required || name === 'BASE_URL') {
      test(`rejects an empty ${name}`, () => {
        const empty = [expect.stringMatching(`^${name} is set but empty.*Example: ${name}=`)];
        expect(problemsOf({ ...VALID, [name]: '' })).toEqual(empty);
        expect(problemsOf({ [name]: '' })).toEqual(empty);
      });
    }

    if (option.group === 'Target' && name !== 'BASE_URL') {
      test(`rejects ${name} without BASE_URL`, () => {
        const value = option.secret ? SECRET : exampleOf(option);
        const problems = problemsOf({ [name]: value });
        expect(problems).toEqual([expect.stringMatching(`${name}.*BASE_URL`)]);
        expect(problems[0]).not.toContain(SECRET);
      });
    }
  }

  test('requires RESTORE_USER_IDS with BASE_URL where nothing can be read', () => {
    const others = { ...VALID };
    delete others['RESTORE_USER_IDS'];
    const missing = [
      expect.stringMatching(/^RESTORE_USER_IDS is required.*READ_BACK_COMMAND\. Example: /),
    ];
    expect(problemsOf(others)).toEqual(missing);
    expect(problemsOf({ ...others, RESTORE_USER_IDS: '' })).toEqual(missing);
    const READ_BACK_PATH = '/customers/{id}/users';
    expect(problemsOf({ ...others, READ_BACK_PATH })).toEqual([]);
    expect(problemsOf({ ...others, READ_BACK_COMMAND: 'echo' })).toEqual([]);
    expect(problemsOf({ ...others, READ_BACK_PATH, READ_BACK_COMMAND: 'echo' })).toEqual([
      expect.stringMatching(/^READ_BACK_COMMAND and READ_BACK_PATH are both set\. /),
    ]);
  });

  test('has a valid example of PRODUCTION_HOSTS', () => {
    const PRODUCTION_HOSTS = exampleOf(options.PRODUCTION_HOSTS);
    expect(problemsOf({ ...VALID, PRODUCTION_HOSTS, ALLOW_PRODUCTION: '1' })).toEqual([]);
  });

  test('reports all problems in one message', () => {
    const problems = problemsOf({
      ...Object.fromEntries(names.map((name) => [name, invalidValues(name)[0] ?? ''])),
      API_TOKEN: `${SECRET} with a space`,
      EXPIRED_TOKEN: `${SECRET}\nand more`,
    });
    const named = problems.map((problem) => /^\w+(?=[, ])/.exec(problem)?.[0] ?? '');
    expect(named.sort()).toEqual([...names].sort());

    const { message } = new ConfigError(problems);
    expect(message.split('\n').slice(1)).toEqual(problems.map((problem) => `  ${problem}`));
    expect(message).toContain('nothing was sent');
    expect(message).not.toContain(SECRET);
  });

  test('checks the client certificate before anything is sent', ({}, testInfo) => {
    const [own, other] = [certificate({}), certificate({})];
    const encrypted = createPrivateKey(own.key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'Open Sesame' })
      .toString();
    const write = (name: string, text: string) => {
      const file = testInfo.outputPath(name);
      writeFileSync(file, text);
      return file;
    };
    const CLIENT_CERT = write('cert.pem', own.cert);
    const CLIENT_KEY = write('key.pem', own.key);
    const both = write('both.pem', own.cert + own.key);
    const inUse = { ...VALID, CLIENT_CERT, CLIENT_KEY: write('encrypted.pem', encrypted) };
    for (const [given, ...wrong] of [
      [{ ...VALID, CLIENT_CERT, CLIENT_KEY }],
      [{ ...VALID, CLIENT_CERT: both, CLIENT_KEY: both }],
      [{ ...inUse, CLIENT_KEY_PASSPHRASE: 'Open Sesame' }],
      [inUse, /^CLIENT_KEY_PASSPHRASE is required, .*encrypted\.pem of CLIENT_KEY is encrypted\. /],
      [{ ...inUse, CLIENT_KEY_PASSPHRASE: 'Close' }, /^CLIENT_KEY_PASSPHRASE is wrong: /],
      [{ ...VALID, CLIENT_CERT }, /^CLIENT_KEY is required with CLIENT_CERT\. /],
      [{ ...VALID, CLIENT_KEY }, /^CLIENT_CERT is required with CLIENT_KEY\. /],
      [
        { ...VALID, CLIENT_CERT, CLIENT_KEY: write('other.pem', other.key) },
        /^CLIENT_KEY, given as ".*other\.pem", is not the key of the certificate in .*cert\.pem\. /,
      ],
      [
        { ...VALID, CLIENT_CERT, CLIENT_KEY, BASE_URL: 'http://127.0.0.1/v1' },
        /^CLIENT_CERT, given as ".*cert\.pem", needs an https: BASE_URL\. /,
      ],
    ] as [Environment, RegExp?][]) {
      expect(problemsOf(given)).toEqual(
        wrong.map((text) => expect.stringMatching(text ?? '') as unknown),
      );
    }
  });

  test('treats an empty variable as unset, beside a target', () => {
    const others = Object.keys(options).filter((name) => !(name in VALID));
    const empty = Object.fromEntries(others.map((name) => [name, '']));
    for (const given of [{ SEED: '1' }, { ...VALID, SEED: '1' }]) {
      expect(readConfig({ ...empty, ...given })).toEqual(readConfig(given));
    }
  });
});
