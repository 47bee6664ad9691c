import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Check, Observation, ScenarioEvidence } from '../check';
import type { RunSettings, Target } from '../config';
import { CONTRACT_FILE, contract } from '../contract';
import { cut, type Exchange } from '../exchange';
import { contractProperties } from '../observe';
import { CATALOGUE_FILE, edition, requirements, type Requirement } from '../requirements';
import { name, version } from '../../package.json';
import { reproduce } from './curl';
import type { Finding, Report, RequirementResult } from './report';
import { requirementVerdict, runVerdict, waitsFor, type Given } from './verdicts';

/** Everything that a report is made of. */
export interface RunResult {
  target: Target;
  embedded: boolean;
  run: RunSettings;
  evidence: readonly ScenarioEvidence[];
  /** Requests sent outside of scenarios. */
  otherRequests: number;
  startedAt: Date;
  durationMs: number;
  /** Why the run is not whole: it was cut short, a scenario broke down. Whole sentences. */
  incomplete: readonly string[];
  /** What else a reader has to know. Whole sentences. */
  notes: readonly string[];
}

const MOST_FINDINGS = 20;

/** The same defect in other words: ids and counts differ from one exchange to the next. */
function signature({ message = '' }: Check): string {
  return message.replace(/\d[\d, ]*( and \d+ more)?/g, '#');
}

function findings(checks: readonly Check[], exchanges: ReadonlyMap<string, Exchange>): Finding[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks.filter(({ outcome }) => outcome === 'failed')) {
    groups.set(signature(check), [...(groups.get(signature(check)) ?? []), check]);
  }
  return [...groups.values()].slice(0, MOST_FINDINGS).map((group) => {
    const shown = group.map((check) => ({
      message: check.message ?? '',
      exchanges: check.exchanges.flatMap((id) => exchanges.get(id) ?? []),
    }));
    const size = (sent: Exchange[]) =>
      sent.reduce(
        (sum, { request, response }) => sum + request.bodyBytes + (response?.bodyBytes ?? 0),
        0,
      );
    const [smallest] = shown.sort((a, b) => size(a.exchanges) - size(b.exchanges));
    const script = reproduce(smallest?.exchanges ?? []);
    return {
      message: smallest?.message ?? '',
      instances: group.length,
      exchanges: smallest?.exchanges ?? [],
      ...(script !== undefined && { reproduce: script }),
    };
  });
}

function result(
  requirement: Requirement,
  checks: readonly Check[],
  exchanges: ReadonlyMap<string, Exchange>,
  { run, given }: { run: RunSettings; given: Given },
): RequirementResult {
  const { id, level, basis, source, statement } = requirement;
  const verdict = requirementVerdict(level, checks, run.failOn);
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
    failed: checks.filter(({ outcome }) => outcome === 'failed').length,
    findings: findings(checks, exchanges),
    ...(verdict === 'untested' && { reason }),
  };
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Makes the report of a run: a pure function of what was seen. */
export function buildReport(seen: RunResult): Report {
  const { target, run, evidence } = seen;
  const checks = settleSetUps(evidence.flatMap((scenario) => scenario.checks));
  const exchanges = new Map(
    evidence.flatMap((scenario) => scenario.exchanges.map((exchange) => [exchange.id, exchange])),
  );
  const given: Given = {
    customers: target.customers.length,
    forbiddenToken: target.forbiddenToken !== undefined,
    expiredToken: target.expiredToken !== undefined,
    readBackPath: target.readBackPath !== undefined,
  };
  const results = requirements.map((requirement) => {
    const own = checks.filter((check) => check.requirement === requirement.id);
    return result(requirement, own, exchanges, { run, given });
  });
  const judged = requirements.map((requirement, index) => ({
    level: requirement.level,
    verdict: results[index]?.verdict ?? 'untested',
    waits: waitsFor(requirement, given) !== undefined,
  }));
  const incomplete = [
    ...seen.incomplete,
    ...new Set(evidence.flatMap((scenario) => scenario.inconclusive ?? [])),
  ];
  const info = contract.document['info'] as { title: string; version: string };
  return {
    verdict: runVerdict(judged, incomplete.length === 0),
    notes: [...incomplete, ...seen.notes],
    suite: { name, version },
    contract: { title: info.title, version: info.version, sha256: sha256(CONTRACT_FILE) },
    catalogue: { edition, sha256: sha256(CATALOGUE_FILE) },
    target: {
      baseUrl: target.baseUrl,
      embedded: seen.embedded,
      customers: target.customers,
      users: target.users,
    },
    startedAt: seen.startedAt.toISOString(),
    durationMs: Math.round(seen.durationMs),
    requests: seen.otherRequests + evidence.reduce((sum, scenario) => sum + scenario.requests, 0),
    waitedMs: Math.round(evidence.reduce((sum, scenario) => sum + scenario.waitedMs, 0)),
    seed: run.seed,
    failOn: run.failOn,
    requirements: results,
    observations: mergeObservations(evidence),
  };
}

/** The smallest sequence that fails is longer: the defect builds up, and no one clause has it. */
const BUILT_UP = 4;

/** Clauses that tell what is wrong with a sync; shorter sequences and races only tell that something is. */
const ABOUT_SYNCS = /^(attach|detach|replace|empty|idempotent|set|isolation|volume)\./;

/**
 * Set-ups that went wrong are charged where no check of its own tells what is wrong with syncs;
 * where one does, they are its consequence, and say nothing.
 */
function settleSetUps(checks: readonly Check[]): Check[] {
  const told = checks.some(
    ({ outcome, setUp, requirement: id, exchanges }) =>
      outcome === 'failed' &&
      setUp !== true &&
      (ABOUT_SYNCS.test(id) || (id === 'sequence.model' && exchanges.length > BUILT_UP)),
  );
  return told ? checks.filter(({ setUp }) => setUp !== true) : [...checks];
}

/** One value for each observation; one that varies within the run says so. */
function mergeObservations(evidence: readonly ScenarioEvidence[]): Report['observations'] {
  const merged = new Map<string, { values: Set<string>; exchanges: Set<string> }>();
  const all = [...evidence.flatMap((scenario) => scenario.observations), ...ofTheRun(evidence)];
  for (const { id, value, exchanges } of all) {
    const known = merged.get(id) ?? { values: new Set(), exchanges: new Set() };
    merged.set(id, known);
    known.values.add(value);
    for (const exchange of exchanges) known.exchanges.add(exchange);
  }
  return [...merged.entries()]
    .map(([id, { values, exchanges }]) => ({
      id,
      value: [...values].sort().slice(0, MOST_VALUES).join(' or '),
      exchanges: [...exchanges].slice(0, MOST_EXCHANGES),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const MOST_VALUES = 8;
const MOST_EXCHANGES = 20;

/** What shows in all scenarios together: the properties of users, and how long answers took. */
function ofTheRun(evidence: readonly ScenarioEvidence[]): Observation[] {
  const seen = [...new Set(evidence.flatMap(({ properties }) => properties))].sort();
  const known = contractProperties();
  const beyond = seen.filter((property) => !known.includes(property));
  const never = known.filter((property) => !seen.includes(property));
  const exchanges = evidence.flatMap((scenario) => scenario.exchanges);
  const times = exchanges.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const at = (part: number) => (times[Math.ceil(part * times.length) - 1] ?? 0).toFixed(1);
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
