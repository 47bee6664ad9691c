import { fieldValue, judgeMethod, judgeSafeGet, test } from '../../helpers/fixtures';

test.describe('HTTP', () => {
  test('GET is refused, or reads who is attached', async ({
    sync,
    post,
    checkBeside,
    checkGiven,
    observe,
    users: [ann, bob],
  }) => {
    for (const attached of [[ann, bob], [bob]]) {
      const control = await sync(attached);

      const read = await post([], { method: 'GET', body: null, contentType: null });
      checkGiven('http.safe-get', control, read, () => judgeSafeGet(read, attached));
      const again = await post([], { method: 'GET', body: null, contentType: null });
      checkGiven('http.safe-get', control, again, () => judgeSafeGet(again, attached));
      checkBeside('http.method', control, read, () =>
        judgeMethod(read, 'GET', fieldValue(read.headers, 'allow')),
      );
      observe('get', `answered ${String(read.status)}`, [read]);
    }
  });

  test('a method that is not supported is a 405', async ({
    post,
    checkBeside,
    probeDelete,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const method of ['PUT', 'PATCH', ...(probeDelete ? ['DELETE'] : [])]) {
      const answer = await post([ann], { method });
      checkBeside('http.method', control, answer, () =>
        judgeMethod(answer, method, fieldValue(answer.headers, 'allow')),
      );
    }
  });
});
