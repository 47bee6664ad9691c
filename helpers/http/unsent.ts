import type { TransportFailure } from './exchange';
import type { HttpRequest } from './http-request';
import { recordRequest } from './record-exchange';
import type { Redact } from './redact';
import type { HttpResult } from './result';

/** Returns the result of a request that was not sent. */
export function unsentResult(
  id: string,
  request: HttpRequest,
  failure: TransportFailure,
  redact: Redact,
): HttpResult {
  const recorded = recordRequest(request, redact);
  const exchange = { id, request: recorded, failure, startedAt: Date.now(), durationMs: 0 };
  return { exchange, headers: [], failure };
}
