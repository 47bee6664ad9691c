import { failed, failedWithDefects, passed, untested, withContext, type Judgement } from './result';
import { formatLists } from './concurrency';
import { findMismatches, formatIds, sameSet, without, type MismatchCode } from './user-set';
import { isRejection } from './rejection';
import { describeMissingData, isAccepted, type Sync } from './listing';
import { isObject } from '../http/json';

/** Returns the users of a 200 that has `data`, or is a list itself; undefined for any other read. */
function usersRead({ status, body, userIds }: Sync): string[] | undefined {
  const value = body?.json?.value;
  const isList = Array.isArray(value) || (isObject(value) && 'data' in value);
  return status === 200 && isList ? userIds : undefined;
}

function unreadable(read: Sync) {
  const missing = describeMissingData(read);
  return untested(
    `read-back: ${missing}expected 200 and {data: User[]}, got ${String(read.status)}`,
  );
}

/** Judges whether a read shows what the sync before it answered. */
export function judgeReadBack(synced: Sync, read: Sync): Judgement<MismatchCode> {
  if (!isAccepted(synced) || !synced.userIds)
    return untested('the response to the sync before it has no list');
  const actual = usersRead(read);
  if (!actual) return unreadable(read);
  const lists = { expected: synced.userIds, actual };
  const mismatches = findMismatches(lists, synced.requested);
  if (mismatches.length === 0) return passed;
  return withContext('read back after a sync: ', failedWithDefects(mismatches));
}

/** Returns whether the users of a read are some of a list, and not all of them. */
const isPart = (actual: readonly string[], { requested }: Sync) =>
  actual.length > 0 && actual.length < requested.length && without(actual, requested).length === 0;

const PART = untested(
  'read-back: the read lists only some of the users, which may be its first page',
);

/** Judges a read after a sync of a long list. A part of the list is untested: it may be a page. */
export function judgeLongReadBack(synced: Sync, read: Sync): Judgement<MismatchCode> {
  return isPart(usersRead(read) ?? [], synced) ? PART : judgeReadBack(synced, read);
}

/** The shortest page that is usual. */
const MIN_PAGE = 10;

/** Returns users of a long list that a read leaves out, fewer than a page has. */
export function unreadUsers(synced: Sync, read: Sync | undefined): readonly string[] {
  const actual = read ? (usersRead(read) ?? []) : [];
  return isPart(actual, synced) ? without(synced.requested, actual).slice(0, MIN_PAGE - 1) : [];
}

/** Judges whether a read after a rejected request shows what one before it showed. */
export function judgeUnchanged(
  control: Sync,
  before: Sync,
  refused: Sync,
  after: Sync,
  what: string,
): Judgement<MismatchCode> {
  if (!isRejection(refused)) return untested(`${what} was not rejected`);
  const context = `${what} was rejected with ${String(refused.status)}, but: `;
  return withContext(context, judgeStillRead(control, before, after));
}

/** Judges whether a later read shows the same users as the sync, if the first read did. */
export function judgeStillRead(synced: Sync, first: Sync, later: Sync): Judgement<MismatchCode> {
  return judgeReadBack(synced, first).outcome === 'passed'
    ? judgeReadBack(synced, later)
    : untested('a read did not show the users of the sync before it');
}

/** Judges whether a read after overlapping syncs shows one of their lists, and never a mixture. */
export function judgeReadOneOf(
  together: readonly Sync[],
  read: Sync,
): Judgement<MismatchCode | 'none-of-them'> {
  if (!together.some(isAccepted)) return untested('no overlapping sync succeeded');
  const userIds = usersRead(read);
  if (!userIds) return unreadable(read);
  // A sync that was answered with an error may have been stored all the same.
  const possible = together.filter((sync) => !isRejection(sync));
  if (possible.some(({ requested }) => sameSet(requested, userIds))) return passed;
  if (userIds.length >= MIN_PAGE && possible.some((sync) => isPart(userIds, sync))) return PART;
  return failed(
    'none-of-them',
    `read back after overlapping syncs: expected one of ${formatLists(possible)}, got ${formatIds(userIds)}`,
  );
}
