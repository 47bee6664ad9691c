import { expect, test } from '@playwright/test';
import { redactor } from '../../../helpers/http/redact';
import { combine } from '../../../helpers/reference/patches';
import { conformance, having, reportOf, resultOf, schemaProblems, targetOf } from '../support/run';
import { fault, withReference } from '../support/servers';

test.describe('A run against a server with a defect', () => {
  test('names the clause, shows the exchange, and gives the lines to see it again', async ({}, testInfo) => {
    await withReference(fault('never-detaches'), async (server) => {
      const run = await conformance(testInfo, targetOf(server));
      const report = reportOf(run);

      expect(run.exitCode).toBe(1);
      expect(report.verdict).toBe('nonconformant');
      expect(schemaProblems(report)).toEqual([]);
      expect(having(report, 'failed')).toContain('detach.unlisted');
      expect(having(report, 'failed')).not.toContain('attach.added');

      const { findings, failed } = resultOf(report, 'detach.unlisted');
      expect(failed).toBeGreaterThan(0);
      const [finding] = findings;
      expect(finding?.message).toMatch(/expected users .*; got .* left out of the list/);
      expect(finding?.exchanges.at(-1)?.response?.status).toBe(200);
      expect(finding?.reproduce).toMatch(/^curl .*\$BASE_URL[^]*\$API_TOKEN/);

      expect(run.stdout).toMatch(/^failed +MUST +detach\.unlisted /m);
      expect(run.stdout).toContain(finding?.message);
      expect(run.stdout.trimEnd().split('\n').at(-2)).toMatch(/^nonconformant: /);
    });
  });

  test('keeps the token to itself, whatever the server does with it', async ({}, testInfo) => {
    const chatty = combine(
      fault('refusal-repeats-the-token'),
      fault('refusal-repeats-the-token-in-a-header'),
      fault('never-detaches'),
    );
    await withReference(chatty, async (server) => {
      const run = await conformance(testInfo, targetOf(server), '--grep=Credentials|Detach');
      const report = reportOf(run);
      expect(having(report, 'failed')).toContain('detach.unlisted');
      expect(having(report, 'warning')).toContain('auth.no-echo');

      for (const secret of [server.token, server.forbiddenToken, server.expiredToken]) {
        for (const text of [run.stdout, run.stderr, run.reportText ?? '']) {
          expect(redactor({ SECRET: secret }).redactWhole(text)).toBe(text);
          // A truncated or base64-encoded token must not be there either.
          expect(text).not.toContain(secret.slice(1, -1));
          expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
        }
      }
      expect(run.reportText).toContain('$API_TOKEN');
    });
  });

  test('charges e-mails that are strings to user.email, and to nothing else', async ({}, testInfo) => {
    await withReference(fault('email-as-string'), async (server) => {
      const run = await conformance(testInfo, targetOf(server), '--grep=(attach|detach)[.]spec');
      const report = reportOf(run);

      expect(run.exitCode).toBe(1);
      expect(having(report, 'failed', 'warning')).toEqual(['user.email']);
      expect(resultOf(report, 'detach.unlisted').verdict).toBe('passed');
      const [finding] = resultOf(report, 'user.email').findings;
      expect(finding?.message).toContain('integer');
      expect(finding?.message).toContain('baseline');
    });
  });

  test('warns of a SHOULD, and fails for it with FAIL_ON=should', async ({}, testInfo) => {
    await withReference(fault('no-allow-on-405'), async (server) => {
      for (const [failOn, exitCode, verdict, of] of [
        ['must', 0, 'conformant', 'warning'],
        ['should', 1, 'nonconformant', 'failed'],
      ] as const) {
        const run = await conformance(testInfo, {
          ...targetOf(server),
          FAIL_ON: failOn,
          REPORT_DIR: testInfo.outputPath(failOn),
        });
        expect(run.exitCode, failOn).toBe(exitCode);
        expect(run.stdout).toMatch(new RegExp(`^${verdict}: `, 'm'));
        expect(run.stdout).toMatch(new RegExp(`^${of} +SHOULD +http\\.method `, 'm'));
      }
    });
  });
});
