import type { Check } from '../checks/result';
import {
  causesOfCodes,
  codeFamilies,
  requirementOf,
  requirements,
  type Code,
  type RequirementId,
} from '../contract/requirements';
import { compareByImpact } from './impact';
import { compareBy, groupBy } from './order';
import type { Finding, RequirementResult } from './report';

/** The simplest clauses of a sync, the simplest first: longer sequences fail as they do. */
const simplest = requirements.flatMap(({ id, cause }) => (cause === 'simple' ? id : []));

type Cause = NonNullable<Finding['consequenceOf']>;
type Failure = Cause & { exchanges: readonly string[] };

/** Returns the failures of a run by the exchange that shows them. */
function failuresByExchange(failed: readonly Check[]): ReadonlyMap<string, Failure[]> {
  const all = failed.flatMap(({ requirement, exchanges, defects = [] }) =>
    defects.map(({ code }) => ({ requirement, code, exchanges })),
  );
  return new Map(groupBy(all, ({ exchanges }) => exchanges.at(-1) ?? ''));
}

/** Returns the requirements that explain a finding in whose evidence they fail. */
function possibleCauses(id: RequirementId, code: Code): RequirementId[] {
  const { followsFrom = [] } = requirementOf(id);
  const own = followsFrom.filter((each) => each.code === undefined || each.code === code);
  return [causesOfCodes[code] ?? [], own.map(({ requirement }) => requirement)]
    .flat()
    .filter((cause) => cause !== id);
}

/** Returns the cause of a finding whose evidence shows another defect, each time that it was found. */
function causeInExchanges(
  id: RequirementId,
  { code, exchanges, others }: Finding,
  failures: ReadonlyMap<string, Failure[]>,
): Cause | undefined {
  const shown = [exchanges.map((exchange) => exchange.id), ...others.map((each) => each.exchanges)];
  for (const requirement of possibleCauses(id, code)) {
    const causes = shown.map((ids) =>
      ids
        .flatMap((each) => failures.get(each) ?? [])
        .find((failure) => failure.requirement === requirement),
    );
    const [cause] = causes;
    if (cause && causes.every(Boolean)) return { requirement, code: cause.code };
  }
  return undefined;
}

/** Returns the simplest clause of a sync that fails in the same way. */
function simplerCause(
  id: RequirementId,
  { code }: Finding,
  results: readonly RequirementResult[],
): Cause | undefined {
  const { chapter, cause } = requirementOf(id);
  if (chapter !== 'sync' || cause === 'own' || !(code in codeFamilies.sync)) return undefined;
  const own = simplest.indexOf(id);
  const simpler = (own === -1 ? simplest : simplest.slice(0, own)).find((other) =>
    results.some(
      (result) => result.id === other && result.findings.some((each) => each.code === code),
    ),
  );
  return simpler && { requirement: simpler, code };
}

const byIndependence = compareBy<Finding>(
  ({ waiver }) => (waiver ? 1 : 0),
  ({ consequenceOf }) => (consequenceOf ? 1 : 0),
);

/**
 * Returns the results with the cause of each finding that follows from another. A finding that no
 * waiver excuses never follows from one that is waived. No verdict depends on it.
 */
export function linkConsequences(
  results: readonly RequirementResult[],
  failed: readonly Check[],
): RequirementResult[] {
  const failures = failuresByExchange(failed);
  const find = ({ requirement, code }: Cause) =>
    results
      .find(({ id }) => id === requirement)
      ?.findings.filter((finding) => finding.code === code) ?? [];
  const causeOf = (id: RequirementId, finding: Finding): Cause | undefined => {
    const cause = causeInExchanges(id, finding, failures) ?? simplerCause(id, finding, results);
    const found = cause && find(cause);
    if (!cause || !found?.some(({ waiver }) => finding.waiver !== undefined || !waiver)) {
      return undefined;
    }
    // The cause may itself follow from another; each rule leads to one that is simpler.
    const roots = found.map((each) => causeOf(cause.requirement, each));
    return roots.every(Boolean) ? (roots[0] ?? cause) : cause;
  };
  return results.map((result) => ({
    ...result,
    findings: result.findings
      .map((finding) => {
        const consequenceOf = causeOf(result.id, finding);
        return consequenceOf ? { ...finding, consequenceOf } : finding;
      })
      .sort(byIndependence),
  }));
}

/** A requirement, and those of which every finding follows from one of its findings. */
export interface CausalGroup {
  result: RequirementResult;
  consequences: RequirementResult[];
}

/** Returns the first cause of findings that all follow from others; undefined if one does not. */
export function soleCause(findings: readonly Finding[]): Cause | undefined {
  const [first] = findings;
  return findings.every(({ consequenceOf }) => consequenceOf) ? first?.consequenceOf : undefined;
}

/**
 * Returns the requirements by verdict, the worst first, each with those that follow from it. Every
 * result is in it once.
 */
export function groupByCause(results: readonly RequirementResult[]): CausalGroup[] {
  const byId = new Map<string, RequirementResult>(results.map((result) => [result.id, result]));
  const rootOf = (result: RequirementResult, depth = 0): RequirementResult => {
    const requirement = soleCause(result.findings)?.requirement;
    const cause = requirement && byId.get(requirement);
    return cause && depth < MAX_DEPTH ? rootOf(cause, depth + 1) : result;
  };
  const sorted = results.toSorted(compareByImpact);
  return sorted
    .filter((result) => rootOf(result) === result)
    .map((result) => ({
      result,
      consequences: sorted.filter((other) => other !== result && rootOf(other) === result),
    }));
}

/** Cause of a cause of a cause: no more are in the rules, but in a report from elsewhere. */
const MAX_DEPTH = 4;
