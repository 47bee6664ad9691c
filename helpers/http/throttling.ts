import { fieldValue } from './body';
import type { HeaderField } from './exchange';
import type { RawResponse } from './transport';

/** Returns whether a response asks the client to come back later: 429, or 503 with Retry-After. */
export function isThrottled({ status, headers }: Pick<RawResponse, 'status' | 'headers'>): boolean {
  return status === 429 || (status === 503 && fieldValue(headers, 'retry-after') !== undefined);
}

/** Returns Retry-After in ms from now. A date is relative to the Date of the response. */
export function retryAfterMs(headers: readonly HeaderField[]): number | undefined {
  const retryAfter = fieldValue(headers, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  const now = Date.parse(fieldValue(headers, 'date') ?? '');
  return Number.isNaN(date) ? undefined : date - (Number.isNaN(now) ? Date.now() : now);
}
