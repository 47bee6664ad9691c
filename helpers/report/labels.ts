import type { Waiver } from '../config/baseline';
import { requirements } from '../contract/requirements';
import { compareBy } from './order';
import type { Finding, RequirementResult, RequirementVerdict } from './report';

type Cause = NonNullable<Finding['consequenceOf']>;

/** Returns the chapter of a requirement; `undefined` if this suite has no such requirement. */
export function chapterOf(id: string): string | undefined {
  return requirements.find((requirement) => requirement.id === id)?.chapter;
}

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
  results: readonly RequirementResult[],
  verdict: RequirementVerdict,
): RequirementResult[] {
  const own = results.filter((result) => result.verdict === verdict);
  return own.sort(compareBy(({ level }) => level));
}

/** Returns the numbers of requirements by verdict. */
export function countVerdicts(
  results: readonly RequirementResult[],
): Record<RequirementVerdict, number> {
  const counts = { failed: 0, warning: 0, waived: 0, untested: 0, passed: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** Returns the numbers that are not zero: "1 failed, 76 passed". */
export function describeCounts(counts: Readonly<Record<RequirementVerdict, number>>): string {
  return VERDICTS_IN_ORDER.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${String(counts[verdict])} ${verdict}`)
    .join(', ');
}

/** Returns a number with its noun: "1 request", "2 requests". */
export const countOf = (count: number, noun: string) =>
  `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Returns the key of a finding: its code, with its request and its property. */
export function describeKey({
  code,
  request,
  property,
}: Pick<Finding, 'code' | 'request' | 'property'>): string {
  return [code, request, property].filter((part) => part !== undefined).join(' ');
}

/** Returns "waived until DATE by OWNER: REASON". */
export function describeWaiver({ expires, owner, reason }: Waiver): string {
  return `waived until ${expires} by ${owner}: ${reason}`;
}

/** Returns the requirement and the code of the cause of a finding. */
export function describeCause({ requirement, code }: Cause): string {
  return `${requirement} ${code}`;
}
