import os from 'node:os';
import { chapters, requirements } from '../../../helpers/contract/requirements';
import { harProblems, readHar } from '../support/har';
import { having, reportOf, schemaProblems } from '../support/run';
import { sampleReport } from '../support/sample-report';
import { expect, test } from '../support/test';

/** Characters of the longest title of a chapter. */
const WIDTH = Math.max(...Object.values(chapters).map(({ title }) => title.length));

test('A run of which nothing is configured finds the embedded server conformant', async ({
  startRun,
}) => {
  const run = await startRun({}).ended;
  const report = reportOf(run);
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toBe('');
  expect(report).toMatchObject({ verdict: 'conformant', notes: [], target: { embedded: true } });
  expect(having(report, 'failed', 'warning', 'waived')).toEqual([]);
  // The embedded server has no TLS, and so no HTTP/2.
  expect(having(report, 'untested')).toEqual(['client.http2']);
  expect(report.requirements.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id));
  expect(schemaProblems(report)).toEqual([]);
  const { log } = readHar(run.directory);
  expect(harProblems({ log })).toEqual([]);
  expect(log.entries).toHaveLength(report.requests);
  expect(log.comment).toContain('all of the run');
  expect(report.target.customers).toHaveLength(2);
  expect(report.requests).toBeGreaterThan(requirements.length);
  expect(report.requests).toBeLessThan(880);

  const lines = run.stdout.trimEnd().split('\n');
  // One worker for each customer, where there is a core for each.
  const workers = String(Math.min(2, os.availableParallelism()));
  const [, total = ''] =
    /^Sync Users conformance: (\d+) scenarios, (\d+) workers?/.exec(lines[1] ?? '') ?? [];
  expect(lines[0]).toMatch(/^NOT YOUR SERVER: /);
  expect(lines[1]).toMatch(new RegExp(` ${workers} workers?,`));
  expect(run.stdout).toMatch(new RegExp(`^${total}/${total} scenarios, \\d+ s$`, 'm'));
  for (const [name, { title }] of Object.entries(chapters)) {
    const all = requirements.filter(({ chapter }) => chapter === name).length;
    const passed = name === 'clients' ? all - 1 : all;
    const start = `${title.padEnd(WIDTH)}  ${String(passed)}/${String(all)}`;
    expect(lines.filter((line) => line.startsWith(start))).toHaveLength(1);
  }
  expect(lines).toContainEqual(expect.stringMatching(/^untested {2}client\.http2: /));
  expect(lines.length).toBeLessThan(20);
  expect(lines.at(-2)).toMatch(
    /^conformant \(NOT YOUR SERVER: .*; 2 customers, lists up to 60 users; users read back\): .*requests in .*seed \d+/,
  );
  expect(lines.at(-2)).toContain(`seed ${String(report.seed)}`);
  expect(lines.at(-1)).toMatch(/^report: .*index\.html$/);
});

test('The schema of a report rejects one that is broken, in whatever way', () => {
  const report = sampleReport();
  expect(schemaProblems(report)).toEqual([]);

  const [first, ...others] = report.requirements;
  const [observation] = report.observations;
  for (const [what, broken] of [
    ['no object', []],
    ['a verdict of its own', { ...report, verdict: 'fine' }],
    ['something more', { ...report, more: true }],
    ['an id as a number', { ...report, target: { ...report.target, users: [1, 2, 3, 4] } }],
    ['a digest cut short', { ...report, contract: { ...report.contract, sha256: 'abc' } }],
    ['a local time', { ...report, startedAt: '2023-01-01T12:00:00+01:00' }],
    ['fractions of a request', { ...report, requests: 1.5 }],
    ['no requirement', { ...report, requirements: [] }],
    ['a level', { ...report, requirements: [{ ...first, level: 'MAY' }, ...others] }],
    ['a secret more', { ...report, requirements: [{ ...first, token: 'x' }, ...others] }],
    [
      'a failure without checks',
      { ...report, requirements: [{ ...first, verdict: 'failed', checks: 0 }, ...others] },
    ],
    [
      'untested for no reason',
      { ...report, requirements: [{ ...first, verdict: 'untested', checks: 0 }, ...others] },
    ],
    ['an observation without a value', { ...report, observations: [{ id: observation?.id }] }],
  ] as const) {
    expect(schemaProblems(broken), what).not.toEqual([]);
  }
  for (const property of Object.keys(report)) {
    const rest = Object.fromEntries(Object.entries(report).filter(([name]) => name !== property));
    expect(schemaProblems(rest), `without ${property}`).not.toEqual([]);
  }
});
