import { expect, test } from '@playwright/test';
import { judgeExchange } from '../../../helpers/checks/http';
import { redactor, useRedactor } from '../../../helpers/http/redact';
import { answer, formatJudgements } from '../support/responses';

/** Returns what a response with a JSON value shows. */
function shownBy(status: number, value: object, sent = ''): string {
  const given = answer({ status, body: JSON.stringify(value), sent });
  return formatJudgements(judgeExchange(given), 'http.no-leak');
}

const ofUser = (user: object) => shownBy(200, { data: [{ id: 101, roles: [], ...user }] });

test.describe('A success shows a secret', () => {
  for (const [name, value] of [
    ['password', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['password', 'correcthorse'],
    ['password_hash', '5f4dcc3b5aa7'],
    ['encryptedPassword', '5f4dcc3b5aa7'],
    ['remember_token', 'Zk3vJq9XwY7sT2bQm1LpR8uNcH6dEf0g'],
    ['api-token', 'ut_c2VjcmV0'],
    ['apiToken', 'ut_c2VjcmV0'],
    ['API_KEY', 'ut_c2VjcmV0'],
    ['otp_secret', 'JBSWY3DPEHPK3PXP'],
    ['client_secret', 'GOCSPX-abcdefgh'],
  ] as const) {
    test(`as ${name}: ${value}`, () => {
      expect(ofUser({ [name]: value })).toBe(`failed: secret: the 200 shows the value of ${name}`);
    });
  }

  for (const user of [
    { password: '********' },
    { password: '[hidden]' },
    { password: 'redacted' },
    { password: null },
    { password: true },
    { password: 12345678 },
    { password: '' },
    { password: 'expired' },
    { password: 'has to be changed' },
    { password: '2026-01-01T00:00:00Z' },
    { api_key: '/customers/7/keys/12345' },
    { api_key: 'https://api.example.com/keys/12345' },
    { api_key: '{{key12345}}' },
    { password_changed: '5f4dcc3b5aa7' },
    { tokens: ['5f4dcc3b5aa7'] },
    { name: 'password' },
  ]) {
    test(`not as ${JSON.stringify(user)}`, () => {
      expect(ofUser(user)).toBe('');
    });
  }
});

test.describe('An error shows a secret', () => {
  const [secret, passed] = ['sup3r-s3cr3t-signing-key', 'passed'];

  test('anywhere', () => {
    const found = 'failed: secret: the 422 shows the value of secret';
    expect(shownBy(422, { message: 'no', debug: { alg: 'HS256', secret } })).toBe(found);
    expect(shownBy(422, { error: { debug: [{ secret }] } })).toBe(found);
  });

  for (const value of [
    { errors: { password: 'is not allowed here' } },
    { errors: { password: 'validation.prohibited' } },
    { errors: { password: 'validation.max.255' } },
    { errors: { password: ['is_not_allowed_1'] } },
    { password: 'not_allowed' },
    { api_key: 'missing_or_wrong' },
    { documentation: { access_token: 'abc12345' } },
    { example: { user: { password: 'hunter2hunter2' } } },
  ]) {
    test(`not as ${JSON.stringify(value)}`, () => {
      expect(shownBy(422, value)).toBe(passed);
    });
  }

  test('and not what was sent', () => {
    expect(shownBy(422, { request_id: 1, secret }, `{"x":"${secret}"}`)).toBe(passed);
    useRedactor(redactor({ API_TOKEN: secret }));
    expect(shownBy(422, { received: { access_token: secret } })).toBe(passed);
    useRedactor(redactor({}));
    expect(shownBy(422, { received: { access_token: secret } })).not.toBe(passed);
  });
});
