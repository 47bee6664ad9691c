import { describeInterference, discountInterference } from '../checks/interference';
import { contractProperties } from '../checks/observations';
import { discountOtherCustomers } from '../checks/other-customers';
import type { Check, Observation, ScenarioEvidence } from '../checks/result';
import { describeWrongCredentials, discountTokenRefusals } from '../checks/token-refusals';
import { isWaived } from '../checks/waivers';
import type { Requirement } from '../contract/requirements';
import { truncate } from '../http/exchange';
import { READ_BACK_COMMAND } from '../http/read-command';
import { baselineResult, describeUnreviewed, joined } from './baseline-result';
import { linkConsequences } from './causes';
import { percentile } from './compare';
import { findings } from './findings';
import { withRequestsInProgress } from './in-progress';
import { describeLastRequest } from './last-request';
import { compareBy, groupBy } from './order';
import type { Report, RequirementResult, ScenarioTiming } from './report';
import { RunContext, RunMetadata, provenance } from './run-metadata';
import { dropConsequentialFailures } from './setup-failures';
import { describeLongestList, longestListOf, scopeOf } from './scope';
import { describeShard } from './shards';
import { describeUntested } from './untested';
import {
  missingCapability,
  requirementVerdict,
  runVerdict,
  type Capabilities,
  type Outcome,
} from './verdicts';

const MAX_EXCHANGES = 20;

/** Everything that a report is made of. */
export interface RunResult extends RunMetadata {
  evidence: readonly ScenarioEvidence[];
}

function result(
  requirement: Requirement,
  checks: readonly Check[],
  scenarios: readonly ScenarioEvidence[],
  {
    run,
    given,
    longestList,
  }: Pick<RunContext, 'run'> & {
    given: Capabilities;
    longestList: number;
  },
): RequirementResult {
  const { id, level, basis, source, statement } = requirement;
  const bad = checks.filter(({ outcome }) => outcome === 'failed');
  const outcomes = checks.map((check): { outcome: Outcome; unseen?: true | undefined } => ({
    unseen: check.unseen,
    outcome: check.outcome === 'failed' && isWaived(check, run.baseline) ? 'waived' : check.outcome,
  }));
  const verdict = requirementVerdict(level, outcomes, run.failOn);
  const wait = missingCapability(requirement, given);
  const blocked =
    checks.find(({ unseen }) => unseen) ?? checks.find(({ outcome }) => outcome === 'untested');
  const reason =
    wait !== undefined ? `needs ${wait}` : (blocked?.message ?? 'no scenario tested it');
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
    ...(id === 'volume.all-listed' &&
      verdict === 'passed' && { covers: describeLongestList(longestList) }),
    ...(verdict === 'untested' && { reason }),
  };
}

/**
 * Makes the report of a run: a pure function of what was seen, however many workers and shards took
 * part. Of equal evidence the first is shown, so scenarios are sorted.
 */
