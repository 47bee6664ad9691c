import {
  judgeMethod,
  judgeNoDisclosure,
  judgeNotPerformed,
  judgeSafeGet,
  tagged,
  test,
} from '../../helpers/fixtures';
import { getsWithoutAccess } from '../../helpers/scenario/credential-cases';
import { unsupportedMethods } from '../../helpers/scenario/request-cases';

test.describe('HTTP', () => {
  test(
    'GET is rejected, or reads the attached users',
    tagged(
      'http.safe-get',
      'http.method',
      'auth.missing',
      'auth.invalid',
      'auth.forbidden',
      'auth.expired',
    ),
    async ({
      given,
      givenWith,
      get,
      checkWithControl,
      checkAfter,
      observe,
      target,
      users: [ann, bob],
    }) => {
      const two = await given([ann, bob]);
      const both = await get();
      checkAfter('http.safe-get', two, both, () => judgeSafeGet(both, [ann, bob]));

      // A cache may have kept the last response, and serve it to anyone.
      const { control: one, answered } = await givenWith([bob], getsWithoutAccess(target));
      for (const { requirement, what, answer } of answered) {
        checkWithControl(requirement, both, [two, answer], () =>
          judgeNoDisclosure(answer, [ann, bob], what),
        );
      }

      const first = await get();
      const second = await get();
      checkAfter('http.safe-get', one, first, () => judgeSafeGet(first, [bob]));
      checkAfter('http.safe-get', one, [first, second], () => judgeSafeGet(second, [bob]));
      checkWithControl('http.method', one, first, () => judgeMethod(first, 'GET'));
      checkWithControl('http.method', one, second, () => judgeMethod(second, 'GET'));
      observe('get', first);
      observe('get', second);
    },
  );

  test(
    'a method that is not supported is answered 405',
    tagged('http.method', 'auth.missing', 'auth.invalid', 'auth.forbidden', 'auth.expired'),
    async ({ postWith, checkWithControl, probeDelete, target, users: [ann] }) => {
      const inputs = unsupportedMethods(target, ann, probeDelete);
      const { control, answered } = await postWith([ann], inputs);

      for (const { rejectedBy, what, request, answer } of answered) {
        if (rejectedBy) {
          checkWithControl(rejectedBy, control, answer, () =>
            judgeNotPerformed(answer, what, request.authorization),
          );
        } else {
          checkWithControl('http.method', control, answer, () => judgeMethod(answer, what));
        }
      }
    },
  );
});
