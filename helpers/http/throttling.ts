import { fieldValue } from './body';
import type { HeaderField } from './exchange';

interface Throttled {
  status?: number;
  headers: readonly HeaderField[];
}

/** 429 says it by itself, 503 by its Retry-After. */
export function isThrottled({ status, headers }: Throttled): boolean {
  return status === 429 || (status === 503 && fieldValue(headers, 'retry-after') !== undefined);
}

/** Retry-After as ms from now: seconds, or a date, by the clock of whoever sent it. */
export function retryAfterMs(headers: readonly HeaderField[]): number | undefined {
  const retryAfter = fieldValue(headers, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  const now = Date.parse(fieldValue(headers, 'date') ?? '');
  return Number.isNaN(date) ? undefined : date - (Number.isNaN(now) ? Date.now() : now);
}
