import {
  judgeAccepted,
  judgeAuthFirst,
  judgeNotPerformed,
  judgeSession,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  formsWithoutCredentials,
  schemeCases,
  tokenWithJunk,
  misplacedTokens,
  rejectedCredentials,
  rejectedFor,
  withCookiesOf,
  withCredentials,
  withoutCredentials,
} from '../../helpers/scenario/request-cases';

test.describe('Credentials', () => {
  for (const rejected of rejectedCredentials) {
    const { title, requirement, needs, allowed } = rejected;

    test.describe(() => {
      test.use({ needs });

      const alsoChecked = allowed ? [] : (['auth.status', 'auth.challenge'] as const);

      test(
        title,
        tagged(requirement, 'auth.no-data', ...alsoChecked),
        async ({ postWith, checkUnauthorized, target, users: [ann] }) => {
          const { control, answered } = await postWith([ann], rejectedFor(rejected, target, ann));

          for (const { what, authorization, answer } of answered) {
            checkUnauthorized(requirement, control, answer, { authorization, allowed, what });
          }
        },
      );
    });
  }

  test(
    'each request of a connection is authenticated',
    tagged('auth.each-request', 'auth.status', 'auth.challenge', 'auth.no-data'),
    async ({ postSequentially, checkAfter, checkUnauthorized, users: [ann] }) => {
      // A guard may trust a connection only after some accepted requests.
      const [control, second, third, rejected, again] = await postSequentially(
        { userIds: [ann] },
        { userIds: [ann] },
        { userIds: [ann] },
        { kind: 'no-credentials-reused', userIds: [ann], authorization: null },
        { userIds: [ann] },
      );
      checkUnauthorized('auth.each-request', control, rejected, {
        authorization: null,
        what: 'no Authorization header, on a connection that has just carried one',
        between: [second, third],
      });
      checkAfter('auth.each-request', control, [second, third, rejected, again], () =>
        judgeAccepted(again, 'the right token, on a connection that has just carried none'),
      );
    },
  );

  test(
    'the scheme is Bearer in any case, and nothing follows the token',
    tagged('auth.scheme-case', 'auth.strict', 'auth.status', 'auth.challenge', 'auth.no-data'),
    async ({
      postWith,
      post,
      checkWithControl,
      checkUnauthorized,
      target: { token },
      users: [ann],
    }) => {
      const cases = withCredentials([ann], tokenWithJunk(token));
      const { control, answered } = await postWith([ann], cases);

      for (const { authorization, answer } of answered) {
        checkUnauthorized('auth.strict', control, answer, { authorization });
      }
      for (const { what, request } of withCredentials([ann], ...schemeCases(token))) {
        const accepted = await post(request);
        checkWithControl('auth.scheme-case', control, accepted, () =>
          judgeAccepted(accepted, what),
        );
      }
    },
  );

  test(
    'a token outside the Authorization header is rejected, and a cookie replaces none',
    tagged('auth.elsewhere', 'auth.session'),
    async ({
      postWith,
      post,
      checkRejected,
      checkWithControl,
      target: { token },
      users: [ann],
    }) => {
      const { control, answered } = await postWith([ann], misplacedTokens(token, ann));

      for (const { what, answer } of answered) {
        checkRejected('auth.elsewhere', control, answer, what);
      }
      const request = withCookiesOf(control, ann);
      const answer = request && (await post(request));
      checkWithControl('auth.session', control, answer ?? [], () => judgeSession(answer));
    },
  );

  test(
    'credentials are checked before anything else',
    tagged('auth.first', 'auth.missing'),
    async ({ postWith, checkWithControl, target, users: [ann] }) => {
      const cases = withoutCredentials(target, ann);
      const { control, answered } = await postWith([ann], cases);

      for (const { what, answer } of answered) {
        checkWithControl('auth.first', control, answer, () => judgeAuthFirst(answer, what));
        checkWithControl('auth.missing', control, answer, () => judgeNotPerformed(answer, what));
      }
    },
  );

  test(
    'a sync in another form without credentials is rejected',
    tagged('auth.missing'),
    async ({ postWith, checkWithControl, users }) => {
      const { control, answered } = await postWith(
        users.slice(0, 1),
        formsWithoutCredentials(users),
      );

      for (const { what, answer } of answered) {
        checkWithControl('auth.missing', control, answer, () => judgeNotPerformed(answer, what));
      }
    },
  );
});
