import type { Exchange } from './exchange';
import type { Difference } from './model';
import type { RequirementId } from './requirements';

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
  difference?: Difference;
  /**
   * A set-up that went wrong, and no check was about: it is charged only where no check of its own
   * found what is wrong with the syncs.
   */
  setUp?: boolean;
}

/** What a judge says of something: `undefined` is nothing wrong. */
export type Judgement =
  | { outcome: 'passed' }
  | { outcome: 'failed'; message: string; difference?: Difference }
  | { outcome: 'untested'; message: string };

export const passed: Judgement = { outcome: 'passed' };

export function failed(message: string, difference?: Difference): Judgement {
  return { outcome: 'failed', message, ...(difference && { difference }) };
}

export function untested(message: string): Judgement {
  return { outcome: 'untested', message };
}

export function judged(wrong: string | undefined): Judgement {
  return wrong === undefined ? passed : failed(wrong);
}

/** What a target does where the contract is silent: a value that can be pinned. */
export interface Observation {
  id: string;
  value: string;
  exchanges: string[];
}

/** What one scenario saw: attached to its test, and read by the reporter. */
export interface ScenarioEvidence {
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
export const EVIDENCE = 'sync-users-conformance';
