import { failed, passed, untested, type Judgement } from './result';
import { describeMismatch } from './user-set';
import { isRejection } from './rejection';
import type { Sync } from './listing';

/** What a sync answered is what a read shows. */
export function judgeReadBack(synced: Sync, read: Sync): Judgement {
  if (synced.status !== 200 || !synced.userIds)
    return untested('the sync before it was not answered with a list');
  if (read.status !== 200 || !read.userIds) {
    return untested(
      `READ_BACK_PATH was answered ${String(read.status)}, and not with {data: User[]}`,
    );
  }
  const wrong = describeMismatch(
    { expected: synced.userIds, actual: read.userIds },
    synced.requested,
  );
  return wrong === undefined ? passed : failed(`read back after a sync: ${wrong}`);
}

/**
 * A refused request changed nothing, also not in part: what is read after it is what was read
 * before it. One that was taken says nothing here.
 */
export function judgeUnchanged(
  control: Sync,
  before: Sync,
  refused: Sync,
  after: Sync,
  what: string,
): Judgement {
  if (!isRejection(refused)) return untested(`${what} was not refused`);
  const judgement = judgeStillRead(control, before, after);
  return judgement.outcome === 'failed'
    ? failed(`${what} was refused with ${String(refused.status)}, and yet: ${judgement.message}`)
    : judgement;
}

/** After syncs that overlapped, a read shows what one of them answered: that which came last. */
export function judgeReadOneOf(together: readonly Sync[], read: Sync): Judgement {
  const answered = together.filter((sync) => sync.status === 200 && sync.userIds);
  if (
    answered.length === 0 ||
    !together.every((sync) => answered.includes(sync) || isRejection(sync))
  ) {
    return untested('what came of one of the overlapping syncs is not known');
  }
  const judgements = answered.map((synced) => judgeReadBack(synced, read));
  return (
    judgements.find(({ outcome }) => outcome !== 'failed') ??
    failed('read back after overlapping syncs: what none of them answered')
  );
}

/** A later read shows the same users as the sync, if the first read did. */
export function judgeStillRead(synced: Sync, first: Sync, later: Sync): Judgement {
  return judgeReadBack(synced, first).outcome === 'passed'
    ? judgeReadBack(synced, later)
    : untested('a read did not show what was synced before it');
}
