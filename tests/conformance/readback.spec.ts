import { forbidden, neverIssued } from '../../helpers/http/credentials';
import { judgeReadBack, judgeUnchanged, test } from '../../helpers/fixtures';

test.describe('Read-back', () => {
  test('what a sync answered is what a read shows', async ({
    sync,
    readBack,
    record,
    target: { readBackPath },
    users: [ann, bob, cid],
  }) => {
    test.skip(readBackPath === undefined, 'waits for READ_BACK_PATH');

    // One of them comes back: an answer to it may be kept, and nothing done.
    for (const ids of [[ann, bob], [bob, cid], [], [bob, cid]]) {
      const synced = await sync(ids);
      const read = await readBack(readBackPath ?? '');
      record('readback.persisted', judgeReadBack(synced, read), [synced, read]);
    }
  });

  test('a refused request changes nothing', async ({
    sync,
    post,
    readBack,
    record,
    target: { readBackPath, unknownUser, forbiddenToken },
    users: [ann, bob, cid],
  }) => {
    test.skip(readBackPath === undefined, 'waits for READ_BACK_PATH');

    // Whether they may is often asked after the action, where who they are is asked before it.
    const other = forbiddenToken === undefined ? neverIssued : forbidden(forbiddenToken);
    let control = await sync([ann, bob]);
    const before = await readBack(readBackPath ?? '');
    for (const [what, difference] of [
      ['one without credentials', { authorization: null }],
      [`one with ${other.what}`, { authorization: other }],
      ['a body cut short', { kind: 'cut-short', body: `{"user_ids":[${cid}` }],
      ['an item that is no integer', { kind: 'item-word', body: `{"user_ids":[${cid},"abc"]}` }],
      ['user_ids null', { kind: 'ids-null', body: '{"user_ids":null}' }],
      ['an unknown user', { kind: 'user-unknown', body: `{"user_ids":[${cid},${unknownUser}]}` }],
      ['no body', { kind: 'no-body', body: null }],
    ] as const) {
      const refused = await post([cid], difference);
      const after = await readBack(readBackPath ?? '');
      const judgement = judgeUnchanged(control, before, refused, after, what);
      record('readback.refused-unchanged', judgement, [control, before, refused, after]);
      if (judgement.outcome !== 'passed') control = await sync([ann, bob]);
    }
  });
});
