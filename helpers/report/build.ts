import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isWaived } from '../baseline';
import type { Check, Observation, ScenarioEvidence } from '../check';
import type { RunSettings, Target } from '../config';
import { CONTRACT_FILE, contract } from '../contract';
import { cut, type Exchange } from '../exchange';
import { baselineResult, joined } from './baseline';
import { percentile } from './compare';
import { shardWords, type Shard } from './shards';
import { findings } from './findings';
import { settleSetUps } from './set-ups';
import { contractProperties } from '../observe';
import type { Requirement } from '../requirements';
import { checksBeside, sentencesOf } from '../strangers';
import { name, version } from '../../package.json';
import type { Report, RequirementResult, ScenarioTiming } from './report';
import { requirementVerdict, runVerdict, waitsFor, type Given, type Outcome } from './verdicts';

/** What is judged by what, and how. Nothing in it is secret, and it is the same after a way as JSON. */
export interface Setting {
  target: Report['target'];
  given: Given;
  run: Pick<RunSettings, 'failOn' | 'seed' | 'catalogue' | 'baseline'>;
}

/** What a report says of a run beside what its scenarios saw. */
export interface RunFacts extends Setting {
  /** The part of the scenarios that it ran; absent where it ran all of them. */
  shard?: Shard;
  /** Requests sent outside of scenarios. */
  otherRequests: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** Why the run is not whole: it was cut short, a scenario broke down. Whole sentences. */
  incomplete: readonly string[];
  /** What else a reader has to know. Whole sentences. */
  notes: readonly string[];
}

/** Everything that a report is made of. */
export interface RunResult extends RunFacts {
  evidence: readonly ScenarioEvidence[];
}

/** Takes out of the configuration what a report is made of. */
export function settingOf(target: Target, embedded: boolean, run: RunSettings): Setting {
  const { baseUrl, customers, users, forbiddenToken, expiredToken, readBackPath } = target;
  const { failOn, seed, catalogue, baseline } = run;
  return {
    target: { baseUrl, embedded, customers, users },
    given: {
      customers: customers.length,
      forbiddenToken: forbiddenToken !== undefined,
      expiredToken: expiredToken !== undefined,
      readBackPath: readBackPath !== undefined,
    },
    run: { failOn, seed, catalogue, ...(baseline && { baseline }) },
  };
}

