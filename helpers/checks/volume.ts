import { passed, withContext, type Judgement } from './result';
import { judgeListing, type Sync, type SyncCode } from './listing';

/** The shortest list that a server may reject for its length. */
const MIN_REJECTABLE = 1000;

/** Sizes just past the limits that people write, and multiples of the sizes of pages and batches. */
const SIZES = [10, 11, 15, 16, 20, 25, 26, 32, 50, 51, 100, 101, 251, 500, 501, 1001, 2001, 5001];

/** Returns the sizes of lists to sync: those below the number of users, and that number. */
export function volumesOf(users: readonly string[]): number[] {
  return [...SIZES.filter((size) => size < users.length), users.length];
}

/** Returns the longest list of users that a server has to accept. */
export function longestRequired(users: readonly string[]): readonly string[] {
  return users.slice(0, MIN_REJECTABLE - 1);
}

/** Returns every second user of a list, and one more if their number is a multiple of ten. */
export function halfOf(users: readonly string[]): readonly string[] {
  const isRound = Math.ceil(users.length / 2) % 10 === 0;
  return users.filter((_user, index) => index % 2 === 0 || (isRound && index === 1));
}

/** Returns the first and the second half of a list. */
export function halvesOf(
  users: readonly string[],
): readonly [first: readonly string[], second: readonly string[]] {
  const half = Math.ceil(users.length / 2);
  return [users.slice(0, half), users.slice(half)];
}

/** Returns a list in an order that neither rises nor falls: its halves, by turns. */
export function shuffled(users: readonly string[]): readonly string[] {
  const [first, second] = halvesOf(users);
  return first.flatMap((user, index) => [...second.slice(index, index + 1), user]);
}

/** How many users are searched for pairs: some thousand sums. */
const MAX_SUMMED = 60;

/**
 * Returns two pairs of users, with nobody in both. The ids of each have the same sum, if any do: a
 * server may compare lists by their number and a sum.
 *
 * @param users different ids, at least four
 */
export function disjointPairs(
  users: readonly string[],
): readonly [pair: readonly string[], other: readonly string[]] {
  const pairs = new Map<bigint, readonly string[]>();
  const some = users.slice(0, MAX_SUMMED);
  for (const [index, one] of some.entries()) {
    for (const two of some.slice(index + 1)) {
      const sum = BigInt(one) + BigInt(two);
      const pair = pairs.get(sum);
      if (pair) return [pair, [one, two]];
      pairs.set(sum, [one, two]);
    }
  }
  return [users.slice(0, 2), users.slice(2, 4)];
}

/** Returns two overlapping parts of a list: its first and its last two thirds, of the same length. */
export function twoThirdsOf(
  users: readonly string[],
): readonly [first: readonly string[], last: readonly string[]] {
  const count = Math.ceil((users.length * 2) / 3);
  return [users.slice(0, count), users.slice(-count)];
}

/**
 * Judges whether a long list lists all of its users; a very long one may be rejected whole.
 *
 * @param limit the length of the longest list that was answered in full, if known
 */
export function judgeVolume(sync: Sync, limit?: number): Judgement<SyncCode> {
  const { status, requested, userIds } = sync;
  if (requested.length >= MIN_REJECTABLE && (status === 413 || status === 422)) return passed;
  const got = userIds ? `${String(userIds.length)} users` : String(status);
  const found = limit === undefined ? '' : `; lists of up to ${String(limit)} are answered in full`;
  const context = `expected ${String(requested.length)} users, got ${got}${found}: `;
  return withContext(context, judgeListing(sync));
}

/** Finds the length of the longest list that is answered in full, by binary search. */
export async function largestTaken(
  sync: (ids: readonly string[]) => Promise<Sync>,
  users: readonly string[],
  known: { taken: number; refused: number },
): Promise<number> {
  let { taken, refused } = known;
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2);
    await sync([]);
    const answer = await sync(users.slice(0, middle));
    if (judgeListing(answer).outcome === 'passed') taken = middle;
    else refused = middle;
  }
  return taken;
}
