import {
  isRejection,
  judgeAccepted,
  judgeAuthFirst,
  judgeNotPerformed,
  judgeRejected,
  judgeSession,
  tagged,
  test,
  type Sync,
} from '../../helpers/fixtures';
import {
  attachedBeside,
  schemeCases,
  tokensWithJunk,
  misplacedTokens,
  rejectedCredentials,
  rejectedFor,
  reusedTokens,
  withCookiesOf,
  withCredentials,
  withoutCredentials,
} from '../../helpers/scenario/credential-cases';
import { formsWithoutCredentials, formsWithWrongToken } from '../../helpers/scenario/guard-forms';
import { mistakes } from '../../helpers/scenario/request-cases';

test.describe('Credentials', () => {
  for (const rejected of rejectedCredentials) {
    const { title, requirement, needs, allowed } = rejected;

    test.describe(() => {
      test.use({ needs });

      const alsoChecked = allowed ? [] : (['auth.status', 'auth.challenge'] as const);

      test(
        title,
        tagged(requirement, 'auth.no-data', ...alsoChecked),
        async ({ postWith, checkUnauthorized, target, users }) => {
          const cases = rejectedFor(rejected, target, users);
          const { control, answered } = await postWith(attachedBeside(users), cases);

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
    async ({
      post,
      postSequentially,
      checkAfter,
      checkWithControl,
      checkUnauthorized,
      target,
      users: [ann, bob],
    }) => {
      const none = { kind: 'no-credentials-reused', userIds: [ann], authorization: null } as const;
      const tokens = reusedTokens(target, ann);
      const alone: Sync[] = [];
      for (const each of tokens) alone.push(await post(each.alone));
      // A guard may trust a connection only after some accepted requests, or after a rejected one.
      const [control, second, third, rejected, repeated, ...more] = await postSequentially(
        { userIds: [ann] },
        { userIds: [ann] },
        { userIds: [ann] },
        none,
        none,
        ...tokens.map(({ reused }) => reused),
        { userIds: [ann, bob] },
      );
      const where = 'on a connection that has carried the right token';
      checkUnauthorized('auth.each-request', control, rejected, {
        authorization: null,
        what: `no Authorization header, ${where}`,
        between: [second, third],
      });
      const before = [second, third, rejected];
      const others = [
        { what: 'no Authorization header once more', answer: repeated },
        // Accepted on any connection, a token is no defect of this one.
        ...tokens.flatMap(({ what }, index) => {
          const [first, answer] = [alone[index], more[index]];
          return first && answer && isRejection(first) ? [{ what, answer }] : [];
        }),
      ];
      for (const { what, answer } of others) {
        before.push(answer);
        checkWithControl('auth.each-request', control, [...before], () =>
          judgeRejected(answer, `${what}, ${where}`),
        );
      }
      const again = more.slice(tokens.length);
      for (const answer of again) {
        checkAfter('auth.each-request', control, [...before, answer], () =>
          judgeAccepted(
            answer,
            'the right token, on a connection that has just carried a wrong one',
          ),
        );
      }
    },
  );

  test(
    'a request without credentials is rejected after one that went wrong',
    tagged('auth.each-request'),
    async ({ given, post, checkWithControl, target, users: [ann] }) => {
      await given([]);
      const control = await given([ann]);

      // A server may clear the caller only after a request that succeeds.
      for (const { what, request } of mistakes(target, ann)) {
        const wrong = await post(request);
        const none = await post({ userIds: [ann], authorization: null });
        checkWithControl('auth.each-request', control, [wrong, none], () =>
          judgeRejected(none, `no Authorization header, after ${what} with the right token`),
        );
      }
      // The next scenario does not begin with the same list.
      await given([]);
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
      const cases = withCredentials([ann], ...tokensWithJunk(token));
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
    async ({ postWith, post, checkRejected, checkWithControl, target, users: [ann] }) => {
      const { control, answered } = await postWith([ann], misplacedTokens(target.token, ann));

      for (const { what, answer } of answered) {
        checkRejected('auth.elsewhere', control, answer, what);
      }
      const request = withCookiesOf(target, control, ann);
      const answer = request && (await post(request));
      checkWithControl('auth.session', control, answer ?? [], () => judgeSession(answer));
    },
  );

  test(
    'credentials are checked before anything else',
    tagged('auth.first', 'auth.missing'),
    async ({ postWith, post, checkWithControl, target, users: [ann] }) => {
      const cases = withoutCredentials(target, ann);
      const { control, answered } = await postWith([ann], cases);

      const [plain, ...others] = answered;
      for (const { what, answer } of others) {
        checkWithControl('auth.first', control, answer, () =>
          judgeAuthFirst(answer, what, plain?.answer),
        );
        checkWithControl('auth.missing', control, answer, () => judgeNotPerformed(answer, what));
      }

      // A session may begin before the credentials are checked, and let a stranger in.
      const request = plain && withCookiesOf(target, plain.answer, ann);
      if (request) {
        const answer = await post(request);
        checkWithControl('auth.missing', control, [plain.answer, answer], () =>
          judgeRejected(answer, 'no Authorization header, and the cookies of a rejection'),
        );
      }
    },
  );

  test(
    'a sync in another form without credentials is rejected',
    tagged('auth.missing', 'auth.invalid'),
    async ({ given, postWith, checkWithControl, customer, users }) => {
      // A guard may let everyone in as long as nobody is attached.
      const emptied = await given([]);
      const [ann] = users;
      const inputs = [...formsWithoutCredentials(customer, users), ...formsWithWrongToken(users)];
      const { control, answered } = await postWith([ann], inputs);

      for (const { what, request, answer } of answered) {
        const requirement = request.authorization ? 'auth.invalid' : 'auth.missing';
        checkWithControl(requirement, control, [emptied, answer], () =>
          judgeNotPerformed(answer, what, request.authorization),
        );
      }
    },
  );
});
