import { expect, test } from '@playwright/test';
import type { Patch } from '../../../helpers/reference/server';
import { conformance, having, reportOf, schemaProblems, targetOf } from '../support/run';
import { withReference } from '../support/servers';

/** Answers a number of requests and responds with 429 from then on. */
function throttlingAfter(response: number): Patch {
  return ({ respond }) => {
    let nth = 0;
    return {
      respond: async (request) =>
        ++nth <= response
          ? respond(request)
          : { status: 429, headers: { 'Retry-After': '86400' }, body: Buffer.alloc(0) },
    };
  };
}

test.describe('A run against a target that throttles for ever', () => {
  test('from the beginning is inconclusive and reports the reason', async ({}, testInfo) => {
    await withReference(throttlingAfter(0), async (server) => {
      const run = await conformance(testInfo, targetOf(server));
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(/429 .*wait 86400 s/);
      expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios/);
    });
  });

  test('midway is inconclusive, and fails nothing for it', async ({}, testInfo) => {
    await withReference(throttlingAfter(60), async (server) => {
      const run = await conformance(testInfo, targetOf(server));
      const report = reportOf(run);
      expect(run.exitCode).toBe(2);
      expect(report.verdict).toBe('inconclusive');
      expect(schemaProblems(report)).toEqual([]);
      expect(having(report, 'failed', 'warning')).toEqual([]);
      expect(having(report, 'untested').length).toBeGreaterThan(0);
      expect(report.notes.join('\n')).toMatch(/429 .*wait 86400 s/);
      // The customers could not be restored either.
      expect(report.notes.join('\n')).toContain('NOT RESTORED');
    });
  });
});
