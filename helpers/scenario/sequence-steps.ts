import type fc from 'fast-check';
import { sortedUnique } from '../checks/user-set';
import { lazyPackage } from '../contract/lazy-package';

/** Loaded where a sequence is sent. Listing the scenarios does not need it. */
export const fastCheck = lazyPackage('fast-check');

/** One step of a random sequence: indices into the users reserved for it. */
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

const DEFAULT_SEQUENCES = 6;

/** Returns the numbers of the random sequences, from 0: as many as SEQUENCES. */
export function sequenceNumbers({ SEQUENCES = '' }: NodeJS.ProcessEnv): number[] {
  return Array.from({ length: Number(SEQUENCES) || DEFAULT_SEQUENCES }, (_item, index) => index);
}

/** Returns the users of a sequence: the next few for each, so that all reserved users have a turn. */
export function usersFor(users: readonly string[], sequence: number): string[] {
  return Array.from(
    { length: Math.min(USERS_PER_SEQUENCE, users.length) },
    (_item, index) => users[(sequence * USERS_PER_SEQUENCE + index) % users.length] ?? '',
  );
}

export function stepOf(userCount: number): fc.Arbitrary<Step> {
  const fc = fastCheck();
  const subset = fc.uniqueArray(fc.nat(userCount - 1), { maxLength: userCount });
  const some = fc.uniqueArray(fc.nat(userCount - 1), { minLength: 1, maxLength: userCount });
  return fc.oneof(
    { weight: 7, arbitrary: subset.map((users) => ({ kind: 'sync' as const, users })) },
    fc.constant({ kind: 'repeat' as const }),
    fc.constant({ kind: 'reverse' as const }),
    fc.constant({ kind: 'emptied' as const }),
    some.map((users) => ({ kind: 'twice' as const, users })),
    fc.record({
      kind: fc.constant('refused' as const),
      how: fc.constantFrom(...REJECTED),
      users: some,
    }),
  );
}

/** Returns the length of a sequence, in requests. Each fifth is long, for defects that build up. */
export function sequenceLength(sequence: number): number {
  return sequence % 5 === 4 ? 20 : 12;
}

/** How often the users of a scripted prefix are attached and detached after the rejected requests. */
const CYCLES = 3;

/**
 * Returns the first steps of a sequence. Each second long one begins with steps that are rare in
 * random lists: one user alone, then one half of the users and the other in turn, first with a
 * rejected request of each kind between them. A server that counts has its users often enough.
 */
export function scriptedPrefix(sequence: number, userCount: number): Step[] {
  if (sequence % 10 !== 4) return [];
  const all = Array.from({ length: userCount }, (_item, index) => index);
  const middle = Math.ceil(userCount / 2);
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

/** A request of a step, with its list. */
interface StepRequest {
  ids: readonly string[];
  step: Step;
}

/** Returns the requests to send. The first empties the customer, so that a replay fails again. */
export function requestsOf(
  steps: readonly Step[],
  users: readonly string[],
  length: number,
): StepRequest[] {
  const requests: StepRequest[] = [];
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
export const textOf = (requests: readonly StepRequest[]) =>
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
