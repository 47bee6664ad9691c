import type { Observation } from '../check';
import type { Exchange } from '../exchange';
import type { Basis, Level, RequirementId } from '../requirements';

/** Of a requirement; `warning` is a SHOULD that failed where FAIL_ON is `must`. */
export type RequirementVerdict = 'passed' | 'failed' | 'waived' | 'warning' | 'untested';
export type RunVerdict = 'conformant' | 'nonconformant' | 'inconclusive';

/** One defect, however many exchanges showed it; the evidence is the shortest of them. */
export interface Finding {
  message: string;
  /** How many checks found it. */
  instances: number;
  /** In the order they were sent; the last one shows it. */
  exchanges: Exchange[];
  /** The same with curl, in terms of $BASE_URL and $API_TOKEN; absent where nothing was sent. */
  reproduce?: string;
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
  /** Why it is untested. */
  reason?: string;
}

/** `conformance.json`; its JSON Schema is `schemas/report.schema.json`. */
export interface Report {
  verdict: RunVerdict;
  /** Why a run is inconclusive, or what else a reader has to know; whole sentences. */
  notes: string[];
  suite: { name: string; version: string };
  contract: { title: string; version: string; sha256: string };
  catalogue: { edition: string; sha256: string };
  target: { baseUrl: string; embedded: boolean; customers: string[]; users: string[] };
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  requests: number;
  /** Time spent waiting because the target asked for it, in ms. */
  waitedMs: number;
  seed: number;
  failOn: 'must' | 'should';
  requirements: RequirementResult[];
  observations: Observation[];
}
