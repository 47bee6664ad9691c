import type { Waiver } from '../config/baseline';
import type { Finding, RequirementResult, RequirementVerdict } from './report';

/** Verdicts by urgency. */
export const VERDICTS_IN_ORDER: readonly RequirementVerdict[] = [
  'failed',
  'warning',
  'waived',
  'untested',
  'passed',
];

/** Returns the requirements with a verdict, MUST before SHOULD. */
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

/** Returns the numbers of requirements by verdict: "1 failed, 76 passed". */
export function describeCounts(requirements: readonly RequirementResult[]): string {
  return VERDICTS_IN_ORDER.map(
    (verdict) => [withVerdict(requirements, verdict).length, verdict] as const,
  )
    .filter(([number]) => number > 0)
    .map(([number, verdict]) => `${String(number)} ${verdict}`)
    .join(', ');
}

/** Returns the key of a finding: its code, with its request and its property. */
export function describeKey({ code, request, property }: Finding): string {
  return [code, request, property].filter((part) => part !== undefined).join(' ');
}

/** Returns "waived until DATE by OWNER: REASON". */
export function describeWaiver({ expires, owner, reason }: Waiver): string {
  return `waived until ${expires} by ${owner}: ${reason}`;
}
