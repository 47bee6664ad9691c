import { expect, test } from '@playwright/test';
import type { Check, ScenarioEvidence } from '../../../helpers/checks/result';
import { toPattern, toReplay } from '../../../helpers/cli/replay';
import { renderReplay, type ReplayResult } from '../../../helpers/run/judge-replay';
import type { Finding } from '../../../helpers/report/report';
import { evidenceOf } from '../support/evidence';
import {
  exchange,
  finding,
  minimalReport,
  requirementResult,
  sampleReport,
} from '../support/sample-report';

const ID = 'detach.unlisted';
const TITLE = 'Detach: users (a.b) left: out';

const reportWith = (findings: Finding[], verdict: 'failed' | 'passed' | 'untested' = 'failed') =>
  minimalReport({
    requirements: [
      requirementResult(ID, {
        findings,
        verdict,
        ...(verdict === 'untested' && { checks: 0, reason: 'waits for a setting' }),
      }),
    ],
    scenarios: [TITLE, 'Preflight'].map((title, index) => ({
      title,
      waitedMs: 0,
      exchanges: [{ id: `0.${String(index + 1)}`, atMs: 0, durationMs: 1 }],
    })),
  });

test.describe('A finding to replay', () => {
  const lost = finding('a', { code: 'lost', request: 'get', property: '/data/*/\u001b[31m' });

  test('is named by its requirement, and by its code, request or property', () => {
    const report = reportWith([finding('a'), lost]);
    const replay = (...words: string[]) => toReplay(report, 'c.json', [ID, ...words]);
    expect(replay()).toEqual({
      requirement: ID,
      keys: ['still-attached', 'lost get /data/*/\u001b[31m'],
      titles: [TITLE],
    });
    expect(replay('get', 'lost').keys).toEqual(['lost get /data/*/\u001b[31m']);
    expect(() => replay('still-atached')).toThrow(
      'has no finding still-atached. Did you mean still-attached? Its findings: still-attached; lost get /data/*/',
    );
    expect(() => replay('no')).not.toThrow('\u001b');
    expect(() => toReplay(report, 'c.json', ['detach.unlistd'])).toThrow(
      'c.json has no requirement detach.unlistd. Did you mean detach.unlisted?',
    );
    expect(() => toReplay(sampleReport(), 'c.json', ['attach.one'])).toThrow(
      'c.json has no finding of attach.one: its verdict is passed. Requirements with findings: ',
    );
  });

  test('selects the scenarios that showed it, or one of its requirement', () => {
    const report = reportWith([finding('a')]);
    const pattern = new RegExp(toPattern(toReplay(report, 'c.json', [ID])));
    // As Playwright joins the titles and the tags.
    expect(pattern.test('detach.spec.ts Detach users (a.b) left: out @detach.unlisted')).toBe(true);
    expect(pattern.test('detach.spec.ts Detach users (a.b) left: out')).toBe(true);
    expect(pattern.test('detach.spec.ts Detach users (a.b) left: out again')).toBe(false);
    expect(pattern.test('detach.spec.ts Detach users (aXb) left: out @detach.unlisted')).toBe(
      false,
    );

    const inPreflight = reportWith([finding('a', { exchanges: [{ ...exchange, id: '0.2' }] })]);
    const replay = toReplay(inPreflight, 'c.json', [ID]);
    expect(replay.titles).toEqual([]);
    expect(new RegExp(toPattern(replay)).test('x @detach.unlisted @a')).toBe(true);
    expect(new RegExp(toPattern(replay)).test('x @detach.unlisted.more')).toBe(false);
  });
});

test.describe('A replay', () => {
  const passed: Check = { requirement: ID, outcome: 'passed', exchanges: ['0.1'] };
  const failed: Check = {
    ...passed,
    outcome: 'failed',
    message: 'a',
    defects: [{ code: 'still-attached', message: 'a', pointers: [] }],
  };
  const untested: Check = { ...passed, outcome: 'untested', message: 'its control failed' };
  const other: Check = { ...passed, requirement: 'attach.one' };

  const replayed = (checks: Check[], more: Partial<ScenarioEvidence> = {}) =>
    evidenceOf({ title: TITLE, customers: ['7'], checks, requests: 1, ...more });

  const gone = { report: reportWith([], 'passed'), evidence: [replayed([passed])] };
  for (const [what, given, exitCode, line] of [
    ['finds it again', { report: reportWith([finding('a')]) }, 1, 'still happens'],
    [
      'finds it again and is cut short',
      { report: reportWith([finding('a')]), incomplete: ['It was interrupted.'] },
      1,
      'still happens',
    ],
    ['does not find it', {}, 0, 'no longer happens'],
    [
      'finds another',
      { report: reportWith([finding('a', { code: 'lost' })]) },
      0,
      'no longer happens, but found lost',
    ],
    ['is cut short', { incomplete: ['It was interrupted.'] }, 2, 'as It was interrupted.'],
    [
      'loses the target',
      { evidence: [replayed([passed], { inconclusive: 'It stopped.' })] },
      2,
      'as It stopped.',
    ],
    [
      'meets another client',
      { evidence: [replayed([passed], { shared: [{ customer: '7', lists: [] }] })] },
      2,
      'as another client',
    ],
    [
      'skips its scenario',
      { report: reportWith([], 'untested'), evidence: [] },
      2,
      'was not run: waits for a setting',
    ],
    ['cannot test it', { evidence: [replayed([passed, untested])] }, 2, 'as its control failed'],
    ['tests others alone', { evidence: [replayed([other])] }, 2, 'no check was evaluated'],
    ['discounts it', { evidence: [replayed([failed])] }, 2, 'the report does not count it'],
    ['has no such requirement', { report: minimalReport() }, 2, 'the edition 1.0 does not have'],
    [
      'does not restore a customer',
      { report: { ...gone.report, unrestored: ['7'] } },
      2,
      'no longer happens',
    ],
  ] satisfies [string, Partial<ReplayResult>, number, string][]) {
    test(`that ${what} exits with ${String(exitCode)}`, () => {
      const result = renderReplay(
        { requirement: ID, keys: ['still-attached'], titles: [TITLE] },
        { ...gone, incomplete: [], ...given },
      );
      expect(result.exitCode).toBe(exitCode);
      expect(result.text).toContain(line);
    });
  }
});
