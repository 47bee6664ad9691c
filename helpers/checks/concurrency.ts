import { failed, failedWithDefects, passed, untested, withContext, type Judgement } from './result';
import { formatIds, sameSet } from './user-set';
import type { CodeOf } from '../contract/requirements';
import { isAccepted, judgeListing, succeeded, type Sync, type SyncCode } from './listing';
import { describeOutcome, isRejection } from './rejection';

/** Returns whether all exchanges were under way at one moment. */
export function overlapped(syncs: readonly Sync[]): boolean {
  const starts = syncs.map(({ exchange }) => exchange.startedAt);
  const ends = syncs.map(({ exchange }) => exchange.startedAt + exchange.durationMs);
  return Math.max(...starts) < Math.min(...ends);
}

/** Returns when each exchange was under way, in ms since the first began. */
function timeline(syncs: readonly Sync[]): string {
  const origin = Math.min(...syncs.map(({ exchange }) => exchange.startedAt));
  const spans = syncs.map(({ exchange: { id, startedAt, durationMs } }) => {
    const from = startedAt - origin;
    return `${id} from ${from.toFixed(1)} to ${(from + durationMs).toFixed(1)} ms`;
  });
  return spans.join(', ');
}

/** Returns the different lists of syncs. */
export function formatLists(syncs: readonly Sync[]): string {
  const lists = syncs.map(({ requested }) => requested);
  return lists
    .filter((ids, at) => lists.findIndex((other) => sameSet(other, ids)) === at)
    .map((ids) => `[${ids.join(', ')}]`)
    .join(', ');
}

/** Judges whether each of several overlapping syncs was answered with one of their lists. */
export function judgeOneOf(syncs: readonly Sync[]): Judgement<'mixture'> {
  const mixtures = syncs.filter(
    (sync) =>
      isAccepted(sync) &&
      sync.userIds &&
      !syncs.some(({ requested }) => sameSet(requested, sync.userIds ?? [])),
  );
  const [mixture] = mixtures;
  if (!overlapped(syncs)) return untested('the syncs did not overlap');
  if (!mixture) return syncs.some(succeeded) ? passed : untested('no overlapping sync succeeded');
  return failed(
    'mixture',
    `overlapping syncs to ${formatLists(syncs)}: one got ${formatIds(mixture.userIds ?? [])} (${timeline(syncs)})`,
  );
}

/** Judges whether the sync after overlapping ones was answered with exactly its list. */
export function judgeSettled(next: Sync, overlapping: readonly Sync[]): Judgement<SyncCode> {
  if (!overlapped(overlapping)) return untested('the syncs did not overlap');
  const context = `after ${String(overlapping.length)} overlapping syncs (${timeline(overlapping)}), `;
  return withContext(context, judgeListing(next));
}

/** The statuses of a server that asks the client to repeat a sync once another has ended. */
const BUSY: readonly (number | undefined)[] = [409, 423, 429];

/** Returns the code of a rejection, by its status. */
export function rejectionCode(status: number | undefined): CodeOf<'concurrency.accepted'> {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 400:
    case 422:
      return 'invalid';
    default:
      return 'other-rejection';
  }
}

/**
 * Judges whether overlapping syncs were accepted, or postponed.
 *
 * @param next a sync that was sent alone after them
 */
export function judgeAcceptedTogether(
  together: readonly Sync[],
  next: Sync,
): Judgement<CodeOf<'concurrency.accepted'>> {
  if (!overlapped(together)) return untested('the syncs did not overlap');
  if (!isAccepted(next)) return untested('the sync alone after them was not accepted');
  const rejected = together.filter((sync) => isRejection(sync) && !BUSY.includes(sync.status));
  if (rejected.length > 0) {
    const of = `of ${String(together.length)} overlapping syncs (${timeline(together)})`;
    return failedWithDefects(
      [...new Set(rejected.map(({ status }) => status))].map((status) => {
        const count = rejected.filter((sync) => sync.status === status).length;
        const message = `${String(count)} ${of}: expected 200, 409, 423, 429, or 503 with Retry-After; got ${String(status)}. The same lists are accepted alone`;
        return { code: rejectionCode(status), message };
      }),
    );
  }
  const other = together.find((sync) => !isAccepted(sync) && !isRejection(sync));
  return other ? untested(`an overlapping sync ${describeOutcome(other)}`) : passed;
}

/** Judges whether one of several syncs of different customers was answered as if it were alone. */
export function judgeIndependent(sync: Sync, others: readonly Sync[]): Judgement<SyncCode> {
  // One of them may be an accident: judgeUndisturbed counts the rounds.
  if ((sync.status ?? 0) >= 400) return untested(`got ${String(sync.status)}`);
  const at = others.map(({ customer }) => customer).join(', ');
  return withContext(`while customer ${at} was synced as well, `, judgeListing(sync));
}

/** The number of rounds with a rejection that are no accident. */
const MIN_ROUNDS = 2;

/**
 * Judges how many rounds of overlapping syncs of different customers had one that was rejected or
 * answered with a 5xx. Each list was accepted alone. Errors of a server that fails at random are
 * fewer than one in each second round.
 */
export function judgeUndisturbed(rounds: readonly (readonly Sync[])[]): Judgement<SyncCode> {
  const overlapping = rounds.filter(overlapped);
  const having = (matches: (sync: Sync) => boolean) =>
    overlapping.filter((round) => round.some(matches));
  const rejected = having(isRejection);
  const broken = having(({ status = 0 }) => status >= 500);
  const fail = <const C extends SyncCode>(code: C, found: readonly (readonly Sync[])[]) => {
    const [first = []] = found;
    const customers = first.map(({ customer }) => customer).join(' and ');
    const statuses = first.map(({ status }) => String(status)).join(' and ');
    return failed(
      code,
      `syncs of customers ${customers} at once: one was not accepted in ${String(found.length)} of ${String(overlapping.length)} rounds, in the first with ${statuses} (${timeline(first)}). Each is accepted alone`,
    );
  };
  if (rejected.length >= MIN_ROUNDS) return fail('rejected', rejected);
  if (broken.length >= Math.max(MIN_ROUNDS, overlapping.length / 2)) {
    return fail('server-error', broken);
  }
  if (overlapping.length === 0) return untested('the syncs did not overlap');
  return rejected.length + broken.length === 0
    ? passed
    : untested('a sync that overlapped that of another customer was not accepted once');
}
