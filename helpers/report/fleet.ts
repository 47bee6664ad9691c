import type { Level } from '../contract/requirements';
import { compareByImpact } from './impact';
import type { Report, RequirementVerdict, RunVerdict } from './report';
import { EXIT_CODES, exitCode } from './verdicts';
import { countVerdicts, VERDICTS_IN_ORDER } from './labels';
import { compareBy } from './order';

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

const { nonconformant, inconclusive, conformant } = EXIT_CODES;
/** 1 before 2, as a defect that was seen stays seen; then 0. */
const EXIT_CODES_WORST_FIRST = [nonconformant, inconclusive, conformant];

function resultOf({ name, baseUrl, report, folder }: Reported): FleetResult {
  const counts = countVerdicts(report?.requirements ?? []);
  if (!report) {
    const notes = ['It never reported: there is no report of it in what was merged.'];
    return { name, baseUrl, verdict: 'inconclusive', exitCode: inconclusive, notes, counts };
  }
  const { verdict, startedAt, baseline } = report;
  return {
    name,
    baseUrl,
    verdict,
    exitCode: exitCode(report),
    report: `${folder}/index.html`,
    startedAt,
    notes: [...report.notes, ...(baseline?.problems ?? []), ...untestedNote(report)],
    counts,
  };
}

/** Returns the only reason why a run of some scenarios is inconclusive. */
function untestedNote({ verdict, notes, requirements }: Report): string[] {
  if (verdict !== 'inconclusive' || notes.length > 0) return [];
  const { untested } = countVerdicts(requirements);
  return [`${String(untested)} of ${String(requirements.length)} requirements were not tested.`];
}

const byRank = compareBy<FleetResult>(
  (each) => EXIT_CODES_WORST_FIRST.indexOf(each.exitCode),
  ({ verdict }) => WORST_FIRST.indexOf(verdict),
  ({ counts }) => -counts.failed,
  ({ counts }) => -counts.warning,
  ({ name }) => name,
);

function requirementsOf(reported: readonly Reported[]): FleetRequirement[] {
  const all = new Map<string, FleetRequirement>();
  const results = reported.flatMap(({ report }) => report?.requirements ?? []);
  for (const { id, level, statement } of results.sort(compareByImpact)) {
    const verdicts = reported.flatMap(({ name, report }) => {
      const own = report?.requirements.find((result) => result.id === id);
      return own ? [[name, own.verdict] as const] : [];
    });
    if (!all.has(id)) all.set(id, { id, level, statement, verdicts: Object.fromEntries(verdicts) });
  }
  const having = ({ verdicts }: FleetRequirement, verdict: RequirementVerdict) =>
    Object.values(verdicts).filter((each) => each === verdict).length;
  const keys = VERDICTS_IN_ORDER.slice(0, -1).map(
    (verdict) => (each: FleetRequirement) => -having(each, verdict),
  );
  return [...all.values()].sort(compareBy(...keys));
}

/** Aggregates the reports of many targets. */
export function fleetOf(reported: readonly Reported[]): Fleet {
  const targets = reported.map(resultOf).sort(byRank);
  const [worst] = targets;
  const verdict = WORST_FIRST.find((each) => targets.some((target) => target.verdict === each));
  return {
    verdict: verdict ?? 'inconclusive',
    exitCode: worst?.exitCode ?? inconclusive,
    targets,
    requirements: requirementsOf(reported),
  };
}
