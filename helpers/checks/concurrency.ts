import { failed, passed, untested, withContext, type Judgement } from './result';
import { formatIds, sameSet } from './user-set';
import { judgeListing, succeeded, type Sync, type SyncCode } from './listing';

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

/** Judges whether each of several overlapping syncs was answered with one of their lists. */
export function judgeOneOf(syncs: readonly Sync[]): Judgement<'mixture'> {
  const mixtures = syncs.filter(
    ({ userIds }) => userIds && !syncs.some(({ requested }) => sameSet(requested, userIds)),
  );
  const [mixture] = mixtures;
  if (!overlapped(syncs)) return untested('the syncs did not overlap');
  if (!mixture) return syncs.some(succeeded) ? passed : untested('no overlapping sync succeeded');
  const lists = syncs.map(({ requested }) => `[${requested.join(', ')}]`).join(', ');
  return failed(
    'mixture',
    `overlapping syncs to ${lists}: one got ${formatIds(mixture.userIds ?? [])} (${timeline(syncs)})`,
  );
}

/** Judges whether the sync after overlapping ones was answered with exactly its list. */
export function judgeSettled(next: Sync, overlapping: readonly Sync[]): Judgement<SyncCode> {
  if (!overlapped(overlapping)) return untested('the syncs did not overlap');
  const context = `after ${String(overlapping.length)} overlapping syncs (${timeline(overlapping)}), `;
  return withContext(context, judgeListing(next));
}

/** Judges whether one of several syncs of different customers was answered as if it were alone. */
export function judgeIndependent(sync: Sync, others: readonly Sync[]): Judgement<SyncCode> {
  // Judged by http.no-5xx: here it is unknown whether it fails each time.
  if ((sync.status ?? 0) >= 500) return untested(`got ${String(sync.status)}`);
  const at = others.map(({ customer }) => customer).join(', ');
  return withContext(`while customer ${at} was synced as well, `, judgeListing(sync));
}
