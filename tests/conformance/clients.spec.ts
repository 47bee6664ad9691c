import { judgeOtherForm, judgeSameClass, tagged, test } from '../../helpers/fixtures';
import {
  clientStory,
  otherClients,
  refusalsInOtherForms,
  syncsInOtherForms,
  withCookies,
  withoutToken,
} from '../../helpers/scenario/client-forms';
import { mistakesInGroups } from '../../helpers/scenario/request-cases';

test.describe('Any client', () => {
  test(
    'a sync in another form is the same sync',
    tagged(
      'client.field-case',
      'client.media-type',
      'client.accept',
      'client.chunked',
      'client.expect-continue',
      'client.same-answer',
    ),
    async ({ clients, checkAfter, users }) => {
      for (const { requirement, what, post, refusedWith } of syncsInOtherForms(users)) {
        const { control, answer } = await clients.sync(post, refusedWith);
        checkAfter(requirement, control, answer, () => judgeOtherForm(answer, what, refusedWith));
      }
    },
  );

  test(
    'a refusal does not depend on Accept',
    tagged('client.accept'),
    async ({ postWith, clients, checkWithControl, target, users: [ann] }) => {
      const { control, answered } = await postWith([ann], refusalsInOtherForms(target, ann));

      for (const { what, plain, request, answer } of answered) {
        const answers = await clients.refused(plain, request, answer);
        checkWithControl('client.accept', control, answers.shown, () =>
          judgeSameClass(answers, what),
        );
      }
    },
  );

  test(
    'a sync after a request that went wrong on its connection is the same sync',
    tagged('client.same-answer'),
    async ({ given, postSequentially, checkAfter, target, users: [ann, bob, cid, dee] }) => {
      const lists = [
        [ann, bob],
        [bob, cid],
      ];
      const listOf = (index: number) => lists[index % 2] ?? [];

      // A server may leave the body of a request that it rejects on the connection, or its list behind.
      for (const wrong of mistakesInGroups(target, dee)) {
        const alone = [await given([])];
        for (const index of [0, 1, 0]) alone.push(await given(listOf(index)));
        const answers = await postSequentially(
          ...wrong.flatMap(({ request }, index) => [
            request,
            { kind: 'behind-mistake', userIds: listOf(index + 1) } as const,
          ]),
        );
        for (const [index, { what }] of wrong.entries()) {
          const [rejected, answer] = answers.slice(2 * index);
          // A response that never comes fails http.completes, and may have any cause.
          if (!rejected || !answer || answer.failure?.kind === 'timeout') continue;
          const before = answers.slice(Math.max(0, 2 * index - 1), 2 * index);
          checkAfter('client.same-answer', alone, [...before, rejected, answer], () =>
            judgeOtherForm(answer, `a sync after ${what} on its connection`),
          );
        }
      }
    },
  );

  for (const { title, requirement, needs, clients: others } of otherClients) {
    test.describe(() => {
      test.use({ needs });

      test(
        title,
        tagged(requirement),
        async ({ given, clients, checkAfter, checkWithControl, target, users: [ann, bob] }) => {
          // A browser, and a client with a cookie jar, send what they were given.
          const jar = needs ? undefined : withCookies(target, await given([]), [ann, bob]);
          if (jar) {
            const { control, answer } = await clients.sync(jar);
            checkAfter(requirement, control, answer, () =>
              judgeOtherForm(answer, 'the cookies of a response beside the token'),
            );
          }
          for (const { name, ...client } of others) {
            for (const { what, userIds } of clientStory(ann, bob)) {
              const { control, answer } = await clients.sync({ ...client, userIds });
              checkAfter(requirement, control, answer, () =>
                judgeOtherForm(answer, `${what}, by ${name}`),
              );
            }
            const { control, answer: emptied } = await clients.sync({ ...client, userIds: [] });
            checkAfter(requirement, control, emptied, () =>
              judgeOtherForm(emptied, `an empty list, by ${name}`),
            );

            const answers = await clients.refused(withoutToken, {
              ...withoutToken,
              ...client,
            });
            checkWithControl(requirement, emptied, answers.shown, () =>
              judgeSameClass(answers, `no Authorization header, by ${name}`),
            );
          }
        },
      );
    });
  }
});
