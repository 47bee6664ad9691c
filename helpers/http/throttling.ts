import { requestGroups } from '../contract/requirements';
import { fieldValue } from './body';
import type { HeaderField } from './exchange';
import type { HttpRequest, RawResponse } from './transport';

/** Returns whether a response asks the client to come back later: 429, or 503 with Retry-After. */
export function isThrottled({ status, headers }: Pick<RawResponse, 'status' | 'headers'>): boolean {
  return status === 429 || (status === 503 && fieldValue(headers, 'retry-after') !== undefined);
}

/** Returns whether a 429 is about the length of one request, and not about the number of requests. */
export const isTooMuch = (
  { kind }: Pick<HttpRequest, 'kind'>,
  { status }: Pick<RawResponse, 'status'>,
): boolean => status === 429 && kind !== undefined && requestGroups.get(kind) === 'large-list';

/** Returns the time of one of the three forms of a date (RFC 9110 section 5.6.7), of which one has no zone. */
function parseDate(text: string): number {
  if (!/^[a-z]{3}/i.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}

/** Returns Retry-After in ms from now. A date is relative to the Date of the response. */
export function retryAfterMs(headers: readonly HeaderField[]): number | undefined {
  const retryAfter = fieldValue(headers, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = parseDate(retryAfter);
  const now = parseDate(fieldValue(headers, 'date') ?? '');
  return Number.isNaN(date) ? undefined : date - (Number.isNaN(now) ? Date.now() : now);
}
