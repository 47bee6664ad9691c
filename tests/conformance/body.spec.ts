import {
  judgeAcceptedOrRejected,
  judgeListing,
  judgeRejectedOrLists,
  judgeUnsupportedMediaType,
  test,
} from '../../helpers/fixtures';
import {
  extraProperties,
  longLists,
  malformedBodies,
  nonObjectBodies,
  otherMediaTypes,
} from '../../helpers/scenario/invalid-inputs';

test.describe('Body', () => {
  test('a request without a body is rejected', async ({
    post,
    checkRejected,
    observe,
    users: [ann],
  }) => {
    const control = await post({ userIds: [ann] });

    const rejected = await post({ kind: 'no-body', body: null });
    checkRejected('body.absent', control, rejected, 'no body');
    observe('absent-body', rejected);
  });

  test('a body that is not JSON is rejected', async ({
    post,
    checkRejected,
    observe,
    users: [ann],
  }) => {
    const control = await post({ userIds: [ann] });

    for (const { kind, what, text } of malformedBodies(ann)) {
      const rejected = await post({ kind, body: text });
      checkRejected('body.malformed', control, rejected, what);
      observe('malformed-body', rejected);
    }
  });

  test('JSON that is not an object is rejected', async ({ post, checkRejected, users: [ann] }) => {
    const control = await post({ userIds: [ann] });

    for (const { kind, what, text } of nonObjectBodies(ann)) {
      const rejected = await post({ kind, body: text });
      checkRejected('body.not-object', control, rejected, what);
    }
  });

  test('unknown properties are ignored', async ({
    postFromEmpty,
    checkAfter,
    target: { unknownCustomer },
    users: [ann],
  }) => {
    const control = await postFromEmpty({ userIds: [ann] });

    const extended = await postFromEmpty({
      kind: 'extra-properties',
      body: extraProperties(ann, unknownCustomer),
      means: [ann],
    });
    checkAfter('body.extra', control, extended, () => judgeListing(extended));
  });

  test('another media type is rejected, or means the same', async ({
    given,
    post,
    renew,
    checkWithControl,
    checkAfter,
    observe,
    users: [ann, bob],
  }) => {
    let control = await given([ann, bob]);

    for (const { what, ...request } of otherMediaTypes(ann, bob)) {
      const answer = await post({ ...request, means: [ann, bob] });
      checkAfter('body.media-type-safe', control, answer, () =>
        judgeRejectedOrLists([ann, bob])(answer, what),
      );
      checkWithControl('body.media-type', control, answer, () =>
        judgeUnsupportedMediaType(answer, what),
      );
      observe('other-media-types', answer);
      control = await renew(control, answer);
    }
  });

  test('a long list is accepted or rejected', async ({
    post,
    checkWithControl,
    observe,
    users,
  }) => {
    const control = await post({ userIds: users.slice(0, 1) });

    for (const { kind, what, ids } of longLists(users)) {
      const answer = await post({ kind, userIds: ids });
      checkWithControl('body.large', control, answer, () => judgeAcceptedOrRejected(answer, what));
      observe('long-lists', answer);
    }
  });
});
