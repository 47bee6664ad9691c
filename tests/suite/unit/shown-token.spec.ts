import { expect, test } from '@playwright/test';
import { findShownToken, unsentToken } from '../../../helpers/checks/shown-token';
import type { Target } from '../../../helpers/config/config';
import { alteredTokens } from '../../../helpers/http/altered-tokens';
import {
  bearer,
  expired,
  forbidden,
  neverIssued,
  otherSchemes,
  schemeCases,
  tokensWithJunk,
  type Credential,
} from '../../../helpers/http/credentials';
import { recordRequest } from '../../../helpers/http/record-exchange';
import { redactor } from '../../../helpers/http/redact';
import type { HttpRequest } from '../../../helpers/http/transport';
import { misplacedTokens } from '../../../helpers/scenario/credential-cases';
import { postRequest } from '../../../helpers/http/requests';
import { answer, type FakeResponse } from '../support/responses';
import { target as anyTarget } from '../support/scenario';

const token = 'tok_S3cr3t-Zx9Qw81LmPv';
const target: Target = { ...anyTarget, token };
const redact = redactor({ API_TOKEN: token });

function answerTo(request: HttpRequest) {
  const given = answer({ status: 401 });
  return { ...given, exchange: { ...given.exchange, request: recordRequest(request, redact) } };
}

/** Returns the token if a sync with some credentials does not carry it. */
function unsentWith(authorization: Credential | null, on = target): string | undefined {
  const request = postRequest(on, '7', { userIds: ['101'], authorization });
  return unsentToken(answerTo(request), on, authorization);
}

test.describe('The right token is sent', () => {
  for (const credential of [
    bearer(token),
    ...schemeCases(token),
    ...otherSchemes(token),
    ...tokensWithJunk(token),
    ...alteredTokens(token),
  ]) {
    test(`with ${credential.what}: ${credential.kind}`, () => {
      expect(unsentWith(credential)).toBeUndefined();
    });
  }

  for (const { what, request } of misplacedTokens(token, '101')) {
    test(`with ${what}`, () => {
      expect(unsentToken(answerTo(postRequest(target, '7', request)), target)).toBeUndefined();
    });
  }

  test('with a cookie of the target, which may be the token', () => {
    const given = answer({ status: 401 });
    given.exchange.request.headers = [['Cookie', '[COOKIE]']];
    expect(unsentToken(given, target)).toBeUndefined();
  });

  test('with another token that has it inside', () => {
    expect(unsentWith(expired(`${token}-0`))).toBeUndefined();
    expect(unsentWith(null, { ...target, extraHeaders: [['X-Key', `k ${token}`]] })).toBe(
      undefined,
    );
  });

  test('with no other credentials', () => {
    for (const credential of [null, neverIssued, forbidden('other-tok-1'), expired('old-tok-1')]) {
      expect(unsentWith(credential)).toBe(token);
    }
  });
});

test.describe('The right token is shown', () => {
  const cases: [part: string | undefined, fake: FakeResponse, shown?: string][] = [
    ['the body', { body: `{"expected":"${token}"}` }],
    [
      'the body',
      { body: JSON.stringify({ log: JSON.stringify({ is: 'tok/1+2==' }) }) },
      'tok/1+2==',
    ],
    ['the body', { body: '{"is":"tok\\/1+22"}' }, 'tok/1+22'],
    ['a header field', { headers: [['X-New-Token', token]] }],
    [
      'a header field',
      { headers: [['WWW-Authenticate', `Bearer error_description="not ${token}"`]] },
    ],
    ['the text after it', { surplus: `HTTP/1.1 200 OK\r\n\r\n${token}` }],
    [undefined, { body: `{"expected":"${token}x"}` }],
    [undefined, { body: `{"expected":"${token.slice(1)}"}` }],
    [undefined, { body: '{"error":"unauthorized"}' }, 'unauthorized'],
    [undefined, { body: '{"needs":"access_token"}' }, 'access_token'],
    [undefined, { body: '{"code":"40-1"}' }, '40-1'],
  ];
  for (const [part = 'nothing', fake, shown = token] of cases) {
    test(`in ${part} of ${JSON.stringify(fake)}`, () => {
      expect(findShownToken(answer({ status: 401, ...fake }), shown) ?? 'nothing').toBe(part);
    });
  }
});
