import {
  judgeListing,
  judgeNamedStatus,
  judgeRefusedOr,
  judgeTakenOrRefused,
  test,
} from '../../helpers/fixtures';
import {
  bodiesMalformed,
  bodiesNotObject,
  longLists,
  otherMediaTypes,
} from '../../helpers/wrong-requests';

test.describe('Body', () => {
  test('none is refused', async ({ post, checkRefused, observe, users: [ann] }) => {
    const control = await post([ann]);

    const refused = await post([ann], { body: null });
    checkRefused('body.absent', control, refused, 'no body');
    observe('absent-body', `answered ${String(refused.status)}`, [refused]);
  });

  test('one that is not JSON is refused', async ({ post, checkRefused, observe, users: [ann] }) => {
    const control = await post([ann]);

    for (const { what, text } of bodiesMalformed(ann)) {
      const refused = await post([ann], { body: text });
      checkRefused('body.malformed', control, refused, what);
      observe('malformed-body', `answered ${String(refused.status)}`, [refused]);
    }
  });

  test('JSON that is no object is refused', async ({ post, checkRefused, users: [ann] }) => {
    const control = await post([ann]);

    for (const { what, text } of bodiesNotObject(ann)) {
      const refused = await post([ann], { body: text });
      checkRefused('body.not-object', control, refused, what);
    }
  });

  test('unknown properties do no harm', async ({
    postToEmptied,
    checkGiven,
    target: { unknownCustomer: other },
    users: [ann],
  }) => {
    const control = await postToEmptied([ann]);

    const extended = await postToEmptied([ann], {
      body: `{"note":"x","id":${other},"customer_id":${other},"tag":null,"ids":[],"user_ids":[${ann}],"meta":{"user_ids":[]}}`,
    });
    checkGiven('body.extra', control, extended, () => judgeListing(extended));
  });

  test('a charset parameter is accepted', async ({ postToEmptied, checkGiven, users: [ann] }) => {
    const control = await postToEmptied([ann]);

    const answer = await postToEmptied([ann], { contentType: 'application/json; charset=utf-8' });
    checkGiven('body.charset', control, answer, () => judgeListing(answer));
  });

  test('another media type is refused, or means the same', async ({
    sync,
    post,
    checkBeside,
    checkGiven,
    observe,
    users: [ann, bob],
  }) => {
    let control = await sync([ann, bob]);

    for (const { what, contentType, body } of otherMediaTypes(ann, bob)) {
      const answer = await post([ann, bob], { contentType, body });
      checkGiven('body.media-type-safe', control, answer, () =>
        judgeRefusedOr([ann, bob])(answer, what),
      );
      checkBeside('body.media-type', control, answer, () => judgeNamedStatus(answer, what, 415));
      observe('other-media-types', `answered ${String(answer.status)}`, [answer]);
      if (answer.status === 200) control = await sync([ann, bob]);
    }
  });

  test('a long list is taken or refused', async ({ post, checkBeside, observe, users }) => {
    const control = await post([users[0]]);

    for (const { what, ids } of longLists(users)) {
      const answer = await post(ids);
      checkBeside('body.large', control, answer, () => judgeTakenOrRefused(answer, what));
      observe('long-lists', `answered ${String(answer.status)}`, [answer]);
    }
  });
});
