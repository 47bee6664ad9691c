import { expect, test } from '@playwright/test';
import {
  EXIT_CODES,
  exitCode,
  requirementVerdict,
  runVerdict,
  missingCapability,
  type Capabilities,
  type Judged,
} from '../../../helpers/report/verdicts';

test.describe('The verdict of a requirement', () => {
  const { passed, failed, untested, waived } = {
    waived: { outcome: 'waived' },
    passed: { outcome: 'passed' },
    failed: { outcome: 'failed' },
    untested: { outcome: 'untested' },
  } as const;

  for (const [what, checks, must, should, shouldFails] of [
    ['no check', [], 'untested', 'untested', 'untested'],
    ['one that passed', [passed], 'passed', 'passed', 'passed'],
    ['one that failed', [failed], 'failed', 'warning', 'failed'],
    ['one that was not evaluated', [untested], 'untested', 'untested', 'untested'],
    ['passed, then failed', [passed, failed], 'failed', 'warning', 'failed'],
    ['failed, then passed', [failed, passed], 'failed', 'warning', 'failed'],
    ['passed, then not evaluated', [passed, untested], 'passed', 'passed', 'passed'],
    ['not evaluated, then passed', [untested, passed], 'passed', 'passed', 'passed'],
    ['failed, then not evaluated', [failed, untested], 'failed', 'warning', 'failed'],
    ['not evaluated, then failed', [untested, failed], 'failed', 'warning', 'failed'],
    ['all of them', [passed, untested, failed, passed], 'failed', 'warning', 'failed'],
    ['one that is waived', [waived], 'waived', 'waived', 'waived'],
    ['passed, then waived', [passed, waived], 'waived', 'waived', 'waived'],
    ['waived, then not evaluated', [waived, untested], 'waived', 'waived', 'waived'],
    ['waived, then failed', [waived, failed], 'failed', 'warning', 'failed'],
    ['many that passed', [passed, passed, passed], 'passed', 'passed', 'passed'],
  ] as const) {
    test(`from ${what}`, () => {
      expect(requirementVerdict('MUST', checks, 'must')).toBe(must);
      expect(requirementVerdict('MUST', checks, 'should')).toBe(must);
      expect(requirementVerdict('SHOULD', checks, 'must')).toBe(should);
      expect(requirementVerdict('SHOULD', checks, 'should')).toBe(shouldFails);
    });
  }
});

test.describe('The verdict of a run', () => {
  const judged =
    (level: Judged['level']) =>
    (verdict: Judged['verdict'], waits = false): Judged => ({ level, verdict, waits });
  const must = judged('MUST');
  const should = judged('SHOULD');

  for (const [what, requirements, whole, cutShort] of [
    ['all passed', [must('passed'), should('passed')], 'conformant', 'inconclusive'],
    ['a MUST failed', [must('passed'), must('failed')], 'nonconformant', 'nonconformant'],
    ['a SHOULD failed', [must('passed'), should('failed')], 'nonconformant', 'nonconformant'],
    ['a SHOULD warned', [must('passed'), should('warning')], 'conformant', 'inconclusive'],
    [
      'a MUST is waived',
      [must('passed'), must('waived')],
      'conformant with waivers',
      'inconclusive',
    ],
    ['a MUST is untested', [must('passed'), must('untested')], 'inconclusive', 'inconclusive'],
    ['a MUST waits', [must('passed'), must('untested', true)], 'conformant', 'inconclusive'],
    ['a SHOULD is untested', [must('passed'), should('untested')], 'conformant', 'inconclusive'],
    ['one failed, one untested', [must('failed'), must('untested')], ...same('nonconformant')],
    ['a MUST failed that waits', [must('failed', true)], ...same('nonconformant')],
    [
      'a SHOULD failed, a MUST untested',
      [should('failed'), must('untested')],
      ...same('nonconformant'),
    ],
    ['nothing was tested', [should('untested'), should('untested')], ...same('inconclusive')],
    ['all of them wait', [must('untested', true), should('untested')], ...same('inconclusive')],
    ['there are none', [], ...same('inconclusive')],
  ] as const) {
    test(`where ${what}`, () => {
      expect(runVerdict(requirements, true)).toBe(whole);
      expect(runVerdict(requirements, false)).toBe(cutShort);
    });
  }

  function same<const V extends string>(verdict: V) {
    return [verdict, verdict] as const;
  }

  test('is the exit code that pipelines hang on', () => {
    expect(EXIT_CODES).toEqual({
      conformant: 0,
      'conformant with waivers': 0,
      nonconformant: 1,
      inconclusive: 2,
    });
  });
});

test.describe('The setting that a requirement waits for', () => {
  const all: Capabilities = {
    customers: 2,
    forbiddenToken: true,
    expiredToken: true,
    readBackPath: true,
  };

  for (const [needs, without, words] of [
    ['CUSTOMER_IDS', { customers: 1 }, 'a second customer in CUSTOMER_IDS'],
    ['FORBIDDEN_TOKEN', { forbiddenToken: false }, 'FORBIDDEN_TOKEN'],
    ['EXPIRED_TOKEN', { expiredToken: false }, 'EXPIRED_TOKEN'],
    ['READ_BACK_PATH', { readBackPath: false }, 'READ_BACK_PATH'],
  ] as const) {
    test(`is ${needs}, where that is not given, and nothing else`, () => {
      expect(missingCapability({ needs }, all)).toBeUndefined();
      expect(missingCapability({ needs }, { ...all, ...without })).toBe(words);
      const others: Capabilities = {
        customers: 1,
        forbiddenToken: false,
        expiredToken: false,
        readBackPath: false,
      };
      const [key] = Object.keys(without);
      const own = Object.fromEntries(Object.entries(all).filter(([name]) => name === key));
      expect(missingCapability({ needs }, { ...others, ...own })).toBeUndefined();
    });
  }

  test('is nothing for most', () => {
    expect(
      missingCapability(
        {},
        { customers: 1, forbiddenToken: false, expiredToken: false, readBackPath: false },
      ),
    ).toBeUndefined();
  });
});

test.describe('The exit code of a run', () => {
  const shard = (complete: boolean) => ({ shard: { current: 1, total: 2, complete } });
  const problem = { baseline: { file: 'b', waivers: [], pins: [], problems: ['stale'] } };

  for (const [what, report, code] of [
    ['the whole of which conforms', { verdict: 'conformant' }, 0],
    ['that is inconclusive', { verdict: 'inconclusive' }, 2],
    [
      'that is a shard, whole, of which the rest is elsewhere',
      { verdict: 'inconclusive', ...shard(true) },
      0,
    ],
    ['that is a shard, and was not whole', { verdict: 'inconclusive', ...shard(false) }, 2],
    ['that is a shard, whole, and saw a defect', { verdict: 'nonconformant', ...shard(true) }, 1],
    ['that conforms, with a baseline that does not hold', { verdict: 'conformant', ...problem }, 1],
    [
      'that is inconclusive, with a baseline that does not hold',
      { verdict: 'inconclusive', ...problem },
      2,
    ],
  ] as [string, Parameters<typeof exitCode>[0], number][]) {
    test(`${what} is ${String(code)}`, () => {
      expect(exitCode(report)).toBe(code);
    });
  }
});
