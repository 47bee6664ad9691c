import { expect, test } from '@playwright/test';
import { ConfigError, readConfig } from '../../../helpers/config/config';
import { exampleOf, optionEntries, options } from '../../../helpers/config/options';

type Environment = Record<string, string>;

const SECRET = 'S3cret-Token-0f-The-Target';

/** A valid environment, in which each test replaces the value that it is about. */
const RIGHT: Environment = {
  BASE_URL: 'https://staging.example.com/third-party/v1',
  API_TOKEN: SECRET,
  CUSTOMER_IDS: '7,9',
  USER_IDS: '101-104',
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

const secrets = ['API_TOKEN', 'FORBIDDEN_TOKEN', 'EXPIRED_TOKEN'];
const needTarget = (name: string) => ['API_TOKEN', 'CUSTOMER_IDS', 'USER_IDS'].includes(name);

const WRONG_IDS = [
  ...['abc', '7;9', '7,', ',7', ',', '7,,9', '0', '-1', '+7', '7.5', '1e3', '0x7', '07', '7 9'],
  ...['7-', '-', '9-7', '7-9-12', '7,9,7', '7-9,8', '٧', '7,null', '1-1000000'],
];
const WRONG_ID = ['abc', '0', '-1', '7.5', '7,9', '7-9', '1e9'];
const WRONG_TOKENS = ['two words', 'line\nend', 'tab\there', 'Zoë', 'nul\0', '\u{1f600}'];
const WRONG_FLAGS = ['true', 'yes', '2', 'on', '01', ' 1'];
const WRONG_INTEGERS = [
  'abc',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  ' 1',
  '1s',
  'Infinity',
  '99999999999999',
];

/** Each variable of the design, in each way in which it can be wrong. */
const WRONG: Record<string, string[]> = {
  BASE_URL: [
    ...['staging.example.com', '/third-party/v1', 'https://', 'http:// x', 'ftp://example.com/v1'],
    ...['file:///etc/passwd', 'javascript:alert(1)', 'https://user:pass@example.com/v1'],
    ...['https://example.com/v1?token=x', 'https://example.com/v1#x'],
    ...[
      'http://example.com/v1',
      'http://10.0.0.1/v1',
      'http://192.168.0.1:8080',
      'http://[::2]/v1',
    ],
    ...['http://localhost.example.com/v1', 'http://127.0.0.1.example.com', 'http://0.0.0.0/v1'],
    'https://1-some-client.some-server.healvi-chat/third-party/v1',
  ],
  API_TOKEN: WRONG_TOKENS,
  FORBIDDEN_TOKEN: [...WRONG_TOKENS, SECRET],
  EXPIRED_TOKEN: [...WRONG_TOKENS, SECRET],
  CUSTOMER_IDS: WRONG_IDS,
  USER_IDS: [...WRONG_IDS, '101', '101,102,103', '101-103'],
  RESTORE_USER_IDS: WRONG_IDS,
  UNKNOWN_USER_ID: [...WRONG_ID, '101'],
  UNKNOWN_CUSTOMER_ID: [...WRONG_ID, '7'],
  READ_BACK_PATH: ['customers/{id}', '/customers', '/customers/{ID}/users', '/a b/{id}', '/ü/{id}'],
  FAIL_ON: ['MUST', 'may', 'must,should', 'never', ' must'],
  BASELINE: ['no-such-baseline.yaml'],
  SEED: [...WRONG_INTEGERS, '2147483648'],
  SEQUENCES: [...WRONG_INTEGERS, '0', '10001'],
  REQUEST_TIMEOUT_MS: [...WRONG_INTEGERS, '0'],
  RUN_TIMEOUT_MS: [...WRONG_INTEGERS, '0'],
  MAX_RPS: ['abc', '0', '0.0', '-1', '1/s', 'Infinity', '1e3', '.5'],
  PROBE_DELETE: WRONG_FLAGS,
  ALLOW_PRODUCTION: WRONG_FLAGS,
  ALLOW_INSECURE_HTTP: WRONG_FLAGS,
  REQUIREMENTS_SET: ['0.9', '2.0', 'newest', '1'],
};

/** Any text is right for these. */
const NEVER_WRONG = ['PRODUCTION_HOSTS', 'REPORT_DIR'];

test.describe('The configuration', () => {
  test('is right where it is right', () => {
    expect(problemsOf(RIGHT)).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  test('is tried wrong in every variable that there is', () => {
    expect([...Object.keys(WRONG), ...NEVER_WRONG].sort()).toEqual(Object.keys(options).sort());
  });

  for (const [name, values] of Object.entries(WRONG)) {
    test(`names ${name} where it is wrong, what was given, and an example`, () => {
      for (const value of values) {
        const problems = problemsOf({ ...RIGHT, [name]: value });
        expect(problems, `${name}=${JSON.stringify(value)}`).toHaveLength(1);
        const [problem = ''] = problems;
        expect(problem).toMatch(new RegExp(`^${name}\\b.*\\. Example: ${name}=\\S+$`));
        // The message about a list that is too short gives its length.
        const given = /\d user\(s\)/.test(problem) ? '' : (value.split(/[,\n]/)[0] ?? '');
        const shown = problem.includes(secrets.includes(name) ? value : given);
        expect(shown, problem).toBe(!secrets.includes(name));
      }
    });
  }

  test('has examples that are right', () => {
    for (const [name, option] of optionEntries) {
      if (name === 'BASELINE') continue; // a file, which is not there
      const other: Environment = name === 'PRODUCTION_HOSTS' ? { ALLOW_PRODUCTION: '1' } : {};
      expect(problemsOf({ ...RIGHT, ...other, [name]: exampleOf(option) }), name).toEqual([]);
    }
  });

  for (const name of Object.keys(options).filter(needTarget)) {
    test(`asks for ${name} with BASE_URL`, () => {
      const others = Object.entries(RIGHT).filter(([other]) => other !== name);
      for (const environment of [Object.fromEntries(others), { ...RIGHT, [name]: '' }]) {
        const problems = problemsOf(environment);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(new RegExp(`^${name} is required.*Example: ${name}=`));
      }
    });
  }

  for (const [name, value] of Object.entries({
    ...RIGHT,
    RESTORE_USER_IDS: '101',
    UNKNOWN_USER_ID: '999',
    UNKNOWN_CUSTOMER_ID: '999',
    FORBIDDEN_TOKEN: SECRET,
    EXPIRED_TOKEN: SECRET,
    READ_BACK_PATH: '/customers/{id}/users',
  }).filter(([each]) => each !== 'BASE_URL')) {
    test(`reports ${name} without BASE_URL`, () => {
      const problems = problemsOf({ [name]: value });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(name);
      expect(problems[0]).toContain('BASE_URL');
      expect(problems[0]).not.toContain(SECRET);
    });
  }

  test('is wrong in one message, with all that is wrong in it', () => {
    const environment: Environment = {
      ...Object.fromEntries(Object.entries(WRONG).map(([name, [value = '']]) => [name, value])),
      API_TOKEN: `${SECRET} with a space`,
      EXPIRED_TOKEN: `${SECRET}\nand more`,
    };
    const problems = problemsOf(environment);
    for (const name of Object.keys(WRONG)) {
      expect(
        problems.filter(
          (problem) => problem.startsWith(`${name},`) || problem.startsWith(`${name} `),
        ),
        name,
      ).toHaveLength(1);
    }
    expect(problems).toHaveLength(Object.keys(WRONG).length);

    const { message } = new ConfigError(problems);
    for (const problem of problems) expect(message).toContain(problem);
    expect(message.split('\n')).toHaveLength(problems.length + 1);
    expect(message).toContain('nothing was sent');
    expect(message).not.toContain(SECRET);
  });

  test('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(options).map((name) => [name, '']));
    const { target, run } = readConfig({ ...empty, SEED: '1' });
    expect({ target, run }).toEqual(readConfig({ SEED: '1' }));
    expect(readConfig({ ...empty, ...RIGHT, SEED: '1' })).toEqual(
      readConfig({ ...RIGHT, SEED: '1' }),
    );
  });
});
