import { expect, test } from '@playwright/test';
import { draftBaseline } from '../../../helpers/report/draft-baseline';
import { sampleReport } from '../support/sample-report';

test('A draft pins no observation that differs between runs of the same target', () => {
  const observations = [
    ['cut-off', 'once, and not on a retry'],
    ['latency', 'p50 3 ms'],
    ['get', 'answered 200 or answered 404'],
    ['unknown-user', 'ignored'],
  ] as const;
  const report = sampleReport({
    observations: observations.map(([id, value]) => ({ id, value, exchanges: [] })),
  });
  const [, pins] = draftBaseline(report, new Date()).split(/^pins:$/m);
  expect(pins?.trim()).toBe('unknown-user: ignored');
});
