import type { Exchange } from '../http/exchange';
import { untested, type Check, type ScenarioEvidence } from './result';

/** Returns whether a status is that of a request whose token is not accepted. */
export const isRefusalStatus = (status: number | undefined) => status === 401 || status === 403;

/** Returns whether a request with API_TOKEN was refused as one whose token is not accepted. */
export function isTokenRefusal({ request, response }: Exchange): boolean {
  return (
    isRefusalStatus(response?.status) &&
    request.headers.some(
      ([name, value]) => name === 'Authorization' && value === 'Bearer $API_TOKEN',
    )
  );
}

/** Returns the ids of the refusals of API_TOKEN that failed checks are based on. */
export function findTokenRefusals({
  checks,
  exchanges,
}: Pick<ScenarioEvidence, 'checks' | 'exchanges'>): string[] {
  const refused = new Set(exchanges.filter(isTokenRefusal).map(({ id }) => id));
  const shown = checks
    .filter(({ outcome }) => outcome === 'failed')
    .flatMap((check) => check.exchanges);
  return [...new Set(shown)].filter((id) => refused.has(id));
}

/** Returns the checks of a scenario; those based on a refusal of API_TOKEN are untested. */
export function discountTokenRefusals(
  checks: readonly Check[],
  exchanges: readonly Exchange[],
): Check[] {
  const refused = new Set(findTokenRefusals({ checks: [...checks], exchanges: [...exchanges] }));
  return checks.map((check) =>
    check.outcome === 'failed' && check.exchanges.some((id) => refused.has(id))
      ? {
          requirement: check.requirement,
          exchanges: check.exchanges,
          ...untested('API_TOKEN was refused, where it had been accepted before'),
        }
      : check,
  );
}

/** Returns whether a request was rejected that had no token, or another one. */
function areWrongCredentials({ request, response }: Exchange): boolean {
  const hasToken = request.headers.some(
    ([name, value]) => /^authorization$/i.test(name) && /^bearer \$API_TOKEN$/i.test(value),
  );
  return !hasToken && response !== undefined && response.status >= 400 && response.status < 500;
}

/**
 * Returns a sentence on the wrong credentials that a run had sent when the target first refused its
 * token; none if the token was never refused, or no wrong credentials had been sent.
 */
export function describeWrongCredentials(evidence: readonly ScenarioEvidence[]): string[] {
  const first = Math.min(...evidence.flatMap(({ refusedAt }) => refusedAt ?? []));
  const wrong = evidence
    .flatMap(({ exchanges, unjudged = [] }) => [...exchanges, ...unjudged])
    .filter((exchange) => exchange.startedAt < first && areWrongCredentials(exchange)).length;
  if (first === Infinity || wrong === 0) return [];
  return [
    `The run had sent ${String(wrong)} requests with missing or wrong credentials by then, which may be the cause.`,
  ];
}
