import { expect, test } from '@playwright/test';
import type { Code } from '../../../helpers/contract/requirements';
import { compare, percentile } from '../../../helpers/report/compare';
import type { Report, RequirementVerdict } from '../../../helpers/report/report';
import { finding, minimalReport, requirementResult } from '../support/sample-report';

function report(
  verdicts: Partial<Record<'attach.one' | 'detach.unlisted', RequirementVerdict>>,
  more: Partial<Report> = {},
  codes: readonly Code[] = [],
): Report {
  const findings = codes.map((code) => finding(code, { code }));
  const results = Object.entries(verdicts).map(([id, verdict]) =>
    requirementResult(id as 'attach.one', { verdict, findings }),
  );
  return minimalReport({ requirements: results, ...more });
}

test.describe('Two reports compared', () => {
  for (const [from, to, kind] of [
    ['passed', 'failed', 'worse'],
    ['passed', 'warning', 'worse'],
    ['passed', 'waived', 'worse'],
    ['warning', 'failed', 'worse'],
    ['warning', 'waived', 'worse'],
    ['waived', 'failed', 'worse'],
    ['untested', 'failed', 'worse'],
    ['untested', 'warning', 'worse'],
    ['failed', 'passed', 'better'],
    ['failed', 'warning', 'better'],
    ['waived', 'passed', 'better'],
    ['waived', 'warning', 'better'],
    ['warning', 'passed', 'better'],
    ['untested', 'passed', 'better'],
    ['failed', 'waived', 'newlyWaived'],
    ['untested', 'waived', 'newlyWaived'],
    ['passed', 'untested', 'newlyUntested'],
    ['failed', 'untested', 'newlyUntested'],
    ['warning', 'untested', 'newlyUntested'],
    ['waived', 'untested', 'newlyUntested'],
  ] as const) {
    test(`${from}, then ${to}, is ${kind}, and nothing else`, () => {
      const all = compare(report({ 'attach.one': from }), report({ 'attach.one': to }));
      const { better, worse, newlyWaived, newlyUntested, otherWays } = all;
      expect({ better, worse, newlyWaived, newlyUntested, otherWays }).toEqual({
        better: [],
        worse: [],
        newlyWaived: [],
        newlyUntested: [],
        otherWays: [],
        [kind]: [{ id: 'attach.one', from, to }],
      });
    });
  }

  test('are the same where nothing moved', () => {
    const same = report({ 'attach.one': 'failed', 'detach.unlisted': 'passed' }, {}, ['lost']);
    expect(compare(same, structuredClone(same))).toMatchObject({
      notes: [],
      better: [],
      worse: [],
      newlyWaived: [],
      newlyUntested: [],
      otherWays: [],
      observations: [],
    });
  });

  test('know a requirement that only one of them has', () => {
    const one = report({ 'attach.one': 'passed' });
    const both = report({ 'attach.one': 'passed', 'detach.unlisted': 'failed' });
    expect(compare(one, both).worse).toEqual([
      { id: 'detach.unlisted', from: 'untested', to: 'failed' },
    ]);
    expect(compare(both, one).newlyUntested).toEqual([
      { id: 'detach.unlisted', from: 'failed', to: 'untested' },
    ]);
  });

  test('name a way of failing that is new', () => {
    const before = report({ 'attach.one': 'failed' }, {}, ['lost', 'no-id']);
    const after = report({ 'attach.one': 'failed' }, {}, ['no-id', 'rejected']);
    expect(compare(before, after).otherWays).toEqual([{ id: 'attach.one', key: 'rejected' }]);
    expect(compare(before, after).worse).toEqual([]);
  });

  test('tell which observations moved, latency aside', () => {
    const seen = (values: Record<string, string>) =>
      report(
        {},
        {
          observations: Object.entries(values).map(([id, value]) => ({ id, value, exchanges: [] })),
        },
      );
    const { observations } = compare(
      seen({ 'unknown-user': 'ignored', get: 'answered 404', latency: 'p50 1 ms' }),
      seen({ 'unknown-user': 'refused with 422', 'order-of-data': 'by id', latency: 'p50 2 ms' }),
    );
    expect(observations).toEqual([
      { id: 'get', from: 'answered 404', to: 'not seen' },
      { id: 'order-of-data', from: 'not seen', to: 'by id' },
      { id: 'unknown-user', from: 'ignored', to: 'refused with 422' },
    ]);
  });

  test('tell how long answers took', () => {
    const taking = (...times: number[]) =>
      report(
        {},
        {
          scenarios: [
            {
              title: 's',
              waitedMs: 0,
              exchanges: times.map((durationMs) => ({ id: '1', atMs: 0, durationMs })),
            },
          ],
        },
      );
    expect(compare(taking(1, 2, 9), taking(5, 30, 10)).latency).toEqual({
      p50: [2, 10],
      p95: [9, 30],
      max: [9, 30],
    });
    expect(compare(taking(), taking(1))).not.toHaveProperty('latency');
  });

  for (const [what, more] of [
    ['the contract', { contract: { title: '', version: '', sha256: 'other' } }],
    ['the catalogue', { catalogue: { edition: '2.0', sha256: 'other' } }],
    ['the server', { target: { baseUrl: 'http://o', embedded: false, customers: [], users: [] } }],
    ['FAIL_ON', { failOn: 'should' }],
  ] as const) {
    test(`say that ${what} is another`, () => {
      const other = report({}, structuredClone(more) as unknown as Partial<Report>);
      expect(compare(report({}), other).notes).toHaveLength(1);
      expect(compare(other, structuredClone(other)).notes).toEqual([]);
    });
  }
});

test.describe('A percentile', () => {
  for (const [times, part, expected] of [
    [[], 0.5, undefined],
    [[3], 0.5, 3],
    [[4, 1, 3, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.95, 4],
    [[10, 9], 1, 10],
    [[100, 20, 3], 0, 3],
  ] as const) {
    test(`of ${JSON.stringify(times)} at ${String(part)} is ${String(expected)}`, () => {
      expect(percentile(times, part)).toBe(expected);
    });
  }
});
