import { expect, test } from '@playwright/test';
import { stringify } from 'yaml';
import { failedWithDefects, type Check, type Defect } from '../../../helpers/checks/result';
import { excuses, isWaived, keyOf } from '../../../helpers/checks/waivers';
import { BaselineError, parseBaseline } from '../../../helpers/config/baseline';
import { baselineResult, type Seen } from '../../../helpers/report/baseline-result';
import { exitCode } from '../../../helpers/report/verdicts';
import { readTables } from '../support/table';

interface Tables {
  invalid: { what: string; text?: string; waiver?: Fields; problem: string }[];
  pins: { pin: string; observed: string[]; incomplete?: true; state: string; problem?: string }[];
}

const { invalid, pins } = readTables<Tables>('unit/tables/baseline.yaml');

const FILE = 'conformance.baseline.yaml';
const TODAY = '2026-03-01T12:00:00Z';

const EMAIL = {
  requirement: 'user.email',
  code: 'string',
  property: '/data/*/email',
  reason: "the contract's slip",
  owner: 'api-team@example.com',
  expires: '2026-12-31',
};

type Fields = Partial<Record<keyof typeof EMAIL | 'request', string | null>>;

/** Writes a baseline of one waiver or more, without their fields that are null. */
function write(change: Fields = {}, ...more: Fields[]): string {
  const waivers = [change, ...more].map((fields) =>
    Object.fromEntries(Object.entries({ ...EMAIL, ...fields }).filter(([, text]) => text !== null)),
  );
  return stringify({ waivers });
}

const parsed = (text: string, today = TODAY) => parseBaseline(FILE, text, new Date(today));

function problemsOf(text: string): string[] {
  try {
    parsed(text);
    return [];
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    return error.problems;
  }
}

/** A failed check of user.email, with a defect for each code. */
function emailCheck(codes: readonly ('string' | 'object')[], pointers = ['/data/0/email']): Check {
  const judgement = failedWithDefects(codes.map((code) => ({ code, message: code, pointers })));
  return { requirement: 'user.email', exchanges: ['0.1'], ...judgement };
}

