import {
  alteredTokens,
  bearer,
  emptyCredentials,
  forbidden,
  neverIssued,
  otherSchemes,
  schemeCases,
  unsetToken,
} from '../../helpers/http/credentials';
import { expectAccepted, judgeAuthFirst, test } from '../../helpers/fixtures';

test.describe('Credentials', () => {
  test('none at all are refused', async ({ post, checkUnauthorized, users: [ann] }) => {
    const control = await post([ann]);

    const refused = await post([ann], { authorization: null });
    checkUnauthorized('auth.missing', control, refused, { what: 'no Authorization header' });
  });

  test('a token that was never issued is refused', async ({
    post,
    checkUnauthorized,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const authorization of [neverIssued, unsetToken]) {
      const refused = await post([ann], { authorization });
      checkUnauthorized('auth.invalid', control, refused, {
        what: authorization.what,
        sent: authorization,
      });
    }
  });

  test('empty ones are refused', async ({ post, checkUnauthorized, users: [ann] }) => {
    const control = await post([ann]);

    for (const authorization of emptyCredentials) {
      const refused = await post([ann], { authorization });
      checkUnauthorized('auth.empty', control, refused, { what: authorization.what });
    }
  });

  test('the token under another scheme is refused', async ({
    post,
    checkUnauthorized,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const authorization of otherSchemes(target.token)) {
      const refused = await post([ann], { authorization });
      checkUnauthorized('auth.scheme', control, refused, {
        what: authorization.what,
        sent: authorization,
      });
    }
  });

  test('the token altered is refused', async ({
    post,
    checkUnauthorized,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const authorization of alteredTokens(target.token)) {
      const refused = await post([ann], { authorization });
      checkUnauthorized('auth.altered', control, refused, {
        what: authorization.what,
        sent: authorization,
      });
    }
  });

  test('each request is judged by its own', async ({
    postSequentially,
    checkAfter,
    checkUnauthorized,
    users: [ann],
  }) => {
    const [control, refused, after] = await postSequentially(
      [[ann], {}],
      [[ann], { kind: 'no-credentials-reused', authorization: null }],
      [[ann], {}],
    );
    checkUnauthorized('auth.each-request', control, refused, {
      what: 'no Authorization header, on a connection that has just carried one',
    });
    checkAfter('auth.each-request', control, [refused, after], () =>
      expectAccepted(after, 'the right token, on a connection that has just carried none'),
    );
  });

  test('the scheme is bearer in any case', async ({
    post,
    checkWithControl,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const authorization of schemeCases(target.token)) {
      const accepted = await post([ann], { authorization });
      checkWithControl('auth.scheme-case', control, accepted, () =>
        expectAccepted(accepted, authorization.what),
      );
    }
  });

  test('a token elsewhere than in the header is refused', async ({
    post,
    checkElsewhere,
    target: { token },
    users: [ann],
  }) => {
    const control = await post([ann]);
    const encoded = encodeURIComponent(token);

    for (const [kind, parameter] of [
      ['query-access-token', 'access_token'],
      ['query-token', 'token'],
      ['query-api-key', 'api_key'],
    ] as const) {
      const query = `?${parameter}=${encoded}`;
      const refused = await post([ann], { kind, authorization: null, query });
      checkElsewhere(control, refused, `the token in the query, as ${parameter}`);
    }
    const inCookie = await post([ann], {
      kind: 'cookie-token',
      authorization: null,
      headers: [['Cookie', `access_token=${token}; token=${token}`]],
    });
    checkElsewhere(control, inCookie, 'the token in a cookie');

    const inBody = await post([ann], {
      kind: 'body-token',
      authorization: null,
      body: `{"user_ids":[${ann}],"access_token":${JSON.stringify(token)}}`,
    });
    checkElsewhere(control, inBody, 'the token in the body');
  });

  test('they are judged before anything else', async ({
    post,
    checkWithControl,
    checkUnauthorized,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const [what, difference] of [
      ['a body that is not JSON', { kind: 'no-credentials-malformed', body: '{"user_ids":' }],
      ['ids that are no integers', { kind: 'no-credentials-ids', body: '{"user_ids":["abc"]}' }],
      [
        'an unknown customer',
        { kind: 'no-credentials-customer', customer: target.unknownCustomer },
      ],
    ] as const) {
      const refused = await post([ann], { ...difference, authorization: null });
      checkWithControl('auth.first', control, refused, () => judgeAuthFirst(refused, what));
      // Done, and not only told: that is no matter of order.
      if (refused.status === 200) {
        checkUnauthorized('auth.missing', control, refused, {
          what: `no Authorization header, and ${what}`,
        });
      }
    }
  });

  test('a token without a right to the customer is refused', async ({
    post,
    checkUnauthorized,
    target: { forbiddenToken },
    users: [ann],
  }) => {
    test.skip(forbiddenToken === undefined, 'waits for FORBIDDEN_TOKEN');
    const authorization = forbidden(forbiddenToken ?? '');
    const control = await post([ann]);

    const refused = await post([ann], { authorization });
    checkUnauthorized('auth.forbidden', control, refused, {
      what: authorization.what,
      sent: authorization,
      allowed: [401, 403, 404],
    });
  });

  test('an expired token is refused', async ({
    post,
    checkUnauthorized,
    target: { expiredToken },
    users: [ann],
  }) => {
    test.skip(expiredToken === undefined, 'waits for EXPIRED_TOKEN');
    const authorization = {
      ...bearer(expiredToken ?? '', 'EXPIRED_TOKEN'),
      kind: 'expired-token' as const,
    };
    const control = await post([ann]);

    const refused = await post([ann], { authorization });
    checkUnauthorized('auth.expired', control, refused, {
      what: 'EXPIRED_TOKEN',
      sent: authorization,
    });
  });
});
