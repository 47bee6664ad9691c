import {
  judgeAccepted,
  judgeAuthFirst,
  judgeNotPerformed,
  judgeSession,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  schemeCases,
  tokenWithJunk,
  misplacedTokens,
  rejectedCredentials,
  withCookiesOf,
  withoutCredentials,
} from '../../helpers/scenario/request-cases';

test.describe('Credentials', () => {
  for (const { title, requirement, needs, allowed, credentials } of rejectedCredentials) {
    test.describe(() => {
      test.use({ needs });

      const alsoChecked = allowed ? [] : (['auth.status', 'auth.challenge'] as const);

      test(
        title,
        tagged(requirement, 'auth.no-data', ...alsoChecked),
        async ({ post, checkUnauthorized, target, users: [ann] }) => {
          const control = await post({ userIds: [ann] });

          for (const authorization of credentials(target)) {
            const rejected = await post({ userIds: [ann], authorization });
            checkUnauthorized(requirement, control, rejected, { authorization, allowed });
          }
        },
      );
    });
  }

  test(
    'each request of a connection is authenticated',
    tagged('auth.each-request', 'auth.status', 'auth.challenge', 'auth.no-data'),
    async ({ postSequentially, checkAfter, checkUnauthorized, users: [ann] }) => {
      const [control, rejected, again] = await postSequentially(
        { userIds: [ann] },
        { kind: 'no-credentials-reused', userIds: [ann], authorization: null },
        { userIds: [ann] },
      );
      checkUnauthorized('auth.each-request', control, rejected, {
        authorization: null,
        what: 'no Authorization header, on a connection that has just carried one',
      });
      checkAfter('auth.each-request', control, [rejected, again], () =>
        judgeAccepted(again, 'the right token, on a connection that has just carried none'),
      );
    },
  );

  test(
    'the scheme is Bearer in any case, and nothing follows the token',
    tagged('auth.scheme-case', 'auth.strict', 'auth.status', 'auth.challenge', 'auth.no-data'),
    async ({ post, checkWithControl, checkUnauthorized, target: { token }, users: [ann] }) => {
      const control = await post({ userIds: [ann] });

      for (const authorization of schemeCases(token)) {
        const accepted = await post({ userIds: [ann], authorization });
        checkWithControl('auth.scheme-case', control, accepted, () =>
          judgeAccepted(accepted, authorization.what),
        );
      }
      const authorization = tokenWithJunk(token);
      const rejected = await post({ userIds: [ann], authorization });
      checkUnauthorized('auth.strict', control, rejected, { authorization });
    },
  );

  test(
    'a token outside the Authorization header is rejected, and a cookie replaces none',
    tagged('auth.elsewhere', 'auth.session'),
    async ({ post, checkRejected, checkWithControl, target: { token }, users: [ann] }) => {
      const control = await post({ userIds: [ann] });

      for (const { what, request } of misplacedTokens(token, ann)) {
        const rejected = await post(request);
        checkRejected('auth.elsewhere', control, rejected, what);
      }
      const request = withCookiesOf(control, ann);
      const answer = request && (await post(request));
      checkWithControl('auth.session', control, answer ?? [], () => judgeSession(answer));
    },
  );

  test(
    'credentials are checked before anything else',
    tagged('auth.first', 'auth.missing'),
    async ({ post, checkWithControl, target, users: [ann] }) => {
      const control = await post({ userIds: [ann] });

      for (const { what, request } of withoutCredentials(target, ann)) {
        const rejected = await post(request);
        checkWithControl('auth.first', control, rejected, () => judgeAuthFirst(rejected, what));
        checkWithControl('auth.missing', control, rejected, () =>
          judgeNotPerformed(rejected, what),
        );
      }
    },
  );
});
