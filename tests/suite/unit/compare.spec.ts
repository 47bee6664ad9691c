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

const VERDICTS = ['passed', 'warning', 'waived', 'failed', 'untested'] as const;

/** The change of a requirement, by its verdict before, and after in the order above. */
const CHANGES = {
  passed: ['', 'worse', 'worse', 'worse', 'newlyUntested'],
  warning: ['better', '', 'worse', 'worse', 'newlyUntested'],
  waived: ['better', 'better', '', 'worse', 'newlyUntested'],
  failed: ['better', 'better', 'newlyWaived', '', 'newlyUntested'],
  untested: ['better', 'worse', 'newlyWaived', 'worse', ''],
};

const changes = VERDICTS.flatMap((from) =>
  VERDICTS.map((to, index) => ({ from, to, kind: CHANGES[from][index] ?? '' })),
);

/** A comparison without a difference. */
const SAME = {
  notes: [],
  better: [],
  worse: [],
  consequences: [],
  newlyWaived: [],
  newlyUntested: [],
  otherWays: [],
  observations: [],
};

test.describe('Two reports compared', () => {
  for (const { from, to, kind } of changes) {
    test(`${from}, then ${to}: ${kind || 'the same'}`, () => {
      const difference = compare(report({ 'attach.one': from }), report({ 'attach.one': to }));
      const change = kind === '' ? {} : { [kind]: [{ id: 'attach.one', from, to }] };
      expect(difference).toMatchObject({ ...SAME, ...change });
    });
  }

  test('are the same where nothing moved', () => {
    const same = report({ 'attach.one': 'failed', 'detach.unlisted': 'passed' }, {}, ['lost']);
    expect(compare(same, structuredClone(same))).toMatchObject(SAME);
  });

  test('know a requirement that only one of them has', () => {
    const one = report({ 'attach.one': 'passed' });
    const both = report({ 'attach.one': 'passed', 'detach.unlisted': 'failed' });
    const id = 'detach.unlisted';
    expect(compare(one, both).worse).toEqual([{ id, from: 'untested', to: 'failed' }]);
    expect(compare(both, one).newlyUntested).toEqual([{ id, from: 'failed', to: 'untested' }]);
  });

  test('give a reason for what got worse, and set apart what follows from it', () => {
    const before = report({ 'attach.one': 'passed', 'detach.unlisted': 'passed' });
    const cause = { requirement: 'attach.one', code: 'lost' } as const;
    const after = minimalReport({
      requirements: [
        requirementResult('attach.one', {
          verdict: 'failed',
          findings: [finding('users\n101 are gone', { code: 'lost' })],
        }),
        requirementResult('detach.unlisted', {
          verdict: 'failed',
          findings: [finding('so is 102', { code: 'lost', consequenceOf: cause })],
        }),
      ],
    });
    const [from, to] = ['passed', 'failed'];
    expect(compare(before, after)).toMatchObject({
      worse: [{ id: 'attach.one', from, to, why: 'lost: users 101 are gone' }],
      consequences: [{ id: 'detach.unlisted', from, to, why: 'follows from attach.one lost' }],
    });
  });

  test('give the reason for what is no longer tested', () => {
    const after = minimalReport({
      requirements: [requirementResult('attach.one', { verdict: 'untested', reason: 'no answer' })],
    });
    const { newlyUntested } = compare(report({ 'attach.one': 'passed' }), after);
    expect(newlyUntested).toEqual([
      { id: 'attach.one', from: 'passed', to: 'untested', why: 'no answer' },
    ]);
  });

  test('name a way of failing that is new', () => {
    const before = report({ 'attach.one': 'failed' }, {}, ['lost', 'no-id']);
    const after = report({ 'attach.one': 'failed' }, {}, ['no-id', 'rejected']);
    const otherWays = [{ id: 'attach.one', key: 'rejected' }];
    expect(compare(before, after)).toMatchObject({ ...SAME, otherWays });
  });

  test('name the observations that moved, latency aside', () => {
    const seen = (...values: [id: string, value: string][]) =>
      report({}, { observations: values.map(([id, value]) => ({ id, value, exchanges: [] })) });
    const { observations } = compare(
      seen(['unknown-user', 'ignored'], ['get', 'answered 404'], ['latency', 'p50 1 ms']),
      seen(['unknown-user', 'refused'], ['order-of-data', 'by id'], ['latency', 'p50 2 ms']),
    );
    expect(observations).toEqual([
      { id: 'get', from: 'answered 404', to: 'not seen' },
      { id: 'order-of-data', from: 'not seen', to: 'by id' },
      { id: 'unknown-user', from: 'ignored', to: 'refused' },
    ]);
  });

  test('show the latency of both', () => {
    const taking = (...times: number[]) => {
      const exchanges = times.map((durationMs) => ({ id: '1', atMs: 0, durationMs }));
      return report({}, { scenarios: [{ title: 's', waitedMs: 0, exchanges }] });
    };
    expect(compare(taking(1, 2, 9), taking(5, 30, 10)).latency).toEqual({
      p50: [2, 10],
      p95: [9, 30],
      max: [9, 30],
    });
    expect(compare(taking(), taking(1))).not.toHaveProperty('latency');
  });

  for (const [what, more] of [
    ['contract', { contract: { title: '', version: '', sha256: 'other' } }],
    ['catalogue', { catalogue: { edition: '2.0', sha256: 'other' } }],
    ['server', { target: { baseUrl: 'http://o', embedded: false, customers: [], users: [] } }],
    ['FAIL_ON', { failOn: 'should' }],
  ] satisfies [string, Partial<Report>][]) {
    test(`note another ${what}`, () => {
      const other = report({}, more);
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
