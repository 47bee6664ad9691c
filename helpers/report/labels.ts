import type { Waiver } from '../config/baseline';
import type { RequirementResult, RequirementVerdict } from './report';

/** What is to be done first comes first. */
export const VERDICTS_IN_ORDER: readonly RequirementVerdict[] = [
  'failed',
  'warning',
  'waived',
  'untested',
  'passed',
];

/** Requirements with a verdict, each MUST before each SHOULD. */
export function withVerdict(
  requirements: readonly RequirementResult[],
  verdict: RequirementVerdict,
): RequirementResult[] {
  const own = requirements.filter((result) => result.verdict === verdict);
  return [
    ...own.filter(({ level }) => level === 'MUST'),
    ...own.filter(({ level }) => level === 'SHOULD'),
  ];
}

/** How many requirements have each verdict, in words. */
export function describeCounts(requirements: readonly RequirementResult[]): string {
  return VERDICTS_IN_ORDER.map(
    (verdict) => [withVerdict(requirements, verdict).length, verdict] as const,
  )
    .filter(([number]) => number > 0)
    .map(([number, verdict]) => `${String(number)} ${verdict}`)
    .join(', ');
}

export function describeWaiver({ expires, owner, reason }: Waiver): string {
  return `waived until ${expires} by ${owner}: ${reason}`;
}
