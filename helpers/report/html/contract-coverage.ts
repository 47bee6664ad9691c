import { isBlock, lineRange } from '../contract-locations';
import type { RequirementResult, RequirementVerdict } from '../report';
import { formatSources } from '../spec-links';

/** One line of the contract, and the requirements that cover it. */
export interface ContractLine {
  number: number;
  text: string;
  /** Requirements that cite the line; if none does, those that cite the innermost block around it. */
  requirements: RequirementResult[];
  /** Whether they cite the line itself. */
  direct: boolean;
}

/**
 * Maps every line of the contract to its requirements. A line that none cites (`properties:`,
 * `'200':`) inherits those of the innermost cited block around it. Lines outside any cited block
 * have no requirements.
 */
export function mapContractLines(
  yaml: string,
  requirements: readonly RequirementResult[],
): ContractLine[] {
  const citations = requirements.flatMap((requirement) =>
    formatSources(requirement).flatMap((source) => {
      const lines = lineRange(source);
      if (!lines) return [];
      // A scalar is cited by all of its lines, a block by the first: the others have their own.
      const { first, last } = lines;
      return [{ requirement, first, last, directUntil: isBlock(source) ? first : last }];
    }),
  );
  return yaml
    .replace(/\n$/, '')
    .split('\n')
    .map((text, index) => {
      const number = index + 1;
      const around = citations.filter(({ first, last }) => first <= number && number <= last);
      const direct = around.filter(({ directUntil }) => number <= directUntil);
      const innermost = Math.min(...around.map(({ first, last }) => last - first));
      const chosen =
        direct.length > 0 ? direct : around.filter(({ first, last }) => last - first === innermost);
      return {
        number,
        text,
        requirements: [...new Set(chosen.map(({ requirement }) => requirement))],
        direct: direct.length > 0,
      };
    });
}

/** Of a line; `partial`: some of its requirements passed, and the others were not tested. */
export type LineVerdict = RequirementVerdict | 'partial';

/**
 * Returns the worst verdict of a line's requirements; `undefined` for a line without any. A mixture
 * of passed and untested is neither green nor grey.
 */
export function lineVerdict(requirements: readonly RequirementResult[]): LineVerdict | undefined {
  const verdicts = requirements.map(({ verdict }) => verdict);
  const worst = (['failed', 'warning', 'waived'] as const).find((each) => verdicts.includes(each));
  if (worst) return worst;
  const passed = verdicts.includes('passed');
  if (verdicts.includes('untested')) return passed ? 'partial' : 'untested';
  return passed ? 'passed' : undefined;
}