test.describe('A baseline', () => {
  test('is read with the lines of each waiver and pin', () => {
    const baseline = parsed(
      `# known\n${write()}  - { requirement: detach.unlisted, code: lost, reason: r, owner: o, expires: 2026-03-01 }\npins:\n  # relied on\n  unknown-user: refused\n`,
    );
    expect(baseline.waivers.map(({ lines }) => lines.join('-'))).toEqual(['3-8', '9-9']);
    expect(baseline.waivers[0]?.waiver).toEqual(EMAIL);
    expect(baseline.pins).toEqual([{ observation: 'unknown-user', value: 'refused', line: 12 }]);
    expect(baseline.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('may be empty', () => {
    for (const text of ['', '# nothing yet\n', '{}', 'waivers: []\npins: {}\n']) {
      expect(parsed(text)).toMatchObject({ waivers: [], pins: [] });
    }
  });

  for (const [expires, today, expired] of [
    ['2026-03-01', '2026-02-28T23:59:59Z', false],
    ['2026-03-01', '2026-03-01T00:00:00Z', false],
    ['2026-03-01', '2026-03-01T23:59:59Z', false],
    ['2026-03-01', '2026-03-02T00:00:00Z', true],
    ['2020-01-01', '2026-03-01T00:00:00Z', true],
  ] as const) {
    test(`that expires on ${expires} is ${expired ? 'out of' : 'in'} force at ${today}`, () => {
      const [waiver] = parsed(write({ expires }), today).waivers;
      expect(waiver?.expired).toBe(expired);
    });
  }

  for (const { what, waiver, text = write(waiver), problem } of invalid) {
    test(`with ${what} is rejected with its line`, () => {
      expect(problemsOf(write()), 'the control').toEqual([]);
      expect(problemsOf(text).join('\n')).toMatch(new RegExp(problem));
    });
  }

  test('reports all its problems at once', () => {
    expect(problemsOf(write({ expires: '2030-01-01', requirement: 'user.e-mail' }))).toHaveLength(
      2,
    );
  });
});

test.describe('A waiver', () => {
  const BOTH = ['/data/0/email', '/data/1/email'];

  for (const [what, property, codes, pointers, waived] of [
    ['its code', null, ['string'], BOTH, true],
    ['another code', null, ['object'], BOTH, false],
    ['another code as well', null, ['string', 'object'], BOTH, false],
    ['its property', '/data/*/email', ['string'], BOTH, true],
    ['a property in it', '/data/*', ['string'], BOTH, true],
    ['another property', '/data/*/name', ['string'], BOTH, false],
    ['a property with a longer name', '/data/*/ema', ['string'], BOTH, false],
    ['no property', '/data/*/email', ['string'], [], false],
    ['one more', '/data/*/email', ['string'], ['/data/0/email', '/data/0/id'], false],
  ] as const) {
    test(`${waived ? 'excuses' : 'does not excuse'} ${what}`, () => {
      expect(isWaived(emailCheck(codes, [...pointers]), parsed(write({ property })))).toBe(waived);
    });
  }

  test('does not excuse another requirement, or a defect after its last day', () => {
    const [waiver] = parsed(write()).waivers;
    const check = emailCheck(['string']);
    const [defect] = check.defects ?? [];
    if (!waiver || !defect) throw new Error('nothing to excuse');
    expect(excuses(waiver, check, defect)).toBe(true);
    expect(excuses(waiver, { requirement: 'user.name' }, defect)).toBe(false);
    expect(excuses({ ...waiver, expired: true }, check, defect)).toBe(false);
  });

  test('excuses its own defect beside waivers of others', () => {
    const other = { requirement: 'user.name', code: 'array', property: null };
    expect(isWaived(emailCheck(['string']), parsed(write(other, {})))).toBe(true);
  });

  for (const [request, failed, waived] of [
    ['sync', 'sync', true],
    ['sync', 'large-list', false],
    [null, 'large-list', true],
  ] as const) {
    test(`of request ${String(request)} and a timeout of ${failed}: ${String(waived)}`, () => {
      const requirement = 'http.completes';
      const judgement = failedWithDefects([{ code: 'timeout', message: 'it did not end' }]);
      const check: Check = { requirement, exchanges: ['0.1'], request: failed, ...judgement };
      const waiver = write({ requirement, code: 'timeout', property: null, request });
      expect(isWaived(check, parsed(waiver))).toBe(waived);
    });
  }
});

test.describe('The finding of a defect', () => {
  for (const [what, request, pointers, key] of [
    ['anywhere', undefined, [], {}],
    ['of the body', undefined, [''], {}],
    ['of one property', undefined, ['/data/0/id', '/data/1/id'], { property: '/data/*/id' }],
    ['of two properties', undefined, ['/data/0/id', '/data/0/name'], {}],
    ['of a request', 'sync', [], { request: 'sync' }],
  ] as const) {
    test(`${what} has the key ${JSON.stringify(key)} beside its code`, () => {
      const defect: Defect = { code: 'string', message: 'x', pointers: [...pointers] };
      expect(keyOf(request ? { request } : {}, defect)).toEqual({ code: 'string', ...key });
    });
  }
});

test.describe('A run held against its baseline', () => {
  const nothing: Seen = { requirements: [], failed: [], observed: new Map(), complete: true };
  const email = (verdict: 'passed' | 'waived' | 'failed' | 'untested', ...failed: Check[]) => ({
    ...nothing,
    requirements: [{ id: 'user.email' as const, verdict }],
    failed,
  });
  const waived = email('waived', emailCheck(['string']));
  const failed = email('failed', emailCheck(['string'], ['/data/0/e']));
  const passed = email('passed');

  const [day, late] = ['2026-03-01', '2027-01-01'];
  for (const [what, seen, today, state, problem] of [
    ['it failed so', waived, day, 'used', ''],
    ['it failed otherwise', failed, day, 'unmatched', 'delete lines 2 to 7 of conf'],
    ['it passed', passed, day, 'unneeded', 'no longer needed.* delete lines 2 to 7 of conf'],
    ['a partial run passed', { ...passed, complete: false }, day, 'untested', ''],
    ['it was not tested', email('untested'), day, 'untested', ''],
    ['it failed so, too late', waived, late, 'expired', 'expired on 2026-12-31.* lines 2 to 7'],
    ['it passed, too late', passed, late, 'expired', 'expired on 2026-12-31'],
  ] as const) {
    test(`has a waiver ${state} where ${what}`, () => {
      const { waivers, problems } = baselineResult(parsed(write(), today), seen);
      expect(waivers.map((waiver) => waiver.state)).toEqual([state]);
      expect(problems).toEqual(problem === '' ? [] : [expect.stringMatching(problem)]);
    });
  }

  for (const { pin, observed, incomplete = false, state, problem = '' } of pins) {
    const run = incomplete ? 'part of a run' : 'run';

    test(`has a pin "${pin}" ${state} after a ${run} with ${observed.join() || 'nothing'}`, () => {
      const values = new Map([['unknown-user', new Set(observed)]]);
      const seen = { ...nothing, observed: values, complete: !incomplete };
      const result = baselineResult(parsed(`pins:\n  unknown-user: ${pin}\n`), seen);
      expect(result.pins.map((each) => each.state)).toEqual([state]);
      expect(result.problems).toEqual(problem === '' ? [] : [expect.stringMatching(problem)]);
    });
  }

  for (const [verdict, state] of [
    ['passed', 'unobserved'],
    ['waived', 'unobserved'],
    ['failed', 'untested'],
  ] as const) {
    test(`has a pin ${state} that nothing shows if a requirement is ${verdict}`, () => {
      const { requirements } = email(verdict);
      const { pins, problems } = baselineResult(parsed('pins:\n  get: answered 404\n'), {
        ...nothing,
        requirements,
      });
      expect(pins.map((pin) => pin.state)).toEqual([state]);
      expect(problems).toHaveLength(state === 'unobserved' ? 1 : 0);
    });
  }

  for (const [verdict, held, broken] of [
    ['conformant', 0, 1],
    ['conformant with waivers', 0, 1],
    ['nonconformant', 1, 1],
    ['inconclusive', 2, 2],
  ] as const) {
    test(`exits with ${String(broken)} if it is ${verdict} and the baseline does not hold`, () => {
      const baseline = { file: FILE, sha256: '', waivers: [], pins: [], problems: [] };
      expect(exitCode({ verdict })).toBe(held);
      expect(exitCode({ verdict, baseline })).toBe(held);
      expect(exitCode({ verdict, baseline: { ...baseline, problems: ['one'] } })).toBe(broken);
    });
  }
});
