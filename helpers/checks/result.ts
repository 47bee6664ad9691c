import type { RequirementId } from '../contract/requirements';
import { truncate, type Exchange } from '../http/exchange';
import type { SetMismatch } from './user-set';

/**
 * One evaluation of one requirement. `untested` is what could not be evaluated, because its
 * control or what came before was not as it should be; the reason is in `message`.
 */
export interface Check {
  requirement: RequirementId;
  outcome: 'passed' | 'failed' | 'untested';
  /** Absent where it passed. */
  message?: string;
  /** Ids of the exchanges that show it, in order. */
  exchanges: string[];
  difference?: SetMismatch;
  /** Where a check sees more than one defect: each of them. */
  defects?: Defect[];
  /**
   * A set-up that went wrong, and no check was about: it is charged only where no check of its own
   * found what is wrong with the syncs.
   */
  setUp?: boolean;
}

/** One of several things wrong with what a check looked at. */
export interface Defect {
  /** The same wherever the defect is the same: no ids, counts or values of users in it. */
  signature: string;
  message: string;
  /** JSON pointers (RFC 6901) into the body of the last exchange: where it shows. */
  places: string[];
}

/** What a judge says of something: `undefined` is nothing wrong. */
export type Judgement =
  | { outcome: 'passed' }
  | { outcome: 'failed'; message: string; difference?: SetMismatch; defects?: Defect[] }
  | { outcome: 'untested'; message: string };

export const passed: Judgement = { outcome: 'passed' };

export function failed(message: string, difference?: SetMismatch): Judgement {
  return { outcome: 'failed', message, ...(difference && { difference }) };
}

/** Failed in several ways, of which each is a finding of its own. */
export function failedWithDefects(defects: readonly Defect[]): Judgement {
  return {
    outcome: 'failed',
    message: defects.map(({ message }) => message).join('; '),
    defects: [...defects],
  };
}

export function untested(message: string): Judgement {
  return { outcome: 'untested', message };
}

export function fromProblem(wrong: string | undefined): Judgement {
  return wrong === undefined ? passed : failed(wrong);
}

/** As `failedFor`, where it is one defect in whatever words it is told. */
export function failedWithCode(
  signature: string,
  message: string,
  places: string[] = [],
): Judgement {
  return failedWithDefects([{ signature, message, places }]);
}

const MAX_SIGNATURE = 300;

/** A status, or a number at a limit: the server's or the suite's, and another one is another defect. */
const TELLING = /\b(?:answered|refused with) [1-5]\d\d\b|\b\d+[\^e]\d+\b/.source;
const NUMBERS = /\d+([.,]\d+)*(, \d+)*( and \d+ more)?|\bnobody\b/.source;
const TELLING_OR_NUMBERS = new RegExp(`(${TELLING})|${NUMBERS}`, 'g');

/**
 * The same defect in other words: ids, counts, values and the number of verbs differ from one
 * exchange to the next.
 */
function signatureOf(message: string): string {
  return truncate(
    message
      .replace(/"(?:[^"\\]|\\.)*"?/g, '"…"')
      .replace(TELLING_OR_NUMBERS, (_all, telling?: string) => telling ?? '#')
      .replace(/# (?:was|were)\b/g, '# were')
      .replace(/\band (?:is|are)\b/g, 'and are'),
    MAX_SIGNATURE,
  );
}

/** What is wrong with what a check looked at: one thing, if it says no more. */
export function defectsOf({ defects, message = '' }: Check): Defect[] {
  return defects ?? [{ signature: signatureOf(message), message, places: [] }];
}

/** What a target does where the contract is silent: a value that can be pinned. */
export interface Observation {
  id: string;
  value: string;
  exchanges: string[];
}

/** A customer that somebody else was at work on, and whom it listed meanwhile, one list after another. */
export interface Interference {
  customer: string;
  lists: (readonly string[])[];
}

/** What one scenario saw: attached to its test, and read by the reporter. */
export interface ScenarioEvidence {
  /** The scenario's title. */
  title: string;
  /** Those that it was lent. */
  customers: readonly string[];
  /** Those of them that somebody else was at work on. */
  shared: Interference[];
  exchanges: Exchange[];
  checks: Check[];
  observations: Observation[];
  /** The names of all properties that users had. */
  properties: string[];
  requests: number;
  waitedMs: number;
  /** Why the run cannot be believed: the target throttles for ever, or is gone. */
  inconclusive?: string;
}

/** The name of that attachment. */
export const EVIDENCE_ATTACHMENT = 'sync-users-conformance';
