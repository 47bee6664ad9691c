import { expect, test } from '@playwright/test';
import { conformance, reportOf, targetOf } from '../support/run';
import { listening, withReference } from '../support/servers';

test.describe('--dry-run', () => {
  test('prints each request that a run would send, and sends none', async ({}, testInfo) => {
    const asked: string[] = [];
    await withReference(
      listening(({ method, customer }) => asked.push(`${method} ${customer ?? ''}`)),
      async (server) => {
        const config = { ...targetOf(server), SEED: '3' };
        const dry = await conformance(testInfo, config, '--dry-run', '--workers=1');
        expect(dry.exitCode).toBe(0);
        expect(asked).toEqual([]);
        expect(dry.reportText).toBeUndefined();
        expect(dry.stdout + dry.stderr).not.toContain(server.token);

        const run = await conformance(testInfo, config, '--workers=1');
        const printed = dry.stdout.split('\n').filter((line) => line.includes(server.baseUrl));
        const requests = printed.slice(0, -1).map((line) => line.split('  '));
        expect(printed.at(-1)).toContain(`these ${String(requests.length)} requests`);
        expect(requests).toHaveLength(reportOf(run).requests);
        const came = requests.map(
          ([method = '', url = '']) => `${method} ${/customers\/([^/?]*)/.exec(url)?.[1] ?? ''}`,
        );
        const methods = (lines: readonly string[]) =>
          lines.map((line) => line.split(' ')[0]).sort();
        expect(methods(came)).toEqual(methods(asked));
        expect(requests.map(([, , authorization]) => authorization)).toContain(
          'Bearer [API_TOKEN]',
        );
      },
    );
  });

  test('reports a wrong configuration, as a run does', async ({}, testInfo) => {
    const run = await conformance(testInfo, { BASE_URL: 'https://example.com' }, '--dry-run');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('API_TOKEN is required');
  });
});
