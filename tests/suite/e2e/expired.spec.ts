import { expect, test } from '@playwright/test';
import type { Patch } from '../../../helpers/reference/server';
import { conformance, having, reportOf, targetOf } from '../support/run';
import { withReference } from '../support/servers';

/** Takes the token so many times, and then no more. */
const expiringAfter =
  (accepted: number): Patch =>
  ({ authenticate, tokens }) => {
    let nth = 0;
    return {
      authenticate: (request) => {
        const right = request.headers.authorization === `Bearer ${tokens.valid}`;
        const late = right && ++nth > accepted;
        authenticate(late ? { ...request, headers: {}, rawHeaders: [] } : request);
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
