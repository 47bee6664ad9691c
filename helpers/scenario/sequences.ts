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

/** What a request is refused for that names users all the same. */
export const REJECTED = [
  'credentials',
  'an item that is no integer',
  'a body cut short',
  'an unknown customer',
] as const;
export type Rejected = (typeof REJECTED)[number];

/** How many of the users lent a sequence plays with: few, so that lists overlap. */
const USERS_PER_SEQUENCE = 7;

/** The users of a sequence, from 0: the next few each time, so that everyone lent has a turn. */
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

/** Each fifth sequence is longer than the others, for what builds up. */
const isLong = (sequence: number) => sequence % 5 === 4;

/** Lengths, in requests: most at least 12 in a row, the long ones more than 20. */
export function sequenceLength(sequence: number): number {
  return isLong(sequence) ? 20 : 12;
}

/** How often its users come and go before chance has its turn, beside the requests that are refused. */
const CYCLES = 3;

/**
 * How a sequence begins: each second long one with what lists drawn at random seldom have. One user
 * alone; one half of its players and then the other, with a refused request of each kind between;
 * and so on, so that every user comes and goes often enough for what counts it.
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
  /** All of them are played with. */
  users: readonly string[];
  seed: number;
  /** The steps before those drawn at random. */
  opening: readonly Step[];
  /** How many requests it is long. */
  length: number;
  /** The command that plays the same sequence again. */
  again: string;
  sync: (ids: readonly string[]) => Promise<Sync>;
  /** A request that is to be refused, and changes nothing. */
  refused: (ids: readonly string[], how: Rejected) => Promise<Sync>;
}

/** How many requests and how long, in ms, shrinking may take. */
const SHRINK_REQUESTS = 150;
const SHRINK_MS = 60_000;

/** What one play of a sequence came to. */
interface Replay {
  /** What was sent, also what was to be refused. */
  syncs: Sync[];
  /** The same, as lines a person can follow: sync, expected, got. */
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

/** What is sent: from nobody on, whatever was attached before, so that it fails as it failed. */
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
  // What is refused shows in what comes next: as the last of all it shows nothing.
  return sent.slice(0, sent.findLastIndex(({ step }) => step.kind !== 'refused') + 1);
}

/** Requests as one text: of those that others begin with, theirs begins with it. */
const textOf = (requests: readonly { ids: readonly string[]; step: Step }[]) =>
  requests
    .map(({ ids, step: { kind } }) => `${kind === 'refused' ? kind : ''}[${ids.join()}]`)
    .join('');

/** The lists that a step sends, one after the other. */
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
  const mark = userIds && sameSet(userIds, requested) ? '' : '  <- not what was asked for';
  return `sync [${requested.join(', ')}] -> ${outcome(sync)}${mark}`;
}

/** A failing play, line by line. */
function table(lines: readonly string[]): string {
  return lines.map((line, index) => `${String(index + 1)}. ${line}`).join('; ');
}

const fails = ({ judgement }: Replay) => judgement.outcome === 'failed';

const REPEATS = 3;

const orNone = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 ** 30 });

/** Which of some steps are kept: all; where that fails, not one half or the other, down to each. */
function subsetMask(count: number): fc.Arbitrary<boolean[]> {
  const middle = Math.ceil(count / 2);
  const some =
    count < 2
      ? fc.constant(Array<boolean>(count).fill(true))
      : fc.tuple(subsetMask(middle), subsetMask(count - middle)).map((halves) => halves.flat());
  return orNone(some).map((kept) => kept ?? Array<boolean>(count).fill(false));
}

/**
 * Plays a random sequence of syncs; each answer has to be what the model says. One that fails is
 * shrunk, within a bound of requests, and the smallest is played again to see whether it fails
 * each time. The same seed gives the same sequence on any machine.
 */
export async function judgeSequence(options: SequenceOptions): Promise<Replay> {
  const { opening, length } = options;
  // Shrunk in this order: fewer steps, and then smaller ones.
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
  // One with fewer steps that fails only later is no smaller to whoever reads it.
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
      const spent = sent > SHRINK_REQUESTS || performance.now() > started + SHRINK_MS;
      if (smallest && (spent || isKnown(steps))) return true;
      const played = await replay(steps);
      if (!fails(played)) return true;
      // What was left before may fail a smaller one, or the first request of all, and then not again.
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
