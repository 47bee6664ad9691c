import { isBlock, linesOf } from '../contract-lines';
import type { RequirementResult } from '../report';
import { sourcesOf } from '../sources';

/** One line of the contract, and the requirements that it carries. */
export interface ContractLine {
  number: number;
  text: string;
  /** Those that cite it; where none does, those that cite the innermost block around it. */
  cites: RequirementResult[];
  /** Whether they cite the line itself. */
  direct: boolean;
}

/**
 * Every line of the contract with its requirements. A line takes those that cite it. One that none
 * cites (`properties:`, `'200':`) takes those of the innermost cited block that it stands in: it is
 * a part of what they are about, and less so than the line that they name. Lines of no cited block
 * hold a server to nothing.
 */
export function contractLines(
  yaml: string,
  requirements: readonly RequirementResult[],
): ContractLine[] {
  const cited = requirements.flatMap((requirement) =>
    sourcesOf(requirement).flatMap((source) => {
      const lines = linesOf(source);
      if (!lines) return [];
      // A word is said by all of its lines, a block by the first: the others say what is in it.
      const { first, last } = lines;
      return [{ requirement, first, last, own: isBlock(source) ? first : last }];
    }),
  );
  return yaml
    .replace(/\n$/, '')
    .split('\n')
    .map((text, index) => {
      const number = index + 1;
      const around = cited.filter(({ first, last }) => first <= number && number <= last);
      const own = around.filter((each) => number <= each.own);
      const innermost = Math.min(...around.map(({ first, last }) => last - first));
      const chosen =
        own.length > 0 ? own : around.filter(({ first, last }) => last - first === innermost);
      const cites = [...new Set(chosen.map(({ requirement }) => requirement))];
      return { number, text, cites, direct: own.length > 0 };
    });
}

/** `partly`: some of its requirements passed, and the others were not tested. */
export type LineVerdict = RequirementResult['verdict'] | 'partly';

/**
 * The worst verdict of a line's requirements; `undefined` for a line without any. What was not
 * tested is no worse than what passed, and no better: a line that has both has a word of its own,
 * so that it is neither green, nor grey for the one setting that was not given.
 */
export function lineVerdict(cites: readonly RequirementResult[]): LineVerdict | undefined {
  const has = (verdict: RequirementResult['verdict']) =>
    cites.some((requirement) => requirement.verdict === verdict);
  const worst = (['failed', 'warning', 'waived'] as const).find(has);
  if (worst) return worst;
  if (has('untested')) return has('passed') ? 'partly' : 'untested';
  return has('passed') ? 'passed' : undefined;
}