export function buildReport(seen: RunResult): Report {
  const { target, run, shard } = seen;
  const sorted = seen.evidence.toSorted((a, b) => (a.title < b.title ? -1 : 1));
  const evidence = [...seen.setup, ...sorted];
  const shared = describeInterference(evidence.flatMap((scenario) => scenario.shared));
  const refused = evidence.some(({ refusedAt }) => refusedAt !== undefined);
  const exchanges = evidence.flatMap((scenario) => scenario.exchanges);
  const alone = evidence.flatMap((scenario) => {
    const own = discountInterference(scenario, shared);
    return refused ? discountTokenRefusals(own, scenario.exchanges) : own;
  });
  const attributed = dropConsequentialFailures(discountOtherCustomers(alone, exchanges));
  const checks = withRequestsInProgress(attributed, exchanges);
  const { baseline, catalogue } = run;
  const { requirements } = catalogue;
  const given = { ...seen.given, http2: sentHttp2(evidence) };
  const longestList = longestListOf(evidence);
  const byRequirement = new Map(groupBy(checks, ({ requirement }) => requirement));
  const separate = requirements.map((requirement) => {
    const own = byRequirement.get(requirement.id) ?? [];
    return result(requirement, own, evidence, { run, given, longestList });
  });
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const results = linkConsequences(separate, failed);
  const judged = requirements.map((requirement, index) => {
    const needs = missingCapability(requirement, given);
    const { id, level } = requirement;
    const inapplicable = needs !== undefined && requirement.needs === 'HTTP/2';
    return { id, level, verdict: results[index]?.verdict ?? 'untested', needs, inapplicable };
  });
  const incomplete = [
    ...seen.incomplete,
    ...new Set(evidence.flatMap((scenario) => scenario.inconclusive ?? [])),
    ...describeWrongCredentials(evidence),
    ...shared.values(),
  ];
  const observed = groupBy(
    [...evidence.flatMap(({ observations }) => observations), ...ofTheRun(evidence)],
    ({ id }) => id,
  ).map(([id, all]) => ({
    id,
    values: new Set(all.map(({ value }) => value)),
    exchanges: [...new Set(all.flatMap(({ exchanges }) => exchanges))].slice(0, MAX_EXCHANGES),
  }));
  const complete = incomplete.length === 0;
  return {
    verdict: runVerdict(
      judged.map(({ needs, ...rest }) => ({ ...rest, waits: needs !== undefined })),
      complete && shard === undefined,
      run.requireAll,
    ),
    scope: scopeOf(target, evidence, results, seen.unrestored),
    notes: [
      ...(shard ? [`${describeShard(shard)}: ${shardNote(seen)}; merge them for a verdict.`] : []),
      ...incomplete,
      ...(run.requireAll && shard === undefined
        ? describeUntested(judged.filter(({ inapplicable }) => !inapplicable))
        : []),
      ...seen.notes,
      ...(baseline && shard === undefined ? describeUnreviewed(baseline) : []),
      ...[describeLastRequest(evidence) ?? []].flat(),
    ],
    ...provenance(),
    catalogue: { edition: catalogue.edition, sha256: catalogue.sha256 },
    target,
    ...(seen.customerUsers && { customers: [...seen.customerUsers] }),
    ...(seen.unrestored && { unrestored: [...seen.unrestored] }),
    ...(shard && { shard: { ...shard, complete } }),
    startedAt: seen.startedAt,
    durationMs: Math.round(seen.durationMs),
    requests: evidence.reduce((sum, scenario) => sum + scenario.requests, 0),
    waitedMs: longestWait(evidence),
    seed: run.seed,
    failOn: run.failOn,
    // Only the merged report has all results: a waiver unused in one shard may be used in another.
    ...(baseline &&
      shard === undefined && {
        baseline: baselineResult(baseline, {
          requirements: results,
          failed,
          observed: new Map(observed.map(({ id, values }) => [id, values])),
          complete,
        }),
      }),
    requirements: results,
    // A value for each, or several if it varies within the run.
    observations: observed
      .map(({ id, values, exchanges }) => ({ id, value: joined(values), exchanges }))
      .sort(compareBy(({ id }) => id)),
    scenarios: timings(evidence, new Date(seen.startedAt)),
  };
}

/** Returns the longest time in ms that a worker waited: workers wait at the same time. */
function longestWait(evidence: readonly ScenarioEvidence[]): number {
  // The id of an exchange begins with its worker.
  const workers = groupBy(evidence, ({ exchanges: [first] }) => first?.id.split('.')[0] ?? '');
  const waits = workers.map(([, own]) => own.reduce((sum, { waitedMs }) => sum + waitedMs, 0));
  return Math.round(Math.max(0, ...waits));
}

/** Returns whether a scenario used HTTP/2, which it does if the target offers it. */
function sentHttp2(evidence: readonly ScenarioEvidence[]): boolean {
  return evidence.some(({ exchanges }) =>
    exchanges.some(({ request }) => request.httpVersion === '2'),
  );
}

function shardNote({ target, evidence }: RunResult): string {
  return target.customers.length === 0
    ? 'nothing to do, as there are no more customers than shards, and the first has two'
    : `${count(evidence.length)} ran`;
}

const count = (scenarios: number) => `${String(scenarios)} scenario${scenarios === 1 ? '' : 's'}`;

/** Tenths of a millisecond are as much as a plot shows. */
const tenths = (ms: number) => Math.round(ms * 10) / 10;

/** Returns the times of all exchanges, scenarios in the order of their start. */
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
    .sort(compareBy(({ exchanges: [first] }) => first?.atMs ?? 0));
}

/** Returns the observations of all scenarios together: properties of users and latency. */
function ofTheRun(evidence: readonly ScenarioEvidence[]): Observation[] {
  const seen = [...new Set(evidence.flatMap(({ properties }) => properties))].sort();
  const known = contractProperties();
  const beyond = seen.filter((property) => !known.includes(property));
  const never = known.filter((property) => !seen.includes(property));
  const valued = new Set(evidence.flatMap((scenario) => scenario.valued));
  const empty = seen.filter((property) => !valued.has(property));
  const times = evidence.flatMap(({ exchanges }) =>
    exchanges
      .filter(({ request }) => request.method !== READ_BACK_COMMAND)
      .map(({ durationMs }) => durationMs),
  );
  const at = (part: number) => (percentile(times, part) ?? 0).toFixed(1);
  const observed = {
    'properties-beyond-the-contract': truncate(beyond.join(', '), 200),
    'properties-always-empty': truncate(empty.join(', '), 200),
    'properties-never-seen': seen.length > 0 ? never.join(', ') : '',
    latency: times.length > 0 ? `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms` : '',
  };
  return Object.entries(observed).flatMap(([id, value]) =>
    value === '' ? [] : [{ id, value, exchanges: [] }],
  );
}
