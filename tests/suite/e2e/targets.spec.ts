import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { githubMatrix, gitlabPipeline } from '../../../helpers/cli/matrix';
import { environmentOf, parseTargets } from '../../../helpers/cli/targets';
import { cli } from '../support/cli';

const FLEET = `targets:
  - name: acme
    baseUrl: https://acme.example.com/v1/
    token: ACME_TOKEN
    customers: 7
    users: 101-120
    restoreUsers: none
    settings: { MAX_RPS: 5 }

  - name: globex
    baseUrl: https://globex.example.com/v1
    token: GLOBEX_TOKEN
    expiredToken: GLOBEX_EXPIRED
    extraHeaders: GLOBEX_HEADERS
    customers: 7,9,12
    users: 101-120

    restoreUsers: 101
    readBackPath: /customers/{id}/users
    shards: 2
    clientKeyPassphrase: GLOBEX_PASSPHRASE
    settings: { CLIENT_CERT: not-here.pem, CLIENT_KEY: not-here.pem }
`;

const fleet = () => parseTargets('targets.yaml', FLEET);

test.describe('targets.yaml', () => {
  test('is reported with all its problems, by line', () => {
    const wrong = FLEET.replace('customers: 7\n', 'customers: seven\n')
      .replace('MAX_RPS: 5', 'MAX_RPS: 0')
      .replace('name: globex', 'name: acme')
      .replace('shards: 2', 'shards: 4')
      .replace('globex.example.com/v1', 'acme.example.com/v1');
    expect(() => parseTargets('t.yaml', wrong)).toThrow(
      new RegExp(
        [
          /t\.yaml, line 8: MAX_RPS, given as "0", is not a number above 0/,
          /t\.yaml, line 5: CUSTOMER_IDS, given as "seven", contains "seven", which/,
          /t\.yaml, line 10: acme is the name of the target on line 2/,
          /t\.yaml, line 20: 4 shards need as many customers; acme has 3/,
        ]
          .map(({ source }) => source)
          .join('[^]*'),
      ),
    );
  });

  test('has each base URL once', () => {
    const twice = FLEET.replace('globex.example.com', 'acme.example.com');
    expect(() => parseTargets('t.yaml', twice)).toThrow(
      /line 11: https:\/\/acme\.example\.com\/v1 is that of acme/,
    );
  });

  test('is as its schema says, and its mistakes show no value', () => {
    const secret = 'eyJhbGciOi.secret';
    const wrong = FLEET.replace('ACME_TOKEN', secret).replace('users: 101-120', 'user: 101-120');
    const message = (() => {
      try {
        parseTargets('t.yaml', wrong);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toMatch(/line 4: \/targets\/0\/token must match pattern/);
    expect(message).toMatch(/line 2: \/targets\/0 must have required property 'users'/);
    expect(message).not.toContain('secret');
    expect(() => parseTargets('t.yaml', 'a: [')).toThrow(/t\.yaml, line 1: not valid YAML/);
  });
});

test.describe('A run of one of them', () => {
  test('has its settings, and none of another target', () => {
    const environment = environmentOf(fleet(), 'globex', {
      PATH: '/bin',
      GLOBEX_TOKEN: 'g',
      GLOBEX_EXPIRED: 'e',
      GLOBEX_HEADERS: 'X-Key: k',
      GLOBEX_PASSPHRASE: 'p',
      API_TOKEN: 'of another target',
      FORBIDDEN_TOKEN: 'of another target',
      FAIL_ON: 'should',
      SEED: '4',
    });
    expect(environment).toMatchObject({
      PATH: '/bin',
      BASE_URL: 'https://globex.example.com/v1',
      API_TOKEN: 'g',
      EXPIRED_TOKEN: 'e',
      EXTRA_HEADERS: 'X-Key: k',
      CLIENT_KEY_PASSPHRASE: 'p',
      FORBIDDEN_TOKEN: '',
      FAIL_ON: '',
      SEED: '4',
      RESTORE_USER_IDS: '101',
      REPORT_DIR: path.join('conformance-report', 'globex'),
    });
  });

  test('is refused without its tokens, or its entry', () => {
    expect(() => environmentOf(fleet(), 'globex', {})).toThrow(
      'GLOBEX_TOKEN is not set; targets.yaml, line 10, names it as the API_TOKEN of globex.',
    );
    expect(() => environmentOf(fleet(), 'initech', {})).toThrow(
      'targets.yaml has no target initech; it has acme, globex.',
    );
  });
});

test.describe('The matrix', () => {
  test('for GitHub has a job for each target, and each shard', () => {
    const { include } = JSON.parse(githubMatrix(fleet())) as { include: object[] };
    expect(include).toMatchObject([
      {
        job: 'acme',
        name: 'acme',
        shard: '',
        token: 'ACME_TOKEN',
        'expired-token': '',
      },
      { job: 'globex-shard-1-2', name: 'globex', shard: '1/2', 'expired-token': 'GLOBEX_EXPIRED' },
      {
        job: 'globex-shard-2-2',
        name: 'globex',
        shard: '2/2',
        'extra-headers': 'GLOBEX_HEADERS',
        'client-key-passphrase': 'GLOBEX_PASSPHRASE',
      },
    ]);
  });

  test('for GitLab has the same, and a merge', () => {
    const jobs = parse(gitlabPipeline(fleet())) as Record<string, { script: string[] }>;
    expect(Object.keys(jobs)).toEqual(['acme', 'globex-shard-1-2', 'globex-shard-2-2', 'merge']);
    expect(jobs['globex-shard-2-2']?.script).toEqual([
      "bash .sync-users-conformance/scripts/cli.sh run --target globex --targets 'targets.yaml' --shard=2/2",
    ]);
  });
});

test.describe('The command line', () => {
  test('prints a matrix, and ends with 2 where it cannot', ({}, testInfo) => {
    const file = testInfo.outputPath('targets.yaml');
    writeFileSync(file, FLEET);
    const github = cli(['matrix', file]);
    expect(github).toEqual({ status: 0, stdout: `${githubMatrix(fleet())}\n`, stderr: '' });
    const missing = cli(['matrix', testInfo.outputPath('none.yaml')]);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(/none\.yaml cannot be read \(ENOENT\)\.\n$/);
  });

  test('runs one of them, an option before its setting', ({}, testInfo) => {
    const file = testInfo.outputPath('targets.yaml');
    writeFileSync(file, FLEET);
    const args = ['--target=acme', '--targets', file, '--dry-run', '--seed=9'];
    const grep = '--grep=Detach users left';
    const environment = { ACME_TOKEN: 'the-token-of-acme', REPORT_DIR: testInfo.outputPath('r') };
    const ran = cli(['run', ...args, grep], environment);
    expect(ran.stderr).toBe('');
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('POST  https://acme.example.com/v1/customers/7/users');
    expect(ran.stdout).toContain('SEED=9');
    expect(ran.stdout).not.toContain('the-token-of-acme');
  });
});
