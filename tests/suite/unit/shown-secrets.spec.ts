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

test.describe('A response shows the environment', () => {
  const shown = (name: string) => `failed: secret: the 422 shows the value of ${name}`;
  const inText = (message: string) => shownBy(422, { message });

  for (const [name, text] of [
    ['DB_PASSWORD', 'DB_USERNAME=api\nDB_PASSWORD=hunter2hunter2\n'],
    ['APP_KEY', 'APP_KEY=base64:Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmE='],
    ['JWT_SECRET', '"JWT_SECRET" => "s1gning-secret"'],
    ['STRIPE_API_KEY', "STRIPE_API_KEY: 'sk_live_4242424242'"],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI0K7MDENG'],
    ['SECRET_KEY', '{&quot;SECRET_KEY&quot;:&quot;django-1nsecure&quot;}'],
    ['MAIL_PASSWORD', '<td>MAIL_PASSWORD</td>\n<td class="v"><pre>hunter2hunter2</pre></td>'],
    ['DB_PASSWORD', '[DB_PASSWORD] => hunter2hunter2'],
  ] as const) {
    test(`by ${text}`, () => {
      expect(inText(text)).toBe(shown(name));
    });
  }

  test('in its JSON, also in that of a success', () => {
    const environment = { APP_ENV: 'staging', DB_PASSWORD: 'hunter2hunter2' };
    expect(shownBy(422, { environment })).toBe(shown('DB_PASSWORD'));
    expect(shownBy(200, { data: [], environment })).toMatch(/^failed: secret: the 200 /);
  });

  for (const text of [
    'DB_PASSWORD is not set',
    'Set JWT_SECRET, please.',
    'missing: APP_KEY, JWT_SECRET12345',
    'DB_PASSWORD=********',
    'DB_PASSWORD: not set',
    'DB_PASSWORD=',
    'API_KEY: ${API_KEY_2026}',
    'DB_PASSWORD=your-password-1',
    'INVALID_PASSWORD: must_not_be_empty',
    'code E_PASSWORD: user_ids.101 is wrong',
  ]) {
    test(`not by ${text}`, () => {
      expect(inText(text)).toBe('passed');
    });
  }
});
