import {
  fieldValue,
  judgeMethod,
  judgeSafeGet,
  judgeNoDisclosure,
  test,
} from '../../helpers/fixtures';

test.describe('HTTP', () => {
  test('GET is refused, or reads who is attached', async ({
    sync,
    post,
    checkWithControl,
    checkAfter,
    observe,
    users: [ann, bob],
  }) => {
    const get = () => post([], { kind: 'get', method: 'GET', body: null, contentType: null });
    const two = await sync([ann, bob]);
    const ofTwo = await get();
    checkAfter('http.safe-get', two, ofTwo, () => judgeSafeGet(ofTwo, [ann, bob]));

    const one = await sync([bob]);
    const reads = [await get(), await get()];
    for (const [index, read] of reads.entries()) {
      const soFar = reads.slice(0, index + 1);
      checkAfter('http.safe-get', one, soFar, () => judgeSafeGet(read, [bob]));
      checkWithControl('http.method', one, read, () =>
        judgeMethod(read, 'GET', fieldValue(read.headers, 'allow')),
      );
      observe('get', `answered ${String(read.status)}`, [read]);
    }

    // What has just been read may be kept, and given to anyone.
    const unread = await post([], {
      kind: 'no-credentials-get',
      method: 'GET',
      authorization: null,
      body: null,
      contentType: null,
    });
    checkWithControl('auth.missing', one, unread, () => judgeNoDisclosure(unread, [bob]));
  });

  test('a method that is not supported is a 405', async ({
    post,
    checkWithControl,
    probeDelete,
    users: [ann],
  }) => {
    const control = await post([ann]);

    const methods = [
      ['put', 'PUT'],
      ['patch', 'PATCH'],
      ...(probeDelete ? [['delete', 'DELETE'] as const] : []),
    ] as const;
    for (const [kind, method] of methods) {
      const answer = await post([ann], { kind, method });
      checkWithControl('http.method', control, answer, () =>
        judgeMethod(answer, method, fieldValue(answer.headers, 'allow')),
      );
    }
  });
});
