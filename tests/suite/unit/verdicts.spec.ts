import { expect, test } from '@playwright/test';
import {
  requirements,
  type Level,
  type RequirementId,
} from '../../../helpers/contract/requirements';
import { describeUntested } from '../../../helpers/report/untested';
import type { RequirementVerdict } from '../../../helpers/report/report';
import {
  EXIT_CODES,
  exitCode,
  missingCapability,
  requirementVerdict,
  runVerdict,
  type Outcome,
} from '../../../helpers/report/verdicts';
import { readTables } from '../support/table';

const tables = readTables<{
  /** The verdict of a MUST, of a SHOULD, and of a SHOULD that fails a run. */
  requirements: { checks: (Outcome | 'unseen')[]; must: string; should: string; strict: string }[];
  /** The verdict of a run that is complete, with REQUIRE_ALL if that differs, and of one that is not. */
  runs: { requirements: string[]; complete: string; requireAll?: string; incomplete: string }[];
}>('unit/tables/verdicts.yaml');

test.describe('The verdict of a requirement', () => {
  for (const { checks, must, should, strict } of tables.requirements) {
    test(`from checks that are [${checks.join()}]`, () => {
      const verdict = (level: Level, failOn: 'must' | 'should') =>
        requirementVerdict(
          level,
          checks.map((check) =>
            check === 'unseen' ? { outcome: 'untested', unseen: true } : { outcome: check },
          ),
          failOn,
        );
      expect([verdict('MUST', 'must'), verdict('MUST', 'should')]).toEqual([must, must]);
      expect([verdict('SHOULD', 'must'), verdict('SHOULD', 'should')]).toEqual([should, strict]);
    });
  }
});

test.describe('The verdict of a run', () => {
  for (const { requirements, complete, requireAll = complete, incomplete } of tables.runs) {
    test(`from requirements that are [${requirements.join('; ')}]`, () => {
      const judged = requirements.map((text) => {
        const [level, verdict, waits] = text.split(' ') as [Level, RequirementVerdict, string?];
        return { level, verdict, waits: waits === 'waits' };
      });
      expect([runVerdict(judged, true), runVerdict(judged, false)]).toEqual([complete, incomplete]);
      expect(runVerdict(judged, true, true)).toBe(requireAll);
    });
  }

  test('with REQUIRE_ALL names what is untested, by what it needs', () => {
    const required = (
      id: RequirementId,
      needs?: string,
      verdict: RequirementVerdict = 'untested',
    ) => ({
      id,
      verdict,
      needs,
    });
    expect(describeUntested([required('attach.one', undefined, 'waived')])).toEqual([]);
    expect(describeUntested([required('auth.expired', 'EXPIRED_TOKEN')])).toEqual([
      'REQUIRE_ALL=1, and 1 requirement is untested: auth.expired (needs EXPIRED_TOKEN).',
    ]);
    const many = requirements.map(({ id }) => required(id));
    const some = [
      required('readback.persisted', 'a read'),
      required('readback.refused-unchanged', 'a read'),
    ];
    expect(describeUntested([...some, ...many])).toEqual([
      expect.stringMatching(
        /: readback.persisted, readback.refused-unchanged \(need a read\); .* and \d+ more \(the report has the reason\)\.$/,
      ),
    ]);
  });

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
  const all = {
    customers: 2,
    forbiddenToken: true,
    expiredToken: true,
    readBack: true,
    http2: true,
  };
  const none = {
    customers: 1,
    forbiddenToken: false,
    expiredToken: false,
    readBack: false,
    http2: false,
  };

  for (const [needs, key, words] of [
    ['CUSTOMER_IDS', 'customers', 'a second customer in CUSTOMER_IDS'],
    ['FORBIDDEN_TOKEN', 'forbiddenToken', 'FORBIDDEN_TOKEN'],
    ['EXPIRED_TOKEN', 'expiredToken', 'EXPIRED_TOKEN'],
    ['READ_BACK', 'readBack', 'READ_BACK_PATH or READ_BACK_COMMAND'],
    ['HTTP/2', 'http2', 'an https target that offers HTTP/2'],
  ] as const) {
    test(`is ${needs}, where that is not given, and nothing else`, () => {
      expect(missingCapability({ needs }, { ...all, [key]: none[key] })).toBe(words);
      expect(missingCapability({ needs }, { ...none, [key]: all[key] })).toBeUndefined();
    });
  }

  test('is nothing for most', () => {
    expect(missingCapability({}, none)).toBeUndefined();
  });
});

test.describe('The exit code of a run', () => {
  const shard = (complete: boolean) => ({ shard: { current: 1, total: 2, complete } });
  const problem = {
    baseline: { file: 'b', sha256: '', waivers: [], pins: [], problems: ['stale'] },
  };

  for (const [what, report, code] of [
    ['that conforms', { verdict: 'conformant' }, 0],
    ['that is inconclusive', { verdict: 'inconclusive' }, 2],
    ['of a whole shard without a verdict', { verdict: 'inconclusive', ...shard(true) }, 0],
    ['of a part of a shard', { verdict: 'inconclusive', ...shard(false) }, 2],
    ['of a whole shard with a defect', { verdict: 'nonconformant', ...shard(true) }, 1],
    ['that conforms, with a stale baseline', { verdict: 'conformant', ...problem }, 1],
    ['that conforms, with a customer unrestored', { verdict: 'conformant', unrestored: ['7'] }, 2],
    ['with a defect as well', { verdict: 'nonconformant', unrestored: ['7'] }, 1],
    ['that is inconclusive, with a stale baseline', { verdict: 'inconclusive', ...problem }, 2],
  ] satisfies [string, Parameters<typeof exitCode>[0], number][]) {
    test(`${what} is ${String(code)}`, () => {
      expect(exitCode(report)).toBe(code);
    });
  }
});
