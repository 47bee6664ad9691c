import { truncate } from '../http/exchange';
import { soleCause } from './causes';
import { describeCause, describeKey } from './labels';
import type { Report, RequirementResult, RequirementVerdict, RunVerdict } from './report';

/** One thing that is not as it was. */
export interface Move {
  id: string;
  from: string;
  to: string;
  /** Of a requirement that got worse: its first finding, or why it is untested. */
  why?: string;
}

/** How one report differs from an earlier one, requirements in the order of the catalogue. */
export interface Comparison {
  before: { startedAt: string; verdict: RunVerdict };
  after: { startedAt: string; verdict: RunVerdict };
  /** Differences that make the two hard to compare; whole sentences. */
  notes: string[];
  better: Move[];
  worse: Move[];
  /** Worse as well, because of others in `worse` or of what failed before. */
  consequences: Move[];
  /** Excused now, and failed or not tested before: neither. */
  newlyWaived: Move[];
  newlyUntested: Move[];
  /** Findings that are new, of requirements that failed before as well. */
  otherWays: { id: string; key: string }[];
  observations: Move[];
  /** In ms, before and after; absent if either report has no exchange. */
  latency?: Record<'p50' | 'p95' | 'max', [before: number, after: number]>;
}

/** Returns all changes under their headings, in the order of reading. */
export function groupChanges(comparison: Comparison): [heading: string, changes: Move[]][] {
  const from = 'another failure';
  return [
    ['Worse', comparison.worse],
    ['Worse, as a consequence', comparison.consequences],
    ['Fails differently', comparison.otherWays.map(({ id, key }) => ({ id, from, to: key }))],
    ['No longer tested', comparison.newlyUntested],
    ['Newly waived', comparison.newlyWaived],
    ['Better', comparison.better],
    ['Behaviour where the contract is silent', comparison.observations],
  ];
}

/** From best to worst, where something was tested. */
const SEVERITY: Readonly<Record<Exclude<RequirementVerdict, 'untested'>, number>> = {
  passed: 0,
  warning: 1,
  waived: 2,
  failed: 3,
};

type Kind = 'better' | 'worse' | 'consequences' | 'newlyWaived' | 'newlyUntested';

const MAX_WHY = 300;

/** Returns why a requirement has its verdict, in one line. */
function why({ findings, reason }: RequirementResult): string | undefined {
  const cause = soleCause(findings);
  if (cause) return `follows from ${describeCause(cause)}`;
  const [first] = findings;
  const text = first ? `${describeKey(first)}: ${first.message}` : reason;
  return text === undefined ? undefined : truncate(text.replace(/\s+/g, ' '), MAX_WHY, '');
}

function kindOf(from: RequirementVerdict, to: RequirementVerdict): Kind | undefined {
  if (from === to) return undefined;
  if (to === 'untested') return 'newlyUntested';
  if (to === 'waived' && (from === 'failed' || from === 'untested')) return 'newlyWaived';
  // The earlier run did not test it, so only the later verdict counts.
  if (from === 'untested') return to === 'passed' ? 'better' : 'worse';
  return SEVERITY[to] > SEVERITY[from] ? 'worse' : 'better';
}

/** Returns a percentile of durations in ms; `part` is between 0 and 1. */
export function percentile(times: readonly number[], part: number): number | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

const times = ({ scenarios }: Report) =>
  scenarios.flatMap(({ exchanges }) => exchanges.map(({ durationMs }) => durationMs));

function latency(before: Report, after: Report): Comparison['latency'] {
  const at = (part: number): [number, number] | undefined => {
    const [from, to] = [percentile(times(before), part), percentile(times(after), part)];
    return from === undefined || to === undefined ? undefined : [from, to];
  };
  const [p50, p95, max] = [at(0.5), at(0.95), at(1)];
  return p50 && p95 && max && { p50, p95, max };
}

function notes(before: Report, after: Report): string[] {
  const both = (of: (report: Report) => string) => `${of(before)} and ${of(after)}`;
  const differing: [value: (report: Report) => string, sentence: string][] = [
    [({ contract }) => contract.sha256, 'The two runs used different texts of the contract.'],
    [
      ({ catalogue }) => catalogue.sha256,
      `The two runs used different catalogues: ${both(({ catalogue }) => catalogue.edition)}.`,
    ],
    [
      ({ target }) => target.baseUrl,
      `The two runs tested different servers: ${both(({ target }) => target.baseUrl)}.`,
    ],
    [({ failOn }) => failOn, `FAIL_ON was ${before.failOn}, and is ${after.failOn}.`],
  ];
  return differing.flatMap(([of, sentence]) => (of(before) === of(after) ? [] : [sentence]));
}

function newWays(before: RequirementResult, after: RequirementResult) {
  const known = new Set(before.findings.map(describeKey));
  return [...new Set(after.findings.map(describeKey))]
    .filter((key) => !known.has(key))
    .map((key) => ({ id: after.id, key }));
}

/** Compares a report with a later one. */
export function compare(before: Report, after: Report): Comparison {
  const moves: Record<Kind, Move[]> = {
    worse: [],
    consequences: [],
    newlyUntested: [],
    newlyWaived: [],
    better: [],
  };
  const otherWays: Comparison['otherWays'] = [];
  const [earlier, later] = [byId(before.requirements), byId(after.requirements)];
  for (const id of new Set([...later.keys(), ...earlier.keys()])) {
    const [was, is] = [earlier.get(id), later.get(id)];
    const [from, to] = [was?.verdict ?? 'untested', is?.verdict ?? 'untested'];
    const kind = kindOf(from, to);
    if (kind === 'worse' || kind === 'newlyUntested') {
      const reason = is && why(is);
      const follows = kind === 'worse' && is && soleCause(is.findings) !== undefined;
      moves[follows ? 'consequences' : kind].push({ id, from, to, ...(reason && { why: reason }) });
    } else if (kind) moves[kind].push({ id, from, to });
    else if (was && is && was.findings.length > 0) otherWays.push(...newWays(was, is));
  }
  const took = latency(before, after);
  return {
    before: { startedAt: before.startedAt, verdict: before.verdict },
    after: { startedAt: after.startedAt, verdict: after.verdict },
    notes: notes(before, after),
    ...moves,
    otherWays,
    observations: movedObservations(before, after),
    ...(took && { latency: took }),
  };
}

const byId = <T extends { id: string }>(all: readonly T[]) =>
  new Map<string, T>(all.map((each) => [each.id, each]));

const NOT_SEEN = 'not seen';

function movedObservations(before: Report, after: Report): Move[] {
  const [was, is] = [byId(before.observations), byId(after.observations)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((id) => {
    const [from, to] = [was.get(id)?.value ?? NOT_SEEN, is.get(id)?.value ?? NOT_SEEN];
    return from === to || id === 'latency' ? [] : [{ id, from, to }];
  });
}
