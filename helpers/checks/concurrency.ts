import { failed, failedWithCode, passed, untested, type Judgement } from './result';
import { formatIds, sameSet } from './user-set';
import { judgeListing, succeeded, type Sync } from './listing';

/** Whether all of some exchanges were under way at one moment. */
export function overlapped(syncs: readonly Sync[]): boolean {
  const starts = syncs.map(({ exchange }) => exchange.startedAt);
  const ends = syncs.map(({ exchange }) => exchange.startedAt + exchange.durationMs);
  return Math.max(...starts) < Math.min(...ends);
}

/** When each of some overlapping exchanges was under way, in ms since the first began. */
function timeline(syncs: readonly Sync[]): string {
  const origin = Math.min(...syncs.map(({ exchange }) => exchange.startedAt));
  const spans = syncs.map(({ exchange: { id, startedAt, durationMs } }) => {
    const from = startedAt - origin;
    return `${id} from ${from.toFixed(1)} to ${(from + durationMs).toFixed(1)} ms`;
  });
  return spans.join(', ');
}

/** The answer to each of several overlapping syncs is one of the lists that were asked for. */
export function judgeOneOf(syncs: readonly Sync[]): Judgement {
  const mixtures = syncs.filter(
    ({ userIds }) => userIds && !syncs.some(({ requested }) => sameSet(requested, userIds)),
  );
  const [mixture] = mixtures;
  if (!overlapped(syncs)) return untested('the syncs did not overlap');
  if (!mixture) return syncs.some(succeeded) ? passed : untested('no overlapping sync succeeded');
  const lists = syncs.map(({ requested }) => `[${requested.join(', ')}]`).join(', ');
  return failedWithCode(
    'an answer to overlapping syncs lists what none of them asked for',
    `of overlapping syncs to ${lists}, one answered ${formatIds(mixture.userIds ?? [])} (${timeline(syncs)})`,
  );
}

/** After overlapping syncs, the next one answers exactly its list. */
export function judgeSettled(next: Sync, overlapping: readonly Sync[]): Judgement {
  if (!overlapped(overlapping)) return untested('the syncs did not overlap');
  const judgement = judgeListing(next);
  return judgement.outcome === 'failed'
    ? failed(
        `after ${String(overlapping.length)} overlapping syncs (${timeline(overlapping)}), ${judgement.message}`,
        judgement.difference,
      )
    : judgement;
}

/** Syncs of different customers at once: each answers as if it were alone. */
export function judgeIndependent(sync: Sync, others: readonly Sync[]): Judgement {
  // Charged to http.no-5xx, and here it is not known whether it fails each time.
  if ((sync.status ?? 0) >= 500) return untested(`answered ${String(sync.status)}`);
  const judgement = judgeListing(sync);
  const at = others.map(({ customer }) => customer).join(', ');
  return judgement.outcome === 'failed'
    ? failed(`while customer ${at} was synced as well, ${judgement.message}`, judgement.difference)
    : judgement;
}
