import { expect, test } from '@playwright/test';
import { readConfig, type Target } from '../../../helpers/config/config';
import { newest } from '../../../helpers/contract/requirements';
import { readTables } from '../support/table';

type Environment = Record<string, string>;

const TARGET: Environment = {
  BASE_URL: 'https://staging.example.com/third-party/v1',
  API_TOKEN: 'token',
  CUSTOMER_IDS: '7,9',
  USER_IDS: '101-104',
  RESTORE_USER_IDS: 'none',
};

interface Tables {
  configs: { what: string; environment: Environment; target?: object; run: object }[];
  baseUrls: [given: string, baseUrl: string][];
  production: [host: string, hosts: string][];
  staging: [host: string, hosts: string][];
}

const tables = readTables<Tables>('unit/tables/config-values.yaml');

function targetOf(environment: Environment): Target {
  const { target } = readConfig({ ...TARGET, ...environment });
  if (!target) throw new Error('no target');
  return target;
}

test.describe('The configuration gives', () => {
  for (const { what, environment, target, run } of tables.configs) {
    test(what, () => {
      expect(readConfig(environment)).toEqual({ target, run: { ...run, catalogue: newest } });
    });
  }

  test('another seed each time, unless it is given', () => {
    const seeds = Array.from({ length: 8 }, () => readConfig({}).run.seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(seeds.filter((seed) => !Number.isInteger(seed))).toEqual([]);
    expect(readConfig({ SEED: '0' }).run.seed).toBe(0);
    expect(readConfig({ SEED: '2147483647' }).run.seed).toBe(2_147_483_647);
  });

  test('ids that no double can hold', () => {
    const CUSTOMER_IDS = '9007199254740993,18446744073709551617';
    const { customers, users } = targetOf({
      CUSTOMER_IDS,
      USER_IDS: '9007199254740992-9007199254740995',
    });
    expect(customers.join()).toBe(CUSTOMER_IDS);
    expect(users.map((id) => id.slice(-4))).toEqual(['0992', '0993', '0994', '0995']);
  });

  for (const [given, baseUrl] of tables.baseUrls) {
    test(`${baseUrl} for BASE_URL=${given}`, () => {
      expect(targetOf({ BASE_URL: given }).baseUrl).toBe(baseUrl);
    });
  }
});

test.describe('The configuration allows a token', () => {
  const reads = (environment: Environment) => () => targetOf(environment);

  test('in the clear to another host than loopback only by ALLOW_INSECURE_HTTP', () => {
    const BASE_URL = 'http://staging.example.com/v1';
    expect(reads({ BASE_URL })).toThrow(/in the clear/);
    expect(reads({ BASE_URL, ALLOW_INSECURE_HTTP: '0' })).toThrow(/ALLOW_INSECURE_HTTP=1/);
    expect(targetOf({ BASE_URL, ALLOW_INSECURE_HTTP: '1' }).baseUrl).toBe(BASE_URL);
  });

  for (const [host, hosts] of tables.production) {
    test(`to the production host ${host} of "${hosts}" only by ALLOW_PRODUCTION`, () => {
      const environment = { BASE_URL: `https://${host}/v1`, PRODUCTION_HOSTS: hosts };
      expect(reads(environment)).toThrow(/production host/);
      expect(reads({ ...environment, ALLOW_PRODUCTION: '0' })).toThrow(/ALLOW_PRODUCTION=1/);
      expect(reads({ ...environment, ALLOW_PRODUCTION: '1' })).not.toThrow();
    });
  }

  for (const [host, hosts] of tables.staging) {
    test(`to ${host}, which is no production host of "${hosts}"`, () => {
      expect(reads({ BASE_URL: `https://${host}/v1`, PRODUCTION_HOSTS: hosts })).not.toThrow();
    });
  }
});
