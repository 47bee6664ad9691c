import { IMPACTS, requirements, type Impact } from '../contract/requirements';
import type { RequirementResult } from './report';
import { VERDICTS_IN_ORDER } from './labels';
import { compareBy } from './order';

const LABELS: Readonly<Record<Impact, string>> = {
  exposure: 'Unauthorized clients or other customers may see or change data',
  'retained-access': 'Users may keep access that was taken away',
  'wrong-users': 'The wrong users may be attached',
  'mishandled-request': 'Invalid or unusual requests may be mishandled',
  'unknown-outcome': 'Clients may not know the outcome of a request',
  'unreadable-response': 'Clients may be unable to read a response',
};

const IMPACT_BY_ID = new Map<string, Impact>(requirements.map(({ id, impact }) => [id, impact]));

/** Returns what a failure may do to a client; `undefined` for an id outside the catalogue. */
export function describeImpact(id: string): string | undefined {
  const impact = IMPACT_BY_ID.get(id);
  return impact && LABELS[impact];
}

/** Compares by verdict, failures first, then MUST before SHOULD, then by impact. */
export const compareByImpact = compareBy<RequirementResult>(
  ({ verdict }) => VERDICTS_IN_ORDER.indexOf(verdict),
  ({ level }) => level,
  ({ id }) => {
    const impact = IMPACT_BY_ID.get(id);
    return impact ? IMPACTS.indexOf(impact) : IMPACTS.length;
  },
);
