import { expect, test } from '@playwright/test';
import { judgeExchange } from '../../../helpers/checks/http';
import {
  JSON_TYPE,
  answer,
  failing,
  outcomeOf,
  formatJudgements,
  type FakeResponse,
} from '../support/responses';
import { readTables } from '../support/table';

type Case = FakeResponse & { title: string };

const tables = readTables<{
  exchanges: (Case & { fails: string[] })[];
  /** The requirements that apply beside those of any exchange with a status. */
  applying: (Case & { checks: string[] })[];
  findings: (FakeResponse & { requirement: string; judged: string })[];
  stackTraces: (Case & { body: string })[];
  leakingBodies: string[];
  leakingMessages: string[];
  harmless: string[];
}>('unit/tables/http.yaml');

test.describe('Any exchange', () => {
  for (const { title, fails, ...fake } of tables.exchanges) {
    test(`${title} fails ${fails.join(' and ') || 'nothing'}`, () => {
      expect(failing(judgeExchange(answer(fake)))).toEqual(fails);
    });
  }

  const judged = (fake: FakeResponse) => judgeExchange(answer(fake)).map(([id]) => id);

  for (const { title, checks, ...fake } of tables.applying) {
    test(`${title} is checked for all requirements that apply`, () => {
      const always = ['http.completes', 'http.no-5xx', 'http.no-redirect', 'http.encoding'];
      expect(judged(fake)).toEqual([...always, ...checks]);
    });
  }

  test('without a status is checked for completeness alone', () => {
    for (const failure of ['timeout', 'unreachable', 'reset-while-sending'] as const) {
      expect(judged({ failure })).toEqual(['http.completes']);
    }
  });

  for (const [target, kind, judgedToo] of [
    ['/customers/7/users', undefined, true],
    ['/customers/7/users?a=b', undefined, true],
    ['/members', 'read-back', true],
    ['/customers/7/users/', undefined, false],
    ['/customers/7/users.json', undefined, false],
    ['/customers/7/users;a=b', undefined, false],
    ['/customers/%37/users', undefined, false],
    ['//customers/7/users', undefined, false],
    ['/Customers/7/users', undefined, false],
  ] as const) {
    test(`of ${target} is ${judgedToo ? '' : 'not '}checked for a redirect, and for a page`, () => {
      const given = answer({ status: 307, headers: [] });
      const page = answer({ status: 404, body: '<h1>Not Found' });
      for (const { exchange } of [given, page]) {
        Object.assign(exchange.request, { target, ...(kind && { kind }) });
      }
      expect(failing(judgeExchange(given))).toEqual(judgedToo ? ['http.no-redirect'] : []);
      expect(failing(judgeExchange(page))).toEqual(judgedToo ? ['http.error-json'] : []);
    });
  }

  for (const { requirement, judged: expected, ...fake } of tables.findings) {
    test(`with ${JSON.stringify(fake)} has ${requirement} ${expected}`, () => {
      expect(formatJudgements(judgeExchange(answer(fake)), requirement)).toContain(expected);
    });
  }
});

