import fc from 'fast-check';
import { failedWithDefects, passed, type Judgement } from '../checks/result';
import { isRejection } from '../checks/rejection';
import { judgeListing, type Sync } from '../checks/listing';
import { sortedUnique, sameSet } from '../checks/user-set';

/** One step of a random sequence: indices into the users lent. */
export type Step =
  | { kind: 'sync'; users: readonly number[] }
  | { kind: 'repeat' }
  | { kind: 'reverse' }
  | { kind: 'emptied' }
  | { kind: 'twice'; users: number[] }
  | { kind: 'refused'; how: Rejected; users: readonly number[] };

/** The defects of requests that name users and are rejected. */
export const REJECTED = [
  'credentials',
  'an item that is no integer',
  'a body cut short',
  'an unknown customer',
] as const;
export type Rejected = (typeof REJECTED)[number];

/** Few users, so that lists overlap. */
const USERS_PER_SEQUENCE = 7;

/** Returns the numbers of the random sequences, from 0: as many as SEQUENCES. */
export function sequenceNumbers({ SEQUENCES = '' }: NodeJS.ProcessEnv): number[] {
  return Array.from({ length: Number(SEQUENCES) || 10 }, (_item, index) => index);
}

/** Returns the users of a sequence: the next few for each, so that all reserved users have a turn. */
export function usersFor(users: readonly string[], sequence: number): string[] {
  return Array.from(
    { length: Math.min(USERS_PER_SEQUENCE, users.length) },
    (_item, index) => users[(sequence * USERS_PER_SEQUENCE + index) % users.length] ?? '',
  );
}

function stepOf(players: number): fc.Arbitrary<Step> {
  const subset = fc.uniqueArray(fc.nat(players - 1), { maxLength: players });
  const some = fc.uniqueArray(fc.nat(players - 1), { minLength: 1, maxLength: players });
  return fc.oneof(
    { weight: 7, arbitrary: subset.map((users) => ({ kind: 'sync' as const, users })) },
    { weight: 1, arbitrary: fc.constant({ kind: 'repeat' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'reverse' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'emptied' as const }) },
    { weight: 1, arbitrary: some.map((users) => ({ kind: 'twice' as const, users })) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('refused' as const),
        how: fc.constantFrom(...REJECTED),
        users: some,
      }),
    },
  );
}

/** Each fifth sequence is longer, for defects that build up. */
const isLong = (sequence: number) => sequence % 5 === 4;

/** Returns the length of a sequence, in requests. */
export function sequenceLength(sequence: number): number {
  return isLong(sequence) ? 20 : 12;
}

/** How often the users of a scripted prefix are attached and detached after the rejected requests. */
const CYCLES = 3;

/**
 * Returns the first steps of a sequence. Each second long one begins with steps that are rare in
 * random lists: one user alone, then one half of the users and the other in turn, first with a
 * rejected request of each kind between them. A server that counts has its users often enough.
 */
export function scriptedPrefix(sequence: number, players: number): Step[] {
  if (sequence % 10 !== 4) return [];
  const all = Array.from({ length: players }, (_item, index) => index);
  const middle = Math.ceil(players / 2);
  const halves = [all.slice(0, middle), all.slice(middle)];
  const half = (index: number) => halves[index % 2] ?? [];
  const sync = (users: readonly number[]): Step => ({ kind: 'sync', users });
  return [
    sync(all.slice(0, 1)),
    ...REJECTED.flatMap((how, index): Step[] => [
      sync(half(index)),
      { kind: 'refused', how, users: half(index) },
    ]),
    ...Array.from({ length: 2 * CYCLES }, (_item, index) => sync(half(index))),
  ];
}

export interface SequenceOptions {
  /** The users of the lists. */
  users: readonly string[];
  seed: number;
  /** The steps before the random ones. */
  opening: readonly Step[];
  /** The number of requests. */
  length: number;
  /** The command that repeats the sequence. */
  again: string;
  sync: (ids: readonly string[]) => Promise<Sync>;
  /** Sends a request that a server has to reject without any change. */
  refused: (ids: readonly string[], how: Rejected) => Promise<Sync>;
}

/** The bounds of shrinking, in requests and in ms. */
const MAX_SHRINK_REQUESTS = 150;
const MAX_SHRINK_MS = 60_000;

/** The result of one replay of a sequence. */
interface Replay {
  /** All responses, also those to requests that have to be rejected. */
  syncs: Sync[];
  /** One line for each response: the list, and the listed users. */
  lines: string[];
  judgement: Judgement;
}

async function play(
  steps: readonly Step[],
  { users, length, sync, refused }: SequenceOptions,
): Promise<Replay> {
  const syncs: Sync[] = [];
  const lines: string[] = [];
  for (const { ids, step } of requestsOf(steps, users, length)) {
    if (step.kind === 'refused') {
      const answer = await refused(ids, step.how);
      syncs.push(answer);
      lines.push(`[${ids.join(', ')}], refused for ${step.how} -> ${outcome(answer)}`);
      continue;
    }
    const answer = await sync(ids);
    syncs.push(answer);
    lines.push(lineOf(answer));
    if (step.kind === 'twice' && isRejection(answer)) continue;
    const judgement = judgeListing(answer);
    if (judgement.outcome !== 'passed') return { syncs, lines, judgement };
  }
  return { syncs, lines, judgement: passed };
}

