import { expect, test } from '@playwright/test';
import { alteredTokens } from '../../../helpers/http/altered-tokens';
import { recordRequest } from '../../../helpers/http/record-exchange';
import { redactor } from '../../../helpers/http/redact';
import type { HttpRequest } from '../../../helpers/http/transport';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2ZW5kb3IifQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const altered = alteredTokens(TOKEN);
const redact = redactor({
  API_TOKEN: TOKEN,
  ...Object.fromEntries(altered.map(({ what, value }) => [what, value.slice('Bearer '.length)])),
});

function recorded(difference: Partial<HttpRequest>) {
  const request = { method: 'POST', target: '/customers/7/users', headers: [], ...difference };
  return recordRequest(request, redact).headers;
}

test.describe('A request as evidence', () => {
  for (const authorization of altered) {
    // The header of an unsigned token begins as that of the right one.
    test(`has the shell word of ${authorization.what}, whole`, () => {
      expect(recorded({ authorization })).toContainEqual(['Authorization', authorization.shell]);
    });
  }

  test('has no token in another field, and no value of a session cookie', () => {
    expect(recorded({ headers: [['X-Key', TOKEN]] })).toContainEqual(['X-Key', '[API_TOKEN]']);
    const cookie: Partial<HttpRequest> = {
      kind: 'cookie-session',
      headers: [['Cookie', 'session=secret']],
    };
    expect(recorded(cookie)).toContainEqual(['Cookie', '[COOKIE]']);
  });
});
