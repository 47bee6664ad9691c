import type { Check } from '../checks/result';
import { describeNeed } from '../contract/needs';
import type { Level, Requirement } from '../contract/requirements';
import type { Report, RequirementVerdict, RunVerdict } from './report';

/** The outcome of a check; `waived` is a failure that the baseline excuses. */
export type Outcome = Check['outcome'] | 'waived';

/**
 * Returns the verdict of a requirement: the worst outcome of its checks. Without the response to one
 * of its inputs it is not passed.
 */
export function requirementVerdict(
  level: Level,
  checks: readonly { outcome: Outcome; unseen?: true | undefined }[],
  failOn: 'must' | 'should',
): RequirementVerdict {
  const any = (outcome: Outcome) => checks.some((check) => check.outcome === outcome);
  if (any('failed')) return level === 'MUST' || failOn === 'should' ? 'failed' : 'warning';
  if (any('waived')) return 'waived';
  const unseen = checks.some((check) => check.unseen);
  return any('passed') && !unseen ? 'passed' : 'untested';
}

/** The part of a requirement's result that the verdict of the run depends on. */
export interface Judged {
  level: Level;
  verdict: RequirementVerdict;
  /** Whether it needs a setting that was not provided, and does not affect the verdict. */
  waits: boolean;
  /** Whether it is about an ability that the target does not have: no setting would test it. */
  inapplicable?: boolean;
}

/**
 * Returns the verdict of a run. A defect makes it nonconformant, whatever else went wrong. Otherwise
 * a run that is incomplete or did not test every MUST is inconclusive.
 *
 * @param requireAll whether one that did not test every requirement that applies is inconclusive too
 */
export function runVerdict(
  requirements: readonly Judged[],
  complete: boolean,
  requireAll = false,
): RunVerdict {
  if (requirements.some(({ verdict }) => verdict === 'failed')) return 'nonconformant';
  const untested = requirements.some(
    ({ level, verdict, waits, inapplicable = false }) =>
      verdict === 'untested' && !inapplicable && (requireAll || (level === 'MUST' && !waits)),
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
 * Returns the exit code of the verdict. A conformant run whose baseline no longer holds exits with
 * 1, a shard that completed without a failure with 0. A run that left a customer unrestored exits
 * with 2, unless it is nonconformant.
 */
export function exitCode({
  verdict,
  baseline,
  shard,
  unrestored = [],
}: Pick<Report, 'verdict' | 'baseline' | 'shard' | 'unrestored'>): number {
  if (unrestored.length > 0 && verdict !== 'nonconformant') return EXIT_CODES.inconclusive;
  if (shard?.complete === true && verdict === 'inconclusive') return 0;
  const code = EXIT_CODES[verdict];
  return code === 0 && baseline && baseline.problems.length > 0 ? EXIT_CODES.nonconformant : code;
}

/** The settings of a run, and the abilities of its target, that requirements need. */
export interface Capabilities {
  customers: number;
  forbiddenToken: boolean;
  expiredToken: boolean;
  /** Whether READ_BACK_PATH or READ_BACK_COMMAND is set. */
  readBack: boolean;
  /** Whether the target offers HTTP/2 by ALPN. */
  http2: boolean;
}

/** Returns what a requirement lacks, in words; `undefined` if it has all it needs. */
export function missingCapability(
  { needs }: Pick<Requirement, 'needs'>,
  given: Capabilities,
): string | undefined {
  switch (needs) {
    case undefined:
      return undefined;
    case 'CUSTOMER_IDS':
      return given.customers > 1 ? undefined : describeNeed(needs);
    case 'FORBIDDEN_TOKEN':
      return given.forbiddenToken ? undefined : describeNeed(needs);
    case 'EXPIRED_TOKEN':
      return given.expiredToken ? undefined : describeNeed(needs);
    case 'READ_BACK':
      return given.readBack ? undefined : describeNeed(needs);
    case 'HTTP/2':
      return given.http2 ? undefined : describeNeed(needs);
  }
}