/** Returns the requests to send. The first empties the customer, so that a replay fails again. */
function requestsOf(
  steps: readonly Step[],
  users: readonly string[],
  length: number,
): { ids: readonly string[]; step: Step }[] {
  const requests: { ids: readonly string[]; step: Step }[] = [];
  let last: readonly string[] = [];
  for (const step of [{ kind: 'sync', users: [] } as const, ...steps]) {
    for (const ids of listsOf(step, last, users)) {
      requests.push({ ids, step });
      if (step.kind !== 'refused') last = sortedUnique(ids);
    }
  }
  const sent = requests.slice(0, length + 1);
  // A rejected request is judged by the sync after it: at the end it is useless.
  return sent.slice(0, sent.findLastIndex(({ step }) => step.kind !== 'refused') + 1);
}

/** Returns requests as a text, such that the text of a prefix is a prefix of the text. */
const textOf = (requests: readonly { ids: readonly string[]; step: Step }[]) =>
  requests
    .map(({ ids, step: { kind } }) => `${kind === 'refused' ? kind : ''}[${ids.join()}]`)
    .join('');

/** Returns the lists that a step sends, one after the other. */
function listsOf(
  step: Step,
  last: readonly string[],
  users: readonly string[],
): readonly (readonly string[])[] {
  const named = (indices: readonly number[]) => indices.flatMap((index) => users[index] ?? []);
  switch (step.kind) {
    case 'sync':
    case 'refused':
      return [named(step.users)];
    case 'twice':
      return [[...named(step.users), ...named(step.users.slice(0, 1))]];
    case 'repeat':
      return [last, last, last];
    case 'reverse':
      return [[...last].reverse()];
    case 'emptied':
      return [[], last];
  }
}

const outcome = ({ userIds, status }: Sync) =>
  userIds ? `[${userIds.join(', ')}]` : `answered ${String(status)}`;

function lineOf(sync: Sync): string {
  const { requested, userIds } = sync;
  const mark = userIds && sameSet(userIds, requested) ? '' : '  <- not the requested users';
  return `sync [${requested.join(', ')}] -> ${outcome(sync)}${mark}`;
}

/** Formats a failed replay as numbered lines. */
function table(lines: readonly string[]): string {
  return lines.map((line, index) => `${String(index + 1)}. ${line}`).join('; ');
}

const fails = ({ judgement }: Replay) => judgement.outcome === 'failed';

const REPEATS = 3;

const orNone = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 ** 30 });

/** Draws the steps to keep: all of them, shrinking to one half or the other, down to each step. */
function subsetMask(count: number): fc.Arbitrary<boolean[]> {
  const middle = Math.ceil(count / 2);
  const some =
    count < 2
      ? fc.constant(Array<boolean>(count).fill(true))
      : fc.tuple(subsetMask(middle), subsetMask(count - middle)).map((halves) => halves.flat());
  return orNone(some).map((kept) => kept ?? Array<boolean>(count).fill(false));
}

/**
 * Sends a random sequence of syncs and compares each response with the set model. A sequence that
 * fails is shrunk within the bounds, and the smallest is repeated to see whether it fails each
 * time. The same seed gives the same sequence on any machine.
 */
export async function judgeSequence(options: SequenceOptions): Promise<Replay> {
  const { opening, length } = options;
  // fast-check shrinks these in order: fewer steps first, then smaller ones.
  const parts = [
    subsetMask(opening.length),
    subsetMask(length),
    fc.array(stepOf(options.users.length), { minLength: length, maxLength: length }),
  ] as const;
  let sent = 0;
  const started = performance.now();
  let smallest: { play: Replay; steps: Step[] } | undefined;
  let last: Replay = { syncs: [], lines: [], judgement: passed };
  const wentWell: string[] = [];
  // A sequence with fewer steps that fails later is not easier to read.
  const lengthNow = () => (smallest ? smallest.play.syncs.length - 1 : options.length);
  const replay = async (steps: readonly Step[]) => {
    last = await play(steps, { ...options, length: lengthNow() });
    sent += last.syncs.length;
    const right = fails(last) ? last.syncs.length - 1 : last.syncs.length;
    wentWell.push(textOf(requestsOf(steps, options.users, lengthNow()).slice(0, right)));
    return last;
  };
  const isKnown = (steps: readonly Step[]) => {
    const text = textOf(requestsOf(steps, options.users, lengthNow()));
    return wentWell.some((known) => known.startsWith(text));
  };
  await fc.check(
    fc.asyncProperty(...parts, async (first, rest, drawn) => {
      const steps = [
        ...opening.filter((_step, index) => first[index]),
        ...drawn.filter((_step, index) => rest[index]),
      ];
      const spent = sent > MAX_SHRINK_REQUESTS || performance.now() > started + MAX_SHRINK_MS;
      if (smallest && (spent || isKnown(steps))) return true;
      const played = await replay(steps);
      if (!fails(played)) return true;
      // The state left by an earlier replay may fail a smaller one once, and not again.
      const again = smallest || played.syncs.length === 1 ? await replay(steps) : played;
      if (smallest && !fails(again)) return true;
      smallest = { play: fails(again) ? again : played, steps };
      return false;
    }),
    { seed: options.seed, numRuns: 1 },
  );
  if (!smallest) return last;
  let again = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    if (fails(await play(smallest.steps, options))) again++;
  }
  const { play: shown } = smallest;
  const certainty =
    again === REPEATS ? '' : ` It failed in ${String(again)} of ${String(REPEATS)} repeats.`;
  return {
    ...shown,
    judgement: failedWithDefects([
      {
        signature: 'a random sequence of syncs',
        message: `${table(shown.lines)}.${certainty} Again: ${options.again}`,
        places: [],
      },
    ]),
  };
}
