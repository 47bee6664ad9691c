import { expect, test } from '@playwright/test';
import { readConfig, type Config, type Target } from '../../../helpers/config/config';
import { newest } from '../../../helpers/contract/requirements';

const TARGET = {
  BASE_URL: 'https://staging.example.com/third-party/v1',
  API_TOKEN: 'token',
  CUSTOMER_IDS: '7,9,12-15',
  USER_IDS: '101-104',
};

function targetOf(environment: Record<string, string>): Target {
  const { target } = readConfig({ ...TARGET, ...environment });
  if (!target) throw new Error('no target');
  return target;
}

test.describe('The configuration gives', () => {
  test('the defaults of the design', () => {
    const { run, target }: Config = readConfig({});
    expect(target).toBeUndefined();
    expect(Number.isInteger(run.seed)).toBe(true);
    expect({ ...run, seed: 0 }).toEqual({
      failOn: 'must',
      seed: 0,
      sequences: 10,
      requestTimeoutMs: 10_000,
      runTimeoutMs: 600_000,
      probeDelete: false,
      reportDir: 'conformance-report',
      catalogue: newest,
    });
  });

  test('a target, with ids that do not exist and nothing to restore', () => {
    expect(targetOf({})).toEqual({
      baseUrl: 'https://staging.example.com/third-party/v1',
      token: 'token',
      customers: ['7', '9', '12', '13', '14', '15'],
      users: ['101', '102', '103', '104'],
      restoreUsers: [],
      unknownUser: '2147480001',
      unknownCustomer: '2147480002',
    });
  });

  test('everything that was given', () => {
    const { target, run } = readConfig({
      ...TARGET,
      RESTORE_USER_IDS: '101, 103-104',
      UNKNOWN_USER_ID: '998',
      UNKNOWN_CUSTOMER_ID: '999',
      FORBIDDEN_TOKEN: 'f',
      EXPIRED_TOKEN: 'e',
      READ_BACK_PATH: '/customers/{id}/users?all=1',
      FAIL_ON: 'should',
      SEED: '42',
      SEQUENCES: '3',
      REQUEST_TIMEOUT_MS: '250',
      RUN_TIMEOUT_MS: '60000',
      MAX_RPS: '2.5',
      PROBE_DELETE: '1',
      REPORT_DIR: 'out',
      REQUIREMENTS_SET: '1.0',
    });
    expect(target).toMatchObject({
      restoreUsers: ['101', '103', '104'],
      unknownUser: '998',
      unknownCustomer: '999',
      forbiddenToken: 'f',
      expiredToken: 'e',
      readBackPath: '/customers/{id}/users?all=1',
    });
    expect(run).toEqual({
      failOn: 'should',
      seed: 42,
      sequences: 3,
      requestTimeoutMs: 250,
      runTimeoutMs: 60_000,
      maxRps: 2.5,
      probeDelete: true,
      reportDir: 'out',
      catalogue: newest,
    });
  });

  test('another seed each time, unless it is given', () => {
    const seeds = Array.from({ length: 8 }, () => readConfig({}).run.seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(readConfig({ SEED: '0' }).run.seed).toBe(0);
    expect(readConfig({ SEED: '2147483647' }).run.seed).toBe(2_147_483_647);
  });

  test('ids that no double can hold', () => {
    expect(targetOf({ CUSTOMER_IDS: '9007199254740993,18446744073709551617' }).customers).toEqual([
      '9007199254740993',
      '18446744073709551617',
    ]);
    expect(targetOf({ USER_IDS: '9007199254740992-9007199254740995' }).users).toEqual([
      '9007199254740992',
      '9007199254740993',
      '9007199254740994',
      '9007199254740995',
    ]);
  });

  for (const [given, baseUrl] of [
    ['https://example.com', 'https://example.com'],
    ['https://example.com/', 'https://example.com'],
    ['https://example.com/v1/', 'https://example.com/v1'],
    ['https://example.com:8443/a/b//', 'https://example.com:8443/a/b'],
    ['HTTPS://EXAMPLE.com/v1', 'https://example.com/v1'],
  ] as const) {
    test(`${baseUrl} for BASE_URL=${given}`, () => {
      expect(targetOf({ BASE_URL: given }).baseUrl).toBe(baseUrl);
    });
  }
});

test.describe('The configuration lets a token go', () => {
  const HOSTS = '*.example.com, API.example.org';
  const reads = (environment: Record<string, string>) => () => targetOf(environment);

  for (const url of [
    'http://localhost:3000/v1',
    'http://api.localhost/v1',
    'http://127.0.0.1:8080/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:3000/v1',
  ]) {
    test(`in the clear to ${url}`, () => {
      expect(targetOf({ BASE_URL: url }).baseUrl).toBe(url);
    });
  }

  test('in the clear elsewhere only where it is allowed', () => {
    const BASE_URL = 'http://staging.example.com/v1';
    expect(reads({ BASE_URL })).toThrow(/in the clear/);
    expect(reads({ BASE_URL, ALLOW_INSECURE_HTTP: '0' })).toThrow(/ALLOW_INSECURE_HTTP=1/);
    expect(targetOf({ BASE_URL, ALLOW_INSECURE_HTTP: '1' }).baseUrl).toBe(BASE_URL);
  });

  for (const [host, hosts] of [
    ['1-some-client.some-server.healvi-chat', ''],
    ['1-SOME-client.some-server.healvi-chat', ''],
    ['1-some-client.some-server.healvi-chat', HOSTS],
    ['staging.example.com', HOSTS],
    ['a.b.example.com', HOSTS],
    ['api.example.org', HOSTS],
    ['api.example.org.', 'api.example.org'],
  ] as const) {
    test(`to the production host ${host} only where it is allowed, with "${hosts}"`, () => {
      const environment = { BASE_URL: `https://${host}/v1`, PRODUCTION_HOSTS: hosts };
      expect(reads(environment)).toThrow(/production host/);
      expect(reads({ ...environment, ALLOW_PRODUCTION: '0' })).toThrow(/ALLOW_PRODUCTION=1/);
      expect(reads({ ...environment, ALLOW_PRODUCTION: '1' })).not.toThrow();
    });
  }

  for (const [host, hosts] of [
    ['2-some-client.some-server.healvi-chat', ''],
    ['example.com', HOSTS],
    ['staging.example.com.evil.net', HOSTS],
    ['apixexample.org', HOSTS],
  ] as const) {
    test(`to ${host}, which is no production host, with "${hosts}"`, () => {
      expect(reads({ BASE_URL: `https://${host}/v1`, PRODUCTION_HOSTS: hosts })).not.toThrow();
    });
  }
});
