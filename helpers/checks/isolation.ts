import { judgeListing, type Sync, type SyncCode } from './listing';
import { withContext, type Judgement } from './result';
import { formatIds, without } from './user-set';

/**
 * Judges whether a sync listed exactly its users, and names those of another customer.
 *
 * @param earlier the syncs of all customers before it, in order
 */
export function judgeIsolated(sync: Sync, earlier: readonly Sync[]): Judgement<SyncCode> {
  const extra = without(sync.userIds ?? [], sync.requested);
  const other = earlier.findLast(({ customer }) => customer !== sync.customer);
  const theirs = extra.filter((id) => other?.requested.includes(id) === true);
  const judgement = judgeListing(sync);
  if (!other || theirs.length === 0) return judgement;
  const verb = theirs.length === 1 ? 'is' : 'are';
  return withContext(
    `${formatIds(theirs)} ${verb} attached to customer ${other.customer}; `,
    judgement,
  );
}
