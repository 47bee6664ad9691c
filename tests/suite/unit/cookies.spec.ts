import { expect, test } from '@playwright/test';
import { cookieOf } from '../../../helpers/http/fields';
import { answer } from '../support/responses';

const cookiesOf = (lines: readonly string[], baseUrl: string) =>
  cookieOf(answer({ status: 200, headers: lines.map((line) => ['set-cookie', line]) }), baseUrl);

test.describe('A client', () => {
  for (const [what, lines, sent] of [
    ['no cookie where none is set', [], undefined],
    ['a cookie', ['a=1; Path=/; HttpOnly'], 'a=1'],
    ['two cookies', ['a=1', 'b="2"'], 'a=1; b="2"'],
    ['the last cookie of a name', ['a=1; Path=/', 'a=2; Path=/; HttpOnly'], 'a=2'],
    ['no cookie that has expired', ['a=1; Expires=Thu, 01-Jan-1970 00:00:01 GMT'], undefined],
    ['no cookie that is deleted', ['a=1', 'a=deleted; Max-Age=0'], undefined],
    ['no cookie of another path', ['a=1; Path=/console', 'b=2; Path=/api/customers'], 'b=2'],
    ['no cookie of another domain', ['a=1; Domain=example.com', 'b=2'], 'b=2'],
    ['no malformed cookie', ['a', '=1'], undefined],
  ] as const) {
    test(`sends back ${what}`, () => {
      const field = sent === undefined ? undefined : ['Cookie', sent];
      expect(cookiesOf(lines, 'http://127.0.0.1:8080/api')).toEqual(field);
    });
  }

  test('ignores a cookie of another domain, and of a whole top-level domain', () => {
    const lines = ['a=1; Domain=example.org', 'b=2; Domain=com', 'c=3; Domain=example.com'];
    expect(cookiesOf(lines, 'http://api.example.com')).toEqual(['Cookie', 'c=3']);
  });

  test('sends back a secure cookie over https, and to its own host', () => {
    const secure = (baseUrl: string) => cookiesOf(['a=1; Secure'], baseUrl);
    expect(secure('https://api.example.com')).toEqual(['Cookie', 'a=1']);
    expect(secure('http://api.example.com')).toBeUndefined();
    expect(secure('http://127.0.0.1:8080')).toEqual(['Cookie', 'a=1']);
  });
});
