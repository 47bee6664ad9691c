import { expect, test } from '@playwright/test';
import { ConfigError, readConfig } from '../../../helpers/config/config';
import { proxyFor, ProxyError } from '../../../helpers/config/proxy';
import { readTables } from '../support/table';

const PROXY = 'http://proxy.example.net:3128';

interface Tables {
  proxies: [given: string, proxy: string][];
  wrongProxies: [given: string, why: string][];
  bypassed: [host: string, list: string][];
  proxied: [host: string, list: string][];
  wrongLists: [list: string, item: string][];
}

const tables = readTables<Tables>('unit/tables/proxy.yaml');

/** Returns the proxy of a host, as a URL. */
const proxyOf = (host: string, environment: Record<string, string>) =>
  proxyFor(new URL(`https://${host}/v1`), environment)?.href;

test.describe('The proxy of a target', () => {
  for (const [given, proxy] of tables.proxies) {
    test(`is ${proxy} by HTTPS_PROXY=${given}`, () => {
      expect(proxyOf('api.example.com', { HTTPS_PROXY: given })).toBe(proxy);
    });
  }

  for (const [given, why] of tables.wrongProxies) {
    test(`cannot be ${given}, and no message has its password`, () => {
      const read = () => proxyOf('api.example.com', { HTTPS_PROXY: given });
      expect(read).toThrow(ProxyError);
      expect(read).toThrow(new RegExp(`^HTTPS_PROXY .*${why}.* Example: HTTPS_PROXY=http://`));
      expect(read).not.toThrow(/secret/);
    });
  }

  test('is that of the first variable that has a value', () => {
    const of = (environment: Record<string, string>) => proxyOf('api.example.com', environment);
    expect(of({})).toBeUndefined();
    expect(of({ HTTP_PROXY: PROXY })).toBeUndefined();
    expect(of({ ALL_PROXY: 'http://all:1', HTTPS_PROXY: ' ' })).toBe('http://all:1/');
    expect(of({ ALL_PROXY: 'http://all:1', HTTPS_PROXY: 'http://upper:1' })).toBe(
      'http://upper:1/',
    );
    expect(of({ https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1' })).toBe(
      'http://lower:1/',
    );
  });

  test('is none for http:, where it could read the token', () => {
    expect(proxyFor(new URL('http://127.0.0.1/v1'), { HTTPS_PROXY: 'socks5://x' })).toBeUndefined();
  });

  for (const [host, list] of tables.bypassed) {
    test(`is none for ${host} by NO_PROXY=${list}`, () => {
      expect(proxyOf(host, { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBeUndefined();
      expect(proxyOf(host, { HTTPS_PROXY: PROXY, no_proxy: list, NO_PROXY: 'x' })).toBeUndefined();
    });
  }

  for (const [host, list] of tables.proxied) {
    test(`is used for ${host} beside NO_PROXY=${list}`, () => {
      expect(proxyOf(host, { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBe(`${PROXY}/`);
    });
  }

  for (const [list, item] of tables.wrongLists) {
    test(`is not decided by NO_PROXY=${list}`, () => {
      const read = () => proxyOf('api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: list });
      expect(read).toThrow(`NO_PROXY has ${JSON.stringify(item)}, which is no host`);
      expect(proxyOf('api.example.com', { NO_PROXY: list })).toBeUndefined();
    });
  }
});

test('A wrong proxy is wrong configuration', () => {
  const environment = {
    BASE_URL: 'https://staging.example.com',
    API_TOKEN: 'token',
    CUSTOMER_IDS: '7',
    USER_IDS: '101-104',
    RESTORE_USER_IDS: 'none',
  };
  const read = (HTTPS_PROXY: string) => () => readConfig({ ...environment, HTTPS_PROXY });
  expect(read('127.0.0.1:3128')).not.toThrow();
  expect(read('socks5://127.0.0.1:3128')).toThrow(ConfigError);
  expect(read('socks5://127.0.0.1:3128')).toThrow('HTTPS_PROXY has the scheme socks5:');
});
