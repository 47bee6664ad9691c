import type { RequirementId } from '../contract/requirements';
import { groupBy } from './order';
import type { RequirementVerdict } from './report';

/** Requirement of a run, and what it needs that the run does not have. */
interface Needing {
  id: RequirementId;
  verdict: RequirementVerdict;
  needs: string | undefined;
}

/** Ids in one list. A run of some scenarios leaves most requirements untested. */
const MAX_IDS = 10;

function list(all: readonly Needing[]): string {
  const more = all.length - MAX_IDS;
  const ids = all.slice(0, MAX_IDS).map(({ id }) => id);
  return ids.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

/** Returns a sentence about the untested requirements, by what they need; none if all were tested. */
export function describeUntested(requirements: readonly Needing[]): string[] {
  const untested = requirements.filter(({ verdict }) => verdict === 'untested');
  if (untested.length === 0) return [];
  const [are, each] = untested.length === 1 ? ['is', 'requirement'] : ['are', 'requirements'];
  const groups = groupBy(untested, ({ needs = '' }) => needs).map(([needs, alike]) => {
    if (needs === '') return `${list(alike)} (the report has the reason)`;
    return `${list(alike)} (${alike.length === 1 ? 'needs' : 'need'} ${needs})`;
  });
  return [
    `REQUIRE_ALL=1, and ${String(untested.length)} ${each} ${are} untested: ${groups.join('; ')}.`,
  ];
}
