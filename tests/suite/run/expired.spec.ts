import { expect, test } from '@playwright/test';
import type { Alteration } from '../../../helpers/reference/server';
import { conformance, having, reportOf, targetOf } from './run';
import { withReference } from './servers';

/** Takes the token so many times, and then no more. */
const expiringAfter =
  (accepted: number): Alteration =>
  ({ authenticate, tokens }) => {
    let nth = 0;
    return {
      authenticate: (ask) => {
        const right = ask.headers.authorization === `Bearer ${tokens.valid}`;
        const late = right && ++nth > accepted;
        authenticate(late ? { ...ask, headers: {}, rawHeaders: [] } : ask);
      },
    };
  };

test('a token that expires midway makes a run inconclusive, and fails nothing', async ({}, testInfo) => {
  await withReference(expiringAfter(100), async (server) => {
    const run = await conformance(testInfo, targetOf(server));
    const report = reportOf(run);
    expect(run.exitCode).toBe(2);
    expect(report.verdict).toBe('inconclusive');
    expect(having(report, 'failed')).toEqual([]);
    expect(report.notes.join('\n')).toContain('API_TOKEN was refused with 401');
  });
});
