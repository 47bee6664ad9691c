import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { hostiles } from '../../../helpers/reference/hostile';
import type { Hostile, Served } from '../../../helpers/reference/hostile/hostile';
import { EXIT_CODES } from '../../../helpers/report/verdicts';
import { having, reportOf, start, type Run } from '../run/run';
import { acting, formsOf, written } from './written';

const MOST_SECONDS = 60;
const MOST_MEGABYTES = 512;

interface Measured {
  run: Run;
  seconds: number;
  /** The most that one process of the run took. */
  megabytes: number;
}

async function runAgainst(
  { scenarios, settings }: Hostile,
  { environment }: Served,
  testInfo: Parameters<typeof start>[0],
): Promise<Measured> {
  const peaks = testInfo.outputPath('peaks');
  mkdirSync(peaks);
  const began = performance.now();
  const run = await start(
    testInfo,
    {
      SEED: '1',
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
    megabytes: Math.max(...kilobytes) / 1024,
  };
}

test.describe('Against a server that is hostile, a run ends as declared:', () => {
  for (const hostile of hostiles) {
    const { name, story, outcome } = hostile;

    test(`${name} (${story})`, async ({}, testInfo) => {
      const served = await hostile.serve();
      try {
        const { run, seconds, megabytes } = await runAgainst(hostile, served, testInfo);
        const told = run.stdout + run.stderr;
        testInfo.annotations.push({
          type: 'measured',
          description: `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`,
        });

        expect.soft(told).toContain(outcome.says);
        expect.soft(run.exitCode).toBe(EXIT_CODES[outcome.verdict]);
        expect.soft(seconds).toBeLessThan(outcome.seconds ?? MOST_SECONDS);
        expect.soft(megabytes).toBeLessThan(MOST_MEGABYTES);
        expectVerdict(run, hostile);
        expectRestored(run, hostile, served);
        expect.soft(served.knocks?.() ?? 0, 'connections to a stranger').toBe(0);
        expect.soft(acting(told)).toEqual([]);
        const secret = served.environment['API_TOKEN'] ?? '';
        const leaks = written(run).filter(([, text]) =>
          formsOf(secret).some((form) => text.includes(form)),
        );
        expect.soft(leaks.map(([where]) => where)).toEqual([]);
      } finally {
        await served.close();
      }
    });
  }
});

function expectVerdict(run: Run, { outcome }: Hostile): void {
  if (run.reportText === undefined) {
    expect.soft(run.stderr).toContain('inconclusive: no scenario was run.');
    expect.soft(outcome.failed ?? []).toEqual([]);
    expect.soft(outcome.passed ?? []).toEqual([]);
    return;
  }
  const report = reportOf(run);
  expect.soft(report.verdict).toBe(outcome.verdict);
  expect.soft(having(report, 'failed').sort()).toEqual([...(outcome.failed ?? [])].sort());
  expect
    .soft(having(report, 'passed'))
    .toEqual(expect.arrayContaining([...(outcome.passed ?? [])]));
}

function expectRestored(run: Run, { outcome }: Hostile, served: Served): void {
  const told = run.stdout + run.stderr;
  const { CUSTOMER_IDS = '', RESTORE_USER_IDS = '' } = served.environment;
  if (outcome.restored === 'said') {
    expect.soft(told).toContain(`NOT RESTORED: customer ${CUSTOMER_IDS} should have been left`);
  } else {
    expect.soft(told).not.toContain('NOT RESTORED');
  }
  if (outcome.restored === 'yes') {
    expect.soft(served.attached?.()).toEqual(RESTORE_USER_IDS.split(','));
  }
}

test('The bank has 40 hostile servers at least, each with a name of its own', () => {
  expect(new Set(hostiles.map(({ name }) => name)).size).toBe(hostiles.length);
  expect(hostiles.length).toBeGreaterThanOrEqual(40);
});
