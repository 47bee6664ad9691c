import type {
  Code,
  CodeOf,
  RequirementId,
  RequestGroup,
  RequestKind,
} from '../contract/requirements';
import type { Exchange } from '../http/exchange';
import type { SetMismatch } from './user-set';

/** One of the things that are wrong with what a check looked at. */
export interface Defect<C extends Code = Code> {
  code: C;
  message: string;
  /** JSON pointers (RFC 6901) into the body of the last exchange: where it shows. */
  pointers: string[];
}

/**
 * One evaluation of one requirement. It is `untested` if its control or its precondition failed;
 * `message` has the reason.
 */
export interface Check {
  requirement: RequirementId;
  outcome: 'passed' | 'failed' | 'untested';
  /** Absent if it passed. */
  message?: string;
  /** Ids of the exchanges that show it, in order. */
  exchanges: string[];
  difference?: SetMismatch;
  /** Present if it failed, and not empty. */
  defects?: Defect[];
  /** The request that shows it, or its group, if its requirement distinguishes requests. */
  request?: RequestKind | RequestGroup;
  /** Whether its input had no response that shows anything: then its requirement is not passed. */
  unseen?: true;
  /** Whether its failure did not recur when the request was sent again alone. */
  notRepeated?: true;
  /** Whether it is of a failed set-up, which is reported only if no other check shows the defect. */
  setUp?: boolean;
}

/** The result of a judge. */
export type Judgement<C extends Code = Code> =
  | { outcome: 'passed' }
  | { outcome: 'failed'; message: string; defects: Defect<C>[]; difference?: SetMismatch }
  | { outcome: 'untested'; message: string; unseen?: true };

/** A requirement and its judgement, with codes of that requirement. */
export type JudgementOf = { [Id in RequirementId]: [Id, Judgement<CodeOf<Id>>] }[RequirementId];

/** The results of a judge of several requirements: those that it could evaluate. */
export type Judgements = JudgementOf[];

export const passed = { outcome: 'passed' } as const;

export function untested(message: string) {
  return { outcome: 'untested' as const, message };
}

/** Returns a failure by several defects, each a finding of its own. */
export function failedWithDefects<const C extends Code>(
  defects: readonly { code: C; message: string; pointers?: string[] }[],
  difference?: SetMismatch,
): Judgement<C> {
  return {
    outcome: 'failed',
    message: defects.map(({ message }) => message).join('; '),
    defects: defects.map((defect) => ({ pointers: [], ...defect })),
    ...(difference && { difference }),
  };
}

/** Returns a failure by one defect. */
export function failed<const C extends Code>(code: C, message: string): Judgement<C> {
  return failedWithDefects([{ code, message }]);
}

/** Returns a failure by one defect unless the condition holds. */
export function passedIf<const C extends Code>(ok: boolean, code: C, message: string) {
  return ok ? passed : failed(code, message);
}

/** Puts a text in front of the messages of a failure. */
export function withContext<C extends Code>(
  context: string,
  judgement: Judgement<C>,
): Judgement<C> {
  if (judgement.outcome !== 'failed') return judgement;
  return failedWithDefects(
    judgement.defects.map((defect) => ({ ...defect, message: context + defect.message })),
    judgement.difference,
  );
}

/** Behaviour of a target where the contract is silent: a value that can be pinned. */
export interface Observation {
  id: string;
  value: string;
  exchanges: string[];
}

/** A customer that another client changed during the run, and the lists that it showed, in order. */
export interface Interference {
  customer: string;
  lists: (readonly string[])[];
}

/** Everything that one scenario saw: attached to its test, and read by the reporter. */
export interface ScenarioEvidence {
  title: string;
  /** The customers reserved for it. */
  customers: readonly string[];
  /** Those of them that another client changed. */
  shared: Interference[];
  exchanges: Exchange[];
  /** Exchanges that no check reads, such as those that were throttled; absent if there are none. */
  unjudged?: Exchange[];
  checks: Check[];
  observations: Observation[];
  /** The names of all properties that users had. */
  properties: string[];
  /** The names of those that had a value other than null, an empty string or an empty list. */
  valued: string[];
  /** Length of the longest list whose response listed exactly its users. */
  longestList: number;
  requests: number;
  waitedMs: number;
  /** Whether its checks fail it, as an error of Playwright; absent if they do not. */
  fails?: boolean;
  /** Why the run is inconclusive: the target throttles without end, is gone, or refuses the token. */
  inconclusive?: string;
  /** When the target refused the token that it had accepted, or locked the run out: Unix time, ms. */
  refusedAt?: number;
}

/** The name of that attachment. */
export const EVIDENCE_ATTACHMENT = 'sync-users-conformance';
