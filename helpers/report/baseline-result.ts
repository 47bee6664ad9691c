import type { Check } from '../checks/result';
import { excuses } from '../checks/waivers';
import { type Baseline, type Pin, type WrittenWaiver } from '../config/baseline';
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

/** Returns the state of a pin. Its value may be a prefix: `refused` matches `refused with 422`. */
function pinState({ value }: Pin, observed: ReadonlySet<string>, complete: boolean): PinState {
  if (observed.size === 0) return complete ? 'unobserved' : 'untested';
  const held = [...observed].every((each) => each === value || each.startsWith(`${value} `));
  return held || joined(observed) === value ? 'held' : 'moved';
}

const MAX_VALUES = 8;

/** Joins the values of one observation. */
export function joined(values: ReadonlySet<string>): string {
  return [...values].sort().slice(0, MAX_VALUES).join(' or ');
}

function linesOf([first, last]: [number, number]): string {
  return first === last ? `line ${String(first)}` : `lines ${String(first)} to ${String(last)}`;
}

function waiverProblem(
  { waiver: { requirement, expires }, lines }: WrittenWaiver,
  state: WaiverState,
  file: string,
): string | undefined {
  const where = `${linesOf(lines)} of ${file}`;
  switch (state) {
    case 'expired':
      return `The waiver of ${requirement} expired on ${expires}: fix the target and delete ${where}, or agree on another date.`;
    case 'unneeded':
      return `The waiver of ${requirement} is no longer needed, as it passed: delete ${where}.`;
    case 'unmatched':
      return `The waiver of ${requirement} matches nothing, as it failed in another way: delete ${where}, or correct the waiver.`;
    case 'used':
    case 'untested':
      return undefined;
  }
}

function pinProblem(
  { observation, value, line }: Pin,
  state: PinState,
  observed: string,
  file: string,
): string | undefined {
  const where = `line ${String(line)} of ${file}`;
  switch (state) {
    case 'moved':
      return `The target moved: ${observation} is pinned to "${value}", and was "${observed}"; change ${where} if that is meant.`;
    case 'unobserved':
      return `${observation} is pinned to "${value}", and nothing of that name was observed: delete ${where}, or correct it.`;
    case 'held':
    case 'untested':
      return undefined;
  }
}

/** Compares a baseline with a run; each of the `problems` fails the run. */
export function baselineResult(baseline: Baseline, seen: Seen): BaselineResult {
  const { file, sha256 } = baseline;
  const waivers = baseline.waivers.map((written) => ({
    written,
    state: waiverState(written, seen),
  }));
  const pins = baseline.pins.map((pin) => {
    const observed = seen.observed.get(pin.observation) ?? new Set();
    return { pin, observed: joined(observed), state: pinState(pin, observed, seen.complete) };
  });
  return {
    file,
    sha256,
    waivers: waivers.map(({ written: { waiver, lines }, state }) => ({ ...waiver, lines, state })),
    pins: pins.map(({ pin, observed, state }) => ({
      ...pin,
      ...(observed !== '' && { observed }),
      state,
    })),
    problems: [
      ...waivers.flatMap(({ written, state }) => waiverProblem(written, state, file) ?? []),
      ...pins.flatMap(({ pin, observed, state }) => pinProblem(pin, state, observed, file) ?? []),
    ],
  };
}
