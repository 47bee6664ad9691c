import type fc from 'fast-check';
import { failed, passed, untested, type Judgement } from '../checks/result';
import type { CodeOf } from '../contract/requirements';
import { isRejection } from '../checks/rejection';
import { judgeListing, type Sync, type SyncCode } from '../checks/listing';
import { sameSet } from '../checks/user-set';
import { fastCheck, requestsOf, stepOf, textOf, type Rejected, type Step } from './sequence-steps';

export interface SequenceOptions {
  /** The users of the lists. */
  users: readonly string[];
  seed: number;
  /** The steps before the random ones. */
  scriptedPrefix: readonly Step[];
  /** The number of requests. */
  length: number;
  /** The command that repeats the sequence. */
  again: string;
  shrinking: ShrinkBudget;
  sync: (ids: readonly string[]) => Promise<Sync>;
  /** Sends a request that a server has to reject without any change. */
  refused: (ids: readonly string[], how: Rejected) => Promise<Sync>;
}

/** The bounds of shrinking: requests of one worker, and ms of one sequence. */
const MAX_SHRINK_REQUESTS = 150;
const MAX_SHRINK_MS = 60_000;

type SequenceCode = CodeOf<'sequence.model'>;

/**
 * The budget of a worker for shrinking. A target that fails one sequence fails most of them: the first
 * is worth the requests, and the others count as occurrences of its finding.
 */
export interface ShrinkBudget {
  requests: number;
  /** The codes of sequences that have been shrunk, and that failed each time. */
  done: Set<SequenceCode>;
}

/** Returns the budget of a worker. */
export const newShrinkBudget = (): ShrinkBudget => ({
  requests: MAX_SHRINK_REQUESTS,
  done: new Set(),
});

/** The result of one replay of a sequence. */
interface Replay {
  /** All responses, also those to requests that have to be rejected. */
  syncs: Sync[];
  /** One line for each response: the list, and the listed users. */
  lines: string[];
  judgement: Judgement<SyncCode>;
}

/** The smallest replay that fails, or the last one, with its judgement. */
interface SequenceResult extends Omit<Replay, 'judgement'> {
  judgement: Judgement<SequenceCode>;
}

async function sendSteps(
  steps: readonly Step[],
  { users, length, sync, refused }: SequenceOptions,
): Promise<Replay> {
  const syncs: Sync[] = [];
  const lines: string[] = [];
  for (const { ids, step } of requestsOf(steps, users, length)) {
    if (step.kind === 'refused') {
      const answer = await refused(ids, step.how);
      // The target limits wrong credentials. If it gets nothing more at all, the next sync shows it.
      if (answer.failure?.kind === 'not-sent') continue;
      syncs.push(answer);
      lines.push(`[${ids.join(', ')}], refused for ${step.how} -> ${outcome(answer)}`);
      continue;
    }
    const answer = await sync(ids);
    syncs.push(answer);
    lines.push(lineOf(answer));
    if (step.kind === 'twice' && isRejection(answer)) continue;
    if (answer.notRepeated !== undefined)
      return { syncs, lines, judgement: untested(NOT_REPEATED) };
    const judgement = judgeListing(answer);
    if (judgement.outcome !== 'passed') return { syncs, lines, judgement };
  }
  return { syncs, lines, judgement: passed };
}

const outcome = ({ userIds, status }: Sync) =>
  userIds ? `[${userIds.join(', ')}]` : `answered ${String(status)}`;

function lineOf(sync: Sync): string {
  const { requested, userIds } = sync;
  const mark = userIds && sameSet(userIds, requested) ? '' : '  <- not the requested users';
  return `sync [${requested.join(', ')}] -> ${outcome(sync)}${mark}`;
}

/** Returns the code of a failed replay, by the status of its last response. */
function sequenceCode({ syncs }: Replay): SequenceCode {
  const { status = 200 } = syncs.at(-1) ?? {};
  if (status >= 500) return 'server-error';
  return status >= 400 ? 'rejected' : 'mismatch';
}

/** Formats a failed replay as numbered lines. */
function table(lines: readonly string[]): string {
  return lines.map((line, index) => `${String(index + 1)}. ${line}`).join('; ');
}

