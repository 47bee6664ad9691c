import {
  judgeIgnored,
  judgeNotAccepted,
  judgeRejectedOrLists,
  judgeUnsupportedMediaType,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  emptyAndExtra,
  extraProperties,
  kindredMediaTypes,
  lenientlyReadBodies,
  longLists,
  malformedBodies,
  nonObjectBodies,
  otherMediaTypes,
  readableBodies,
  withoutBody,
} from '../../helpers/scenario/invalid-bodies';

test.describe('Body', () => {
  test(
    'a request without a body is rejected',
    tagged('body.absent'),
    async ({ postWith, checkRejected, observe, users: [ann] }) => {
      const { control, answered } = await postWith([ann], withoutBody);

      for (const { what, answer } of answered) {
        checkRejected('body.absent', control, answer, what);
        observe('absent-body', answer);
      }
    },
  );

  test(
    'a body that is not JSON is rejected',
    tagged('body.malformed', 'http.error-json', 'http.no-leak', 'http.no-5xx', 'auth.no-echo'),
    async ({ postWith, checkRejected, observe, users: [ann] }) => {
      const { control, answered } = await postWith([ann], malformedBodies(ann));

      for (const { what, answer } of answered) {
        checkRejected('body.malformed', control, answer, what);
        observe('malformed-body', answer);
      }
    },
  );

  test(
    'a body that is not JSON and has one plain reading is rejected, or means that',
    tagged('body.malformed', 'body.strict'),
    async ({ given, postEach, checkWithControl, checkAfter, observe, users: [ann, bob] }) => {
      await given([ann]);
      const readable = readableBodies(ann);
      const inputs = postEach(await given([ann, bob]), lenientlyReadBodies(ann), readable);

      for await (const { what, control, answer } of inputs) {
        checkAfter('body.malformed', control, answer, () =>
          judgeRejectedOrLists([ann])(answer, what),
        );
        if (readable.some((each) => each.what === what)) continue;
        checkWithControl('body.strict', control, answer, () => judgeNotAccepted(answer, what));
        observe('malformed-body', answer, 'taken');
      }
    },
  );

  test(
    'JSON that is not an object is rejected',
    tagged('body.not-object'),
    async ({ postWith, checkRejected, users: [ann] }) => {
      const { control, answered } = await postWith([ann], nonObjectBodies(ann));

      for (const { what, answer } of answered) {
        checkRejected('body.not-object', control, answer, what);
      }
    },
  );

  test(
    'unknown properties are ignored',
    tagged('body.extra'),
    async ({ given, post, checkAfter, target: { unknownCustomer }, users: [ann, bob] }) => {
      const nobody = await given([]);
      await given([bob]);
      const control = await given([ann]);

      const inputs = [emptyAndExtra, ...extraProperties(ann, bob, unknownCustomer)];
      for (const { what, request } of inputs) {
        const before = await given([bob]);
        const extended = await post(request);
        checkAfter('body.extra', [control, nobody, before], extended, () =>
          judgeIgnored(extended, what),
        );
      }
    },
  );

  test(
    'another media type is rejected, or means the same',
    tagged('body.media-type-safe', 'body.media-type'),
    async ({ given, postEach, checkWithControl, checkAfter, observe, users: [ann, bob, cid] }) => {
      const kindred = kindredMediaTypes(ann, bob);
      // A server that reads no list answers with these two, and one that only adds with all three.
      const inputs = postEach(await given([bob, cid]), otherMediaTypes(ann, bob), kindred);

      for await (const { what, control, answer } of inputs) {
        checkAfter('body.media-type-safe', control, answer, () =>
          judgeRejectedOrLists([ann, bob])(answer, what),
        );
        // Taken as JSON or as a form, they mean what these do.
        if (kindred.some((each) => each.what === what)) continue;
        checkWithControl('body.media-type', control, answer, () =>
          judgeUnsupportedMediaType(answer, what),
        );
        observe('other-media-types', answer);
      }
    },
  );

  test(
    'a long list of unknown users and one known user is rejected, or means that user',
    tagged('body.large'),
    async ({ given, postEach, checkAfter, observe, users }) => {
      const [ann, bob] = users;
      await given([ann]);
      const inputs = postEach(await given([ann, bob]), longLists(users));

      for await (const { what, control, answer } of inputs) {
        checkAfter('body.large', control, answer, () => judgeRejectedOrLists([ann])(answer, what));
        observe('long-lists', answer, 'unknown users ignored');
      }
    },
  );
});
