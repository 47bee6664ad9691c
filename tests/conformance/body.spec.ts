import {
  judgeListing,
  judgeStatusIs,
  judgeRejectedOrLists,
  judgeAcceptedOrRejected,
  test,
} from '../../helpers/fixtures';
import {
  malformedBodies,
  nonObjectBodies,
  longLists,
  otherMediaTypes,
} from '../../helpers/scenario/invalid-inputs';

test.describe('Body', () => {
  test('none is refused', async ({ post, checkRejected, observe, users: [ann] }) => {
    const control = await post([ann]);

    const refused = await post([ann], { kind: 'no-body', body: null });
    checkRejected('body.absent', control, refused, 'no body');
    observe('absent-body', `answered ${String(refused.status)}`, [refused]);
  });

  test('one that is not JSON is refused', async ({
    post,
    checkRejected,
    observe,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const { kind, what, text } of malformedBodies(ann)) {
      const refused = await post([ann], { kind, body: text });
      checkRejected('body.malformed', control, refused, what);
      observe('malformed-body', `answered ${String(refused.status)}`, [refused]);
    }
  });

  test('JSON that is no object is refused', async ({ post, checkRejected, users: [ann] }) => {
    const control = await post([ann]);

    for (const { kind, what, text } of nonObjectBodies(ann)) {
      const refused = await post([ann], { kind, body: text });
      checkRejected('body.not-object', control, refused, what);
    }
  });

  test('unknown properties do no harm', async ({
    postFromEmpty,
    checkAfter,
    target: { unknownCustomer: other },
    users: [ann],
  }) => {
    const control = await postFromEmpty([ann]);

    const extended = await postFromEmpty([ann], {
      kind: 'extra-properties',
      body: `{"note":"x","id":${other},"customer_id":${other},"tag":null,"ids":[],"user_ids":[${ann}],"meta":{"user_ids":[]}}`,
    });
    checkAfter('body.extra', control, extended, () => judgeListing(extended));
  });

  test('a charset parameter is accepted', async ({ postFromEmpty, checkAfter, users: [ann] }) => {
    const control = await postFromEmpty([ann]);

    const answer = await postFromEmpty([ann], {
      kind: 'charset',
      contentType: 'application/json; charset=utf-8',
    });
    checkAfter('body.charset', control, answer, () => judgeListing(answer));
  });

  test('another media type is refused, or means the same', async ({
    sync,
    post,
    checkWithControl,
    checkAfter,
    observe,
    users: [ann, bob],
  }) => {
    let control = await sync([ann, bob]);

    for (const { kind, what, contentType, body } of otherMediaTypes(ann, bob)) {
      const answer = await post([ann, bob], { kind, contentType, body });
      checkAfter('body.media-type-safe', control, answer, () =>
        judgeRejectedOrLists([ann, bob])(answer, what),
      );
      checkWithControl('body.media-type', control, answer, () => judgeStatusIs(answer, what, 415));
      observe('other-media-types', `answered ${String(answer.status)}`, [answer]);
      if (answer.status === 200) control = await sync([ann, bob]);
    }
  });

  test('a long list is taken or refused', async ({ post, checkWithControl, observe, users }) => {
    const control = await post([users[0]]);

    for (const { kind, what, ids } of longLists(users)) {
      const answer = await post(ids, { kind });
      checkWithControl('body.large', control, answer, () => judgeAcceptedOrRejected(answer, what));
      observe('long-lists', `answered ${String(answer.status)}`, [answer]);
    }
  });
});