const fails = ({ judgement }: Replay) => judgement.outcome === 'failed';

const REPEATS = 3;

const NOT_REPEATED = 'a failure did not recur when the request was sent again alone';

const orNone = <T>(value: fc.Arbitrary<T>) => fastCheck().option(value, { freq: 2 ** 30 });

/** Draws the steps to keep: all of them, shrinking to one half or the other, down to each step. */
function subsetMask(count: number): fc.Arbitrary<boolean[]> {
  const fc = fastCheck();
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
 * time; it is left as it is if the budget is spent, or one with its code has been shrunk. The same
 * seed gives the same sequence on any machine.
 */
export async function judgeSequence(options: SequenceOptions): Promise<SequenceResult> {
  const { scriptedPrefix, length, shrinking } = options;
  const fc = fastCheck();
  // fast-check shrinks these in order: fewer steps first, then smaller ones.
  const parts = [
    subsetMask(scriptedPrefix.length),
    subsetMask(length),
    fc.array(stepOf(options.users.length), { minLength: length, maxLength: length }),
  ] as const;
  const started = performance.now();
  const isSpent = (replayed: Replay) =>
    shrinking.requests <= 0 || shrinking.done.has(sequenceCode(replayed));
  let smallest: { replay: Replay; steps: Step[] } | undefined;
  /** Whether the budget was spent when the sequence failed first. */
  let wasSpent: boolean | undefined;
  let last: Replay = { syncs: [], lines: [], judgement: passed };
  const passedTexts: string[] = [];
  // A sequence with fewer steps that fails later is not easier to read.
  const maxLength = () => (smallest ? smallest.replay.syncs.length - 1 : options.length);
  const replaySteps = async (steps: readonly Step[]) => {
    last = await sendSteps(steps, { ...options, length: maxLength() });
    if (smallest) shrinking.requests -= last.syncs.length;
    const right = fails(last) ? last.syncs.length - 1 : last.syncs.length;
    passedTexts.push(textOf(requestsOf(steps, options.users, maxLength()).slice(0, right)));
    return last;
  };
  const isKnown = (steps: readonly Step[]) => {
    const text = textOf(requestsOf(steps, options.users, maxLength()));
    return passedTexts.some((known) => known.startsWith(text));
  };
  const { failed: broken, errorInstance } = await fc.check(
    fc.asyncProperty(...parts, async (first, rest, drawn) => {
      const steps = [
        ...scriptedPrefix.filter((_step, index) => first[index]),
        ...drawn.filter((_step, index) => rest[index]),
      ];
      const isLate = performance.now() > started + MAX_SHRINK_MS;
      if (smallest && (isLate || isSpent(smallest.replay) || isKnown(steps))) return true;
      const replayed = await replaySteps(steps);
      if (!fails(replayed)) return true;
      // The state left by an earlier replay may fail a smaller one once, and not again.
      const again = smallest || replayed.syncs.length === 1 ? await replaySteps(steps) : replayed;
      if (smallest && !fails(again)) return true;
      wasSpent ??= isSpent(replayed);
      smallest = { replay: fails(again) ? again : replayed, steps };
      return false;
    }),
    { seed: options.seed, numRuns: 1 },
  );
  // No sequence failed, so the property has thrown.
  if (broken && !smallest) throw errorInstance;
  if (!smallest)
    return { ...last, judgement: last.judgement.outcome === 'untested' ? last.judgement : passed };
  let again = 0;
  const repeats = wasSpent ? 0 : REPEATS;
  for (let repeat = 0; repeat < repeats; repeat++) {
    if (fails(await sendSteps(smallest.steps, options))) again++;
  }
  const { replay: shown } = smallest;
  if (again === REPEATS) shrinking.done.add(sequenceCode(smallest.replay));
  const certainty =
    again === repeats ? '' : ` It failed in ${String(again)} of ${String(repeats)} repeats.`;
  const message = `${table(shown.lines)}.${certainty} Again: ${options.again}`;
  return { ...shown, judgement: failed(sequenceCode(shown), message) };
}
