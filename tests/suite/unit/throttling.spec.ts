import { expect, test } from '@playwright/test';
import { isTooMuch, retryAfterMs } from '../../../helpers/http/throttling';

test.describe('Retry-After', () => {
  let zone: string | undefined;

  test.beforeEach(() => {
    zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
  });

  test.afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  const NOW = 'Fri, 27 Nov 2026 00:00:00 GMT';
  for (const [value, date, ms] of [
    ['7', NOW, 7_000],
    ['Fri, 27 Nov 2026 00:00:07 GMT', NOW, 7_000],
    ['Friday, 27-Nov-26 00:00:07 GMT', NOW, 7_000],
    ['Fri Nov 27 00:00:07 2026', NOW, 7_000],
    ['Fri, 27 Nov 2026 00:00:07 GMT', 'Fri Nov 27 00:00:00 2026', 7_000],
    ['1.5', NOW, undefined],
    ['soon', NOW, undefined],
    ['', NOW, undefined],
  ] as const) {
    test(`of ${value || 'nothing'}, at ${date}, is ${String(ms)} ms anywhere`, () => {
      const headers = [['Retry-After', value] as const, ['Date', date] as const];
      expect(retryAfterMs(headers)).toBe(ms);
    });
  }
});

test('A 429 is about one request only where its list is very long', () => {
  expect(isTooMuch({ kind: 'megabyte-of-ids' }, { status: 429 })).toBe(true);
  expect(isTooMuch({ kind: 'ten-thousand-ids' }, { status: 429 })).toBe(true);
  expect(isTooMuch({ kind: 'ten-thousand-ids' }, { status: 503 })).toBe(false);
  expect(isTooMuch({ kind: 'sync' }, { status: 429 })).toBe(false);
  expect(isTooMuch({}, { status: 429 })).toBe(false);
});
