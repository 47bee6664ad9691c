import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { EXIT_CODES } from '../../../helpers/report/verdicts';
import { harProblems, readHar } from '../support/har';
import { having, reportOf, schemaProblems, start, type Run } from '../support/run';
import { hostileServers } from './servers';
import type { HostileServer, RunningServer } from './servers/hostile-server';
import { acting, formsOf, written } from '../support/written';

const MAX_SECONDS = 60;
const MAX_MEGABYTES = 512;

interface Measured {
  run: Run;
  seconds: number;
  /** The sum of the peaks of all processes. */
  megabytes: number;
}

async function runAgainst(
  { scenarios, settings }: HostileServer,
  { environment }: RunningServer,
  testInfo: TestInfo,
): Promise<Measured> {
  const peaks = testInfo.outputPath('peaks');
  mkdirSync(peaks);
  const began = performance.now();
  const run = await start(
    testInfo,
    {
      SEED: '1',
      // All that a run can print.
      VERBOSE: '1',
      NODE_OPTIONS: `--require=${path.join(__dirname, 'peak-memory.cjs')}`,
      PEAK_MEMORY_DIR: peaks,
      ...environment,
      ...settings,
    },
    ...(scenarios === undefined ? [] : [`--grep=${scenarios}`]),
  ).ended;
  const kilobytes = readdirSync(peaks).map((pid) =>
    Number(readFileSync(path.join(peaks, pid), 'utf8')),
  );
  return {
    run,
    seconds: (performance.now() - began) / 1000,
    megabytes: kilobytes.reduce((sum, each) => sum + each, 0) / 1024,
  };
}

for (const [name, hostile] of Object.entries(hostileServers)) {
  test(`Against a hostile server, a run ends as declared: ${name} (${hostile.cause})`, async ({}, testInfo) => {
    const served = await hostile.serve();
    try {
      const { run, seconds, megabytes } = await runAgainst(hostile, served, testInfo);
      const output = run.stdout + run.stderr;
      testInfo.annotations.push({
        type: 'measured',
        description: `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`,
      });

      expect.soft(output).toContain(hostile.output ?? '');
      expect.soft(seconds).toBeLessThan(MAX_SECONDS);
      expect.soft(megabytes).toBeLessThan(MAX_MEGABYTES);
      expectVerdict(run, hostile);
      expectRestored(output, hostile, served);
      expect.soft(served.unexpectedConnections?.() ?? 0, 'unexpected connections').toBe(0);
      expect.soft(acting(output)).toEqual([]);
      const forms = formsOf(served.environment['API_TOKEN'] ?? '');
      const leaks = written(run).filter(([, text]) => forms.some((form) => text.includes(form)));
      expect.soft(leaks.map(([where]) => where)).toEqual([]);
    } finally {
      await served.close();
    }
  });
}

function expectVerdict(run: Run, hostile: HostileServer): void {
  const { verdict, failed = [], passed = [], restored } = hostile;
  const expected = verdict ?? (failed.length > 0 ? 'nonconformant' : 'inconclusive');
  const isLost = restored === undefined && expected !== 'nonconformant';
  const exitCode = EXIT_CODES[isLost ? 'inconclusive' : expected];
  expect.soft(run.exitCode).toBe(exitCode);
  if (run.reportText === undefined) {
    expect.soft(run.stderr).toContain('inconclusive: no scenario was run.');
    expect.soft([...failed, ...passed]).toEqual([]);
    return;
  }
  const report = reportOf(run);
  expect.soft(schemaProblems(report)).toEqual([]);
  expect.soft(harProblems(readHar(run.directory))).toEqual([]);
  expect.soft(report.verdict).toBe(expected);
  expect.soft(having(report, 'failed').sort()).toEqual([...failed].sort());
  expect.soft(having(report, 'passed')).toEqual(expect.arrayContaining([...passed]));
}

function expectRestored(output: string, { restored }: HostileServer, served: RunningServer): void {
  const { CUSTOMER_IDS = '', RESTORE_USER_IDS = '' } = served.environment;
  const message = `NOT RESTORED: customer ${CUSTOMER_IDS} should have users`;
  if (restored === undefined) expect.soft(output).toContain(message);
  else expect.soft(output).not.toContain('NOT RESTORED');
  if (restored === 'yes') {
    expect.soft(served.attached?.()).toEqual(RESTORE_USER_IDS.split(','));
  }
}
