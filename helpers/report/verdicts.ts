import type { Check } from '../checks/result';
import type { Level, Requirement } from '../contract/requirements';
import type { Report, RequirementVerdict, RunVerdict } from './report';

/** A check as the verdict sees it: `waived` is failed, and excused by the baseline. */
export type Outcome = Check['outcome'] | 'waived';

/** A requirement's verdict, from the outcomes of its checks. It can only get worse. */
export function requirementVerdict(
  level: Level,
  checks: readonly { outcome: Outcome }[],
  failOn: 'must' | 'should',
): RequirementVerdict {
  const any = (outcome: Outcome) => checks.some((check) => check.outcome === outcome);
  if (any('failed')) return level === 'MUST' || failOn === 'should' ? 'failed' : 'warning';
  if (any('waived')) return 'waived';
  return any('passed') ? 'passed' : 'untested';
}

/** A requirement as the run's verdict sees it. */
export interface Judged {
  level: Level;
  verdict: RequirementVerdict;
  /** It waits for a setting that is not there, and holds nothing up. */
  waits: boolean;
}

/**
 * The run's verdict. A defect that was seen stays seen, whatever else went wrong; short of that, a
 * run that did not test every MUST, or did not come to its end, says nothing.
 */
export function runVerdict(requirements: readonly Judged[], complete: boolean): RunVerdict {
  if (requirements.some(({ verdict }) => verdict === 'failed')) return 'nonconformant';
  const untested = requirements.some(
    ({ level, verdict, waits }) => level === 'MUST' && verdict === 'untested' && !waits,
  );
  const nothing = requirements.every(({ verdict }) => verdict === 'untested');
  if (!complete || untested || nothing) return 'inconclusive';
  const waived = requirements.some(({ verdict }) => verdict === 'waived');
  return waived ? 'conformant with waivers' : 'conformant';
}

/** The exit code of a run: doors that pipelines hang on. */
export const EXIT_CODES: Readonly<Record<RunVerdict, number>> = {
  conformant: 0,
  'conformant with waivers': 0,
  nonconformant: 1,
  inconclusive: 2,
};

/**
 * The verdict's; but a conformant run whose baseline no longer holds fails, and a shard that came
 * to its end, and saw nothing fail, has done its part.
 */
export function exitCode({
  verdict,
  baseline,
  shard,
}: Pick<Report, 'verdict' | 'baseline' | 'shard'>): number {
  if (shard?.complete === true && verdict === 'inconclusive') return 0;
  const code = EXIT_CODES[verdict];
  return code === 0 && baseline && baseline.problems.length > 0 ? EXIT_CODES.nonconformant : code;
}

/** What the run was given, as far as requirements wait for it. */
export interface Capabilities {
  customers: number;
  forbiddenToken: boolean;
  expiredToken: boolean;
  readBackPath: boolean;
}

/** What a requirement waits for, in words; `undefined` if it has all it needs. */
export function missingCapability(
  { needs }: Pick<Requirement, 'needs'>,
  given: Capabilities,
): string | undefined {
  switch (needs) {
    case undefined:
      return undefined;
    case 'CUSTOMER_IDS':
      return given.customers > 1 ? undefined : 'a second customer in CUSTOMER_IDS';
    case 'FORBIDDEN_TOKEN':
      return given.forbiddenToken ? undefined : needs;
    case 'EXPIRED_TOKEN':
      return given.expiredToken ? undefined : needs;
    case 'READ_BACK_PATH':
      return given.readBackPath ? undefined : needs;
  }
}
