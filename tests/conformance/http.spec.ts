import {
  judgeMethod,
  judgeNoDisclosure,
  judgeNotPerformed,
  judgeSafeGet,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  methodsWithoutCredentials,
  unsupportedMethods,
} from '../../helpers/scenario/request-cases';

test.describe('HTTP', () => {
  test(
    'GET is rejected, or reads the attached users',
    tagged('http.safe-get', 'http.method', 'auth.missing'),
    async ({ given, get, checkWithControl, checkAfter, observe, users: [ann, bob] }) => {
      const two = await given([ann, bob]);
      const both = await get();
      checkAfter('http.safe-get', two, both, () => judgeSafeGet(both, [ann, bob]));

      const one = await given([bob]);
      const first = await get();
      const second = await get();
      checkAfter('http.safe-get', one, first, () => judgeSafeGet(first, [bob]));
      checkAfter('http.safe-get', one, [first, second], () => judgeSafeGet(second, [bob]));
      checkWithControl('http.method', one, first, () => judgeMethod(first, 'GET'));
      checkWithControl('http.method', one, second, () => judgeMethod(second, 'GET'));
      observe('get', first);
      observe('get', second);

      // A cache may have kept the last response, and serve it to anyone.
      const unauthorized = await get('no-credentials-get');
      checkWithControl('auth.missing', one, unauthorized, () =>
        judgeNoDisclosure(unauthorized, [bob]),
      );
    },
  );

  test(
    'a method that is not supported is answered 405',
    tagged('http.method', 'auth.missing'),
    async ({ postWith, checkWithControl, probeDelete, users: [ann] }) => {
      const inputs = [
        ...unsupportedMethods(ann, probeDelete),
        ...methodsWithoutCredentials(ann, probeDelete),
      ];
      const { control, answered } = await postWith([ann], inputs);

      for (const { what: method, request, answer } of answered) {
        if (request.authorization === null) {
          checkWithControl('auth.missing', control, answer, () =>
            judgeNotPerformed(answer, method),
          );
        } else {
          checkWithControl('http.method', control, answer, () => judgeMethod(answer, method));
        }
      }
    },
  );
});
