import type { Level } from '../contract/requirements';
import { compareByImpact } from './html/impact';
import type { Report, RequirementVerdict, RunVerdict } from './report';
import { EXIT_CODES, exitCode } from './verdicts';
import { VERDICTS_IN_ORDER } from './labels';

/** The result of one target. */
export interface FleetResult {
  name: string;
  baseUrl: string;
  verdict: RunVerdict;
  /** The exit code of its run; not 0 if the target conforms and its baseline no longer holds. */
  exitCode: number;
  /** Its `index.html`, from the folder of the fleet; absent where it never reported. */
  report?: string;
  startedAt?: string;
  /** Why the run is inconclusive, and other notes; whole sentences. */
  notes: string[];
  /** How many requirements have each verdict. */
  counts: Record<RequirementVerdict, number>;
}

/** One requirement with its verdict for each target that was tested for it. */
export interface FleetRequirement {
  id: string;
  level: Level;
  statement: string;
  verdicts: Record<string, RequirementVerdict>;
}

/** `fleet.json`; its JSON Schema is `schemas/fleet.schema.json`. */
export interface Fleet {
  /** The worst of the targets'. */
  verdict: RunVerdict;
  exitCode: number;
  /** The worst first. */
  targets: FleetResult[];
  /** The requirements that most targets fail come first. */
  requirements: FleetRequirement[];
}

/** A target of a fleet, and its report where there is one. */
export interface Reported {
  name: string;
  baseUrl: string;
  report?: Report;
  /** The folder of the report, from that of the fleet. */
  folder: string;
}

/** A defect is worse than an inconclusive run. */
const WORST_FIRST: readonly RunVerdict[] = [
  'nonconformant',
  'inconclusive',
  'conformant with waivers',
  'conformant',
];

/** 1 before 2, as a defect that was seen stays seen; then 0. */
const EXIT_CODES_WORST_FIRST: readonly number[] = [
  EXIT_CODES.nonconformant,
  EXIT_CODES.inconclusive,
  EXIT_CODES.conformant,
];

function resultOf({ name, baseUrl, report, folder }: Reported): FleetResult {
  const number = (verdict: RequirementVerdict) =>
    report?.requirements.filter((each) => each.verdict === verdict).length ?? 0;
  const counts = Object.fromEntries(
    VERDICTS_IN_ORDER.map((verdict) => [verdict, number(verdict)]),
  ) as FleetResult['counts'];
  if (!report) {
    const notes = ['It never reported: there is no report of it in what was merged.'];
    const [verdict, code] = ['inconclusive', EXIT_CODES.inconclusive] as const;
    return { name, baseUrl, verdict, exitCode: code, notes, counts };
  }
  return {
    name,
    baseUrl,
    verdict: report.verdict,
    exitCode: exitCode(report),
    report: `${folder}/index.html`,
    startedAt: report.startedAt,
    notes: [...report.notes, ...(report.baseline?.problems ?? []), ...untestedNote(report)],
    counts,
  };
}

/** Returns the only reason why a run of some scenarios is inconclusive. */
function untestedNote({ verdict, notes, requirements }: Report): string[] {
  if (verdict !== 'inconclusive' || notes.length > 0) return [];
  const untested = requirements.filter((each) => each.verdict === 'untested');
  return [
    `${String(untested.length)} of ${String(requirements.length)} requirements were not tested.`,
  ];
}

function rank({ verdict, exitCode: code, counts, name }: FleetResult): (number | string)[] {
  return [
    EXIT_CODES_WORST_FIRST.indexOf(code),
    WORST_FIRST.indexOf(verdict),
    -counts.failed,
    -counts.warning,
    name,
  ];
}

function byRank(a: FleetResult, b: FleetResult): number {
  const others = rank(b);
  for (const [index, own] of rank(a).entries()) {
    const other = others[index] ?? 0;
    if (own !== other) return own < other ? -1 : 1;
  }
  return 0;
}

function requirementsOf(reported: readonly Reported[]): FleetRequirement[] {
  const all = new Map<string, FleetRequirement>();
  const results = reported.flatMap(({ report }) => report?.requirements ?? []);
  for (const { id, level, statement } of [...results].sort(compareByImpact)) {
    if (!all.has(id)) all.set(id, { id, level, statement, verdicts: {} });
  }
  for (const { name, report } of reported) {
    for (const { id, verdict } of report?.requirements ?? []) {
      const requirement = all.get(id);
      if (requirement) requirement.verdicts[name] = verdict;
    }
  }
  const having = ({ verdicts }: FleetRequirement, verdict: RequirementVerdict) =>
    Object.values(verdicts).filter((each) => each === verdict).length;
  return [...all.values()].sort((a, b) => {
    for (const verdict of VERDICTS_IN_ORDER.slice(0, -1)) {
      const more = having(b, verdict) - having(a, verdict);
      if (more !== 0) return more;
    }
    return 0;
  });
}

/** Aggregates the reports of many targets. */
export function fleetOf(reported: readonly Reported[]): Fleet {
  const targets = reported.map(resultOf).sort(byRank);
  const worst = (order: readonly (number | string)[], of: (each: FleetResult) => number | string) =>
    Math.min(...targets.map((each) => order.indexOf(of(each))));
  return {
    verdict: WORST_FIRST[worst(WORST_FIRST, ({ verdict }) => verdict)] ?? 'inconclusive',
    exitCode:
      EXIT_CODES_WORST_FIRST[worst(EXIT_CODES_WORST_FIRST, (each) => each.exitCode)] ??
      EXIT_CODES.inconclusive,
    targets,
    requirements: requirementsOf(reported),
  };
}