test.describe('An error leaks', () => {
  const saying = (fake: FakeResponse) => outcomeOf(judgeExchange(answer(fake)), 'http.no-leak');
  const leaks = (text: string) => saying({ status: 422, body: JSON.stringify({ message: text }) });
  const leaksAsIs = (body: string) => saying({ status: 500, body });

  for (const { title, body } of tables.stackTraces) {
    test(`a stack trace of ${title}`, () => {
      expect(leaksAsIs(body)).toBe('failed');
    });
  }

  for (const text of tables.leakingBodies) {
    test(`as it is, ${text}`, () => {
      expect(leaksAsIs(text)).toBe('failed');
    });
  }

  for (const text of tables.leakingMessages) {
    test(text, () => {
      expect(leaks(text)).toBe('failed');
    });
  }

  for (const hash of [
    '$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
    '$argon2id$v=19$m=65536,t=4,p=1$c2FsdA$aGFzaA',
    'pbkdf2_sha256$720000$salt$aGFzaA=',
    '$6$salt$' + 'a'.repeat(86),
  ]) {
    test(`the hash of a password, also in a success: ${hash}`, () => {
      const body = JSON.stringify({ data: [{ id: 101, name: 'Ann', password: hash }] });
      expect(
        formatJudgements(judgeExchange(answer({ status: 200, body })), 'http.no-leak'),
      ).toEqual(expect.stringContaining('password-hash: the 200 shows the hash of a password'));
      expect(leaks(hash.slice(0, 9))).toBe('passed');
    });
  }

  for (const text of tables.harmless) {
    test(`nothing by "${text}"`, () => {
      expect(leaks(text)).toBe('passed');
    });
  }

  test('nothing by the address of a page', () => {
    const path = '/app/login.php';
    expect(leaksAsIs(JSON.stringify({ login_url: path, help: path }))).toBe('passed');
    expect(leaksAsIs(JSON.stringify({ spec: '/app/v1/openapi.yaml' }))).toBe('passed');
    expect(leaksAsIs(JSON.stringify({ file: '/app/v1/openapi.yaml' }))).toBe('failed');
    expect(leaksAsIs(JSON.stringify({ login_url: path, file: path }))).toBe('failed');
    expect(leaksAsIs(JSON.stringify({ help: `no such file:\n${path}` }))).toBe('failed');
  });

  const withField = (name: string) =>
    [...JSON_TYPE, [name, '%2Fvar%2Fwww%2Fusers.php:27']] as const;

  test('in a field of its header, a URL aside', () => {
    const headers = withField('X-Debug-File');
    expect(saying({ status: 422, headers, body: '' })).toBe('failed');
    expect(saying({ status: 200, headers })).toBe('failed');
    expect(saying({ status: 404, headers: [['X-Odd', '%']], body: '' })).toBe('passed');
    for (const name of [
      'Location',
      'Content-Location',
      'Link',
      'Set-Cookie',
      'Server-Timing',
      'X-Original-URI',
      'X-Script-Name',
    ]) {
      expect(saying({ status: 404, headers: withField(name), body: '{}' }), name).toBe('passed');
    }
  });

  test('in a field that is no percent-encoding', () => {
    const headers = [['X-Debug', 'SQLSTATE[23000] of 100%zz']] as const;
    expect(saying({ status: 422, headers, body: '' })).toBe('failed');
  });

  test('in a 400 as in any other', () => {
    expect(saying({ status: 400, body: 'SQLSTATE[23000]' })).toBe('failed');
  });

  test('with its backslashes doubled, as in the text of a string', () => {
    expect(leaksAsIs('in C:\\\\inetpub\\\\Users.cs')).toBe('failed');
  });

  test('anywhere in the part that is searched', () => {
    const after = (length: number) => leaksAsIs(`${'x'.repeat(length)} SQLSTATE[23000]`);
    for (const length of [7_670, 8_180, 8_400, 20_000, 250_000]) {
      expect(after(length), String(length)).toBe('failed');
    }
    expect(after(300_000)).toBe('passed');
    const late = JSON.stringify({ error: `${'x'.repeat(300_000)} SQLSTATE[23000]` });
    expect(leaksAsIs(late)).toBe('passed');
  });

  test('nothing by a number in the midst of a line, where a search begins anew', () => {
    expect(leaksAsIs(`${'x'.repeat(7_680)}#1 a(12): b`)).toBe('passed');
  });

  test('in a success, beside data and not in it', () => {
    const sql = 'SELECT id FROM users';
    const inSuccess = (body: object) => saying({ status: 200, body: JSON.stringify(body) });
    expect(inSuccess({ data: [], queries: [sql] })).toBe('failed');
    expect(inSuccess({ data: [{ name: sql }] })).toBe('nothing');
    // Without data, the text may belong to a user.
    expect(inSuccess({ name: sql })).toBe('nothing');
  });

  test('nothing by an id to trace it', () => {
    expect(leaksAsIs('{"error":"no","trace":"4bf92f35a3ce929d","stack":null}')).toBe('passed');
    expect(leaksAsIs('{"error":"no","trace_id":"4bf92f35","stack":null}')).toBe('passed');
  });
});
