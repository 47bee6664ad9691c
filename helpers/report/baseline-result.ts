import type { Check } from '../checks/result';
import { excuses } from '../checks/waivers';
import type { Baseline, Pin, WrittenWaiver } from '../config/baseline';
import { escapeControls } from './render/escape';
import type { BaselineResult, RequirementResult } from './report';

/** The results of a run that a baseline is compared with. */
export interface Seen {
  requirements: readonly Pick<RequirementResult, 'id' | 'verdict'>[];
  /** The checks that failed, those that are waived among them. */
  failed: readonly Check[];
  /** The values of each observation. */
  observed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the run was whole: what a part of it did not see, the rest may have. */
  complete: boolean;
}

type WaiverState = BaselineResult['waivers'][number]['state'];
type PinState = BaselineResult['pins'][number]['state'];

function waiverState(written: WrittenWaiver, seen: Seen): WaiverState {
  if (written.expired) return 'expired';
  const { waiver } = written;
  const own = seen.failed.filter(({ requirement }) => requirement === waiver.requirement);
  const used = own.some((check) =>
    check.defects?.some((defect) => excuses(written, check, defect)),
  );
  if (used) return 'used';
  if (own.length > 0) return 'unmatched';
  const passed = seen.requirements.some(
    ({ id, verdict }) => id === waiver.requirement && verdict === 'passed',
  );
  return passed && seen.complete ? 'unneeded' : 'untested';
}

/**
 * Returns the state of a pin. Its value may be a prefix: `refused` matches `refused with 422`. A
 * failed requirement may have kept the run from an observation.
 */
function pinState({ value }: Pin, observed: ReadonlySet<string>, seen: Seen): PinState {
  if (observed.size === 0) {
    const failed = seen.requirements.some(({ verdict }) => verdict === 'failed');
    return seen.complete && !failed ? 'unobserved' : 'untested';
  }
  const held = [...observed].every((each) => each === value || each.startsWith(`${value} `));
  return held || joined(observed) === value ? 'held' : 'moved';
}

const MAX_VALUES = 8;

/** Joins the values of one observation. */
export function joined(values: ReadonlySet<string>): string {
  return [...values].sort().slice(0, MAX_VALUES).join(' or ');
}

function waiverProblem(
  { requirement, expires, lines: [first, last], state }: BaselineResult['waivers'][number],
  file: string,
): string | undefined {
  const lines =
    first === last ? `line ${String(first)}` : `lines ${String(first)} to ${String(last)}`;
  const where = `${lines} of ${file}`;
  const problems: Partial<Record<WaiverState, string>> = {
    expired: `The waiver of ${requirement} expired on ${expires}: fix the target and delete ${where}, or agree on another date.`,
    unneeded: `The waiver of ${requirement} is no longer needed, because ${requirement} passed: delete ${where}.`,
    unmatched: `The waiver of ${requirement} matches no finding, because ${requirement} failed in another way: delete ${where}, or correct the waiver.`,
  };
  return problems[state];
}

function pinProblem(
  { observation, value, line, state, observed = '' }: BaselineResult['pins'][number],
  file: string,
): string | undefined {
  const where = `line ${String(line)} of ${file}`;
  const problems: Partial<Record<PinState, string>> = {
    moved: `Behaviour changed: ${observation} is pinned to "${value}", but was "${observed}". If this is intended, change ${where}.`,
    unobserved: `${observation} is pinned to "${value}", but the run has no observation of that name: delete ${where}, or correct it.`,
  };
  return problems[state];
}

/** Values in a draft that its review replaces. */
export const UNREVIEWED = { reason: 'not reviewed yet', owner: 'nobody yet' };

/** Returns a note on the waivers of a draft that nobody has reviewed. */
export function describeUnreviewed({ file, waivers }: Baseline): string[] {
  const { length } = waivers.filter(
    ({ waiver: { reason, owner } }) => reason === UNREVIEWED.reason || owner === UNREVIEWED.owner,
  );
  if (length === 0) return [];
  const few = length === 1 ? '1 waiver needs' : `${String(length)} waivers need`;
  return [`${escapeControls(file)} is a draft: ${few} a review, an owner and a reason.`];
}

/** Compares a baseline with a run; each of the `problems` fails the run. */
export function baselineResult(baseline: Baseline, seen: Seen): BaselineResult {
  const { file, sha256 } = baseline;
  const waivers = baseline.waivers.map((written) => {
    const { waiver, lines } = written;
    return { ...waiver, lines, state: waiverState(written, seen) };
  });
  const pins = baseline.pins.map((pin) => {
    const values = seen.observed.get(pin.observation) ?? new Set();
    const state = pinState(pin, values, seen);
    return { ...pin, ...(values.size > 0 && { observed: joined(values) }), state };
  });
  const problems = [
    ...waivers.flatMap((waiver) => waiverProblem(waiver, file) ?? []),
    ...pins.flatMap((pin) => pinProblem(pin, file) ?? []),
  ];
  return { file, sha256, waivers, pins, problems };
}