function result(
  requirement: Requirement,
  checks: readonly Check[],
  scenarios: readonly (readonly Exchange[])[],
  { run, given }: Pick<Setting, 'run' | 'given'>,
): RequirementResult {
  const { id, level, basis, source, statement } = requirement;
  const bad = checks.filter(({ outcome }) => outcome === 'failed');
  const outcomes = checks.map((check): { outcome: Outcome } => ({
    outcome: check.outcome === 'failed' && isWaived(check, run.baseline) ? 'waived' : check.outcome,
  }));
  const verdict = requirementVerdict(level, outcomes, run.failOn);
  const wait = waitsFor(requirement, given);
  const blocked = checks.find(({ outcome }) => outcome === 'untested');
  const reason =
    wait !== undefined ? `waits for ${wait}` : (blocked?.message ?? 'no scenario came to it');
  return {
    id,
    level,
    basis,
    source: source.join(', '),
    statement,
    verdict,
    checks: checks.filter(({ outcome }) => outcome !== 'untested').length,
    failed: bad.length,
    findings: findings(bad, scenarios, run.baseline),
    ...(verdict === 'untested' && { reason }),
  };
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** By what a report is made, and of what contract it speaks. */
export function makers(): Pick<Report, 'suite' | 'contract'> {
  const info = contract.document['info'] as { title: string; version: string };
  return {
    suite: { name, version },
    contract: { title: info.title, version: info.version, sha256: sha256(CONTRACT_FILE) },
  };
}

/** Makes the report of a run: a pure function of what was seen. */
export function buildReport(seen: RunResult): Report {
  const { target, given, run, shard, evidence } = seen;
  const shared = sentencesOf(evidence.flatMap((scenario) => scenario.shared));
  const checks = settleSetUps(evidence.flatMap((scenario) => checksBeside(scenario, shared)));
  const scenarios = evidence.map(({ exchanges }) => exchanges);
  const { baseline, catalogue } = run;
  const { requirements } = catalogue;
  const results = requirements.map((requirement) => {
    const own = checks.filter((check) => check.requirement === requirement.id);
    return result(requirement, own, scenarios, { run, given });
  });
  const judged = requirements.map((requirement, index) => ({
    level: requirement.level,
    verdict: results[index]?.verdict ?? 'untested',
    waits: waitsFor(requirement, given) !== undefined,
  }));
  const incomplete = [
    ...seen.incomplete,
    ...new Set(evidence.flatMap((scenario) => scenario.inconclusive ?? [])),
    ...shared.values(),
  ];
  const observed = observationsOf(evidence);
  const complete = incomplete.length === 0;
  return {
    verdict: runVerdict(judged, complete && shard === undefined),
    notes: [
      ...(shard ? [`${shardWords(shard)}: ${shardNote(seen)}; merge them for a verdict.`] : []),
      ...incomplete,
      ...seen.notes,
    ],
    ...makers(),
    catalogue: { edition: catalogue.edition, sha256: catalogue.sha256 },
    target,
    ...(shard && { shard: { ...shard, complete } }),
    startedAt: seen.startedAt,
    durationMs: Math.round(seen.durationMs),
    requests: seen.otherRequests + evidence.reduce((sum, scenario) => sum + scenario.requests, 0),
    waitedMs: Math.round(evidence.reduce((sum, scenario) => sum + scenario.waitedMs, 0)),
    seed: run.seed,
    failOn: run.failOn,
    // What a part does not need, or sees otherwise, the whole may: the merge is held to a baseline.
    ...(baseline &&
      shard === undefined && {
        baseline: baselineResult(baseline, {
          requirements: results,
          failed: checks.filter(({ outcome }) => outcome === 'failed'),
          observed: new Map([...observed].map(([id, { values }]) => [id, values])),
          complete,
        }),
      }),
    requirements: results,
    observations: [...observed.entries()]
      .map(([id, { values, exchanges: shown }]) => ({
        id,
        value: joined(values),
        exchanges: [...shown].slice(0, MOST_EXCHANGES),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    scenarios: timings(evidence, new Date(seen.startedAt)),
  };
}

function shardNote({ target, evidence }: RunResult): string {
  return target.customers.length === 0
    ? 'nothing to do, as there are no more customers than shards, and the first has two'
    : `${count(evidence.length)} ran`;
}

const count = (scenarios: number) => `${String(scenarios)} scenario${scenarios === 1 ? '' : 's'}`;

/** Tenths of a millisecond are as much as a plot shows. */
const tenths = (ms: number) => Math.round(ms * 10) / 10;

/** When each exchange was, and how long it took, in the order of the scenarios' beginnings. */
function timings(evidence: readonly ScenarioEvidence[], startedAt: Date): ScenarioTiming[] {
  return evidence
    .map(({ title, waitedMs, exchanges }) => ({
      title,
      waitedMs: tenths(waitedMs),
      exchanges: exchanges.map(({ id, startedAt: at, durationMs, response, failure }) => ({
        id,
        atMs: Math.max(0, tenths(at - startedAt.getTime())),
        durationMs: tenths(durationMs),
        ...(response && { status: response.status }),
        ...(failure && { failure: failure.kind }),
      })),
    }))
    .sort((a, b) => (a.exchanges[0]?.atMs ?? 0) - (b.exchanges[0]?.atMs ?? 0));
}

interface Observed {
  values: Set<string>;
  exchanges: Set<string>;
}

/** The values of each observation: more than one where it varies within the run. */
function observationsOf(evidence: readonly ScenarioEvidence[]): Map<string, Observed> {
  const merged = new Map<string, Observed>();
  const all = [...evidence.flatMap((scenario) => scenario.observations), ...ofTheRun(evidence)];
  for (const { id, value, exchanges } of all) {
    const known = merged.get(id) ?? { values: new Set(), exchanges: new Set() };
    merged.set(id, known);
    known.values.add(value);
    for (const exchange of exchanges) known.exchanges.add(exchange);
  }
  return merged;
}

const MOST_EXCHANGES = 20;

/** What shows in all scenarios together: the properties of users, and how long answers took. */
function ofTheRun(evidence: readonly ScenarioEvidence[]): Observation[] {
  const seen = [...new Set(evidence.flatMap(({ properties }) => properties))].sort();
  const known = contractProperties();
  const beyond = seen.filter((property) => !known.includes(property));
  const never = known.filter((property) => !seen.includes(property));
  const exchanges = evidence.flatMap((scenario) => scenario.exchanges);
  const times = exchanges.map(({ durationMs }) => durationMs);
  const at = (part: number) => (percentile(times, part) ?? 0).toFixed(1);
  const plain = (id: string, value: string): Observation => ({ id, value, exchanges: [] });
  return [
    ...(beyond.length > 0
      ? [plain('properties-beyond-the-contract', cut(beyond.join(', '), 200))]
      : []),
    ...(seen.length > 0 && never.length > 0
      ? [plain('properties-never-seen', never.join(', '))]
      : []),
    ...(times.length > 0
      ? [plain('latency', `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`)]
      : []),
  ];
}
