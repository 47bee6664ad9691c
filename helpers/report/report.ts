import type { Pin, Waiver } from '../config/baseline';
import type { Observation } from '../checks/result';
import type { Exchange, TransportFailure } from '../http/exchange';
import type {
  Basis,
  Code,
  Level,
  RequestGroup,
  RequestKind,
  RequirementId,
} from '../contract/requirements';

/** Of a requirement; `warning` is a SHOULD that failed where FAIL_ON is `must`. */
export type RequirementVerdict = 'passed' | 'failed' | 'waived' | 'warning' | 'untested';
export type RunVerdict =
  'conformant' | 'conformant with waivers' | 'nonconformant' | 'inconclusive';

/** Ids of users: the first of them, and how many they are. */
export interface Users {
  ids: string[];
  count: number;
}

/** The option that shows who is attached, or the response to the restore. */
export type KnownBy = 'READ_BACK_PATH' | 'READ_BACK_COMMAND' | 'response';

/** Users, and how they are known. */
export interface KnownUsers extends Users {
  by: KnownBy;
}

/** The users of one customer before a run and after its restore. */
export interface CustomerUsers {
  customer: string;
  /** Before the first sync; absent where the run could not read them. */
  before?: KnownUsers;
  /** That the restore attached: those of RESTORE_USER_IDS, or those before. */
  restore: Users;
  /** After the restore; absent where nothing shows them, or where no request reached the customer. */
  after?: KnownUsers;
}

/** The customers and lists that a verdict covers. */
export interface Scope {
  /** Number of customers that the run used. */
  customers: number;
  /** Length of the longest list whose response listed exactly its users. */
  longestList: number;
  /** Whether a read showed what a sync had stored. */
  readBack: boolean;
  /** One line that every output shows beside the verdict. */
  description: string;
}

/** The users that a response listed, compared with the expected ones. */
export interface SetDifference {
  /** Expected and listed. */
  attached: Users;
  /** Expected but not listed. */
  missing: Users;
  /** Listed but not expected. */
  tooMany: Users;
}

/** One check that found a defect, where the evidence is not shown. */
export interface Occurrence {
  message: string;
  /** Ids of exchanges, which `scenarios` describes. */
  exchanges: string[];
}

/** One defect, however many checks found it; the evidence is the smallest of them. */
export interface Finding {
  /** With the two below, the same for the same defect in every run: a waiver names them. */
  code: Code;
  /** The request that shows it, or its group, if the requirement distinguishes requests. */
  request?: RequestKind | RequestGroup;
  /** The property that shows it: a JSON pointer (RFC 6901), `*` for any index. */
  property?: string;
  /** A scenario or a form of syncs, if several findings have the same key. */
  situation?: string;
  /** The defect that it follows from: no other cause has to be looked for. */
  consequenceOf?: { requirement: RequirementId; code: Code };
  message: string;
  /** How many checks found it. */
  occurrences: number;
  /** JSON pointers (RFC 6901) into the body of the last exchange's response: where it shows. */
  pointers: string[];
  difference?: SetDifference;
  /** In the order they were sent; the last one shows it. */
  exchanges: Exchange[];
  /** The other checks that found it, the smallest first; as many as are kept. */
  others: Occurrence[];
  /**
   * Commands with curl that show it, the syncs that it depends on first, in terms of $BASE_URL and
   * $API_TOKEN; absent if curl cannot send them.
   */
  reproduce?: string;
  /** The waiver that excuses it. */
  waiver?: Waiver;
}

export interface RequirementResult {
  id: RequirementId;
  level: Level;
  basis: Basis;
  source: string;
  statement: string;
  verdict: RequirementVerdict;
  /** Evaluated checks, and how many of them failed. */
  checks: number;
  failed: number;
  findings: Finding[];
  /** How far it was tested, if it passed and that matters. */
  covers?: string;
  /** Why it is untested. */
  reason?: string;
}

/** The result of comparing a baseline with a run. */
export interface BaselineResult {
  file: string;
  sha256: string;
  waivers: (Waiver & {
    lines: [first: number, last: number];
    state: 'used' | 'expired' | 'unneeded' | 'unmatched' | 'untested';
  })[];
  pins: (Pin & {
    /** The value in this run; absent if it was not observed. */
    observed?: string;
    state: 'held' | 'moved' | 'unobserved' | 'untested';
  })[];
  /** Why it fails the run, a sentence each, with the lines to change. */
  problems: string[];
}

/** The times and the result of one exchange, kept for all of them. */
export interface Timing {
  id: string;
  /** Since the run began, in ms. */
  atMs: number;
  durationMs: number;
  status?: number;
  failure?: TransportFailure['kind'];
}

/** One scenario, and every exchange that it made. */
export interface ScenarioTiming {
  title: string;
  /** Time spent waiting because the target asked for it, in ms. */
  waitedMs: number;
  exchanges: Timing[];
}

/** `conformance.json`; its JSON Schema is `schemas/report.schema.json`. */
export interface Report {
  verdict: RunVerdict;
  /** The part of the contract that the verdict covers. */
  scope: Scope;
  /** Why a run is inconclusive, or what else a reader has to know; whole sentences. */
  notes: string[];
  suite: { name: string; version: string };
  contract: { title: string; version: string; sha256: string };
  catalogue: { edition: string; sha256: string };
  target: { baseUrl: string; embedded: boolean; customers: string[]; users: string[] };
  /** The users of each customer before and after the run; absent for the embedded server. */
  customers?: CustomerUsers[];
  /** Customers that do not have the users that they should have after the run; absent if all do. */
  unrestored?: string[];
  /** Present if the run was one shard; `complete` if none of its scenarios is missing. */
  shard?: { current: number; total: number; complete: boolean };
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  requests: number;
  /** The longest time that a worker spent waiting because the target asked for it, in ms. */
  waitedMs: number;
  seed: number;
  failOn: 'must' | 'should';
  baseline?: BaselineResult;
  requirements: RequirementResult[];
  observations: Observation[];
  scenarios: ScenarioTiming[];
}
