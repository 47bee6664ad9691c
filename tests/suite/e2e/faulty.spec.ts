import { redactor } from '../../../helpers/http/redact';
import { combine } from '../../../helpers/reference/patches';
import { having, reportOf, resultOf, schemaProblems, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';
import { written } from '../support/written';

/** Playwright's record of a run, for --last-failed. */
interface LastRun {
  status: string;
  failedTests: string[];
}

/** Parts of a run that are no scenarios of Playwright. */
const SETUP = ['Preflight', 'Restore'];

/** Returns the worker that sent an exchange, which its id begins with. */
const workerOf = (id: string) => id.split('.')[0] ?? '';

test('A failed run names the clause, shows the exchange and how to repeat it, without a token', async ({
  reference,
  conformance,
}) => {
  const chatty = combine(
    fault('refusal-repeats-the-token'),
    fault('refusal-repeats-the-token-in-a-header'),
    fault('never-detaches'),
  );
  const server = await reference(chatty);
  const scenarios = '--grep=altered token|never issued|left out of the list are|added to those';
  const run = await conformance(targetOf(server), scenarios);
  const report = reportOf(run);
  expect(run.exitCode).toBe(1);
  expect(report.verdict).toBe('nonconformant');
  expect(schemaProblems(report)).toEqual([]);
  expect(having(report, 'failed')).toContain('detach.unlisted');
  expect(having(report, 'failed')).not.toContain('attach.added');
  expect(having(report, 'warning')).toContain('auth.no-echo');

  const { findings, failed } = resultOf(report, 'detach.unlisted');
  expect(failed).toBeGreaterThan(0);
  const [finding] = findings;
  expect(finding?.message).toMatch(/expected users .*; got .* left out of the list/);
  expect(finding?.exchanges.at(-1)?.response?.status).toBe(200);
  expect(finding?.reproduce).toMatch(/^curl .*\$BASE_URL[^]*\$API_TOKEN/);

  expect(run.stdout).toMatch(/^failed +MUST +detach\.unlisted /m);
  expect(run.stdout).toContain(finding?.message);
  expect(run.stdout.trimEnd().split('\n').at(-4)).toMatch(/^nonconformant: /);

  for (const secret of [server.token, server.forbiddenToken, server.expiredToken]) {
    for (const text of [run.stdout, run.stderr, run.reportText ?? '']) {
      expect(redactor({ SECRET: secret }).redactWhole(text)).toBe(text);
      // A truncated or base64-encoded token must not be there either.
      expect(text).not.toContain(secret.slice(1, -1));
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
    }
  }
});

test('A server that fails every scenario ends no worker, --last-failed runs them, and -x the first', async ({
  reference,
  conformance,
}) => {
  const given = targetOf(await reference(fault('email-as-string')));
  const run = await conformance(given, '--grep=(attach|detach)[.]spec', '--workers=2');
  const { scenarios } = reportOf(run);
  const workers = scenarios.flatMap(({ exchanges }) => exchanges.map(({ id }) => workerOf(id)));
  expect([...new Set(workers)].filter((name) => /^\d+$/.test(name)).sort()).toEqual(['0', '1']);

  const [lastRun] = written(run).filter(([file]) => file.endsWith('.last-run.json'));
  const { status, failedTests } = JSON.parse(lastRun?.[1] ?? '') as LastRun;
  expect(status).toBe('failed');
  expect(failedTests.length).toBeGreaterThan(5);

  const again = await conformance(
    { ...given, REPORT_DIR: run.directory },
    '--last-failed',
    '-x',
    '--workers=1',
  );
  expect(again.exitCode).toBe(1);
  expect(again.stdout).toMatch(/^nonconformant: /m);
  const selected = `${String(failedTests.length)} of 64 scenarios were selected by --last-failed.`;
  expect(again.stdout).toContain(selected);
  expect(again.stdout).toContain(
    'Error in the run: Testing stopped early after 1 maximum allowed failures.',
  );
  const failing = scenarios.filter(({ title }) => !SETUP.includes(title));
  const ran = reportOf(again).scenarios.filter(({ title }) => !SETUP.includes(title));
  expect(failing.map(({ title }) => title)).toContain(ran[0]?.title);
  // The worker may begin the next scenario before it hears of the end.
  expect(ran.length).toBeLessThanOrEqual(2);
});

test('A run with FAIL_ON=should fails for a SHOULD', async ({ reference, conformance }) => {
  const given = { ...targetOf(await reference(fault('no-challenge'))), FAIL_ON: 'should' };
  const run = await conformance(given, '--grep=without credentials');
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/^nonconformant: /m);
  expect(run.stdout).toMatch(/^failed +SHOULD +auth\.challenge /m);
});
