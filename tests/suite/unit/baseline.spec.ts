import { expect, test } from '@playwright/test';
import { failedWithDefects, type Check } from '../../../helpers/checks/result';
import { excuses, isWaived } from '../../../helpers/checks/waivers';
import { BaselineError, parseBaseline } from '../../../helpers/config/baseline';
import { baselineResult, type Seen } from '../../../helpers/report/baseline-result';
import { exitCode } from '../../../helpers/report/verdicts';

const FILE = 'conformance.baseline.yaml';
const TODAY = new Date('2026-03-01T12:00:00Z');

const EMAIL = `waivers:
  - requirement: user.email
    code: string
    property: /data/*/email
    reason: the contract's slip
    owner: api-team@example.com
    expires: 2026-12-31
`;

const TIMEOUT = EMAIL.replace('user.email', 'http.completes').replace(
  /code.*\n.*property.*/,
  'code: timeout\n    request: sync',
);

function parsed(text: string, today = TODAY) {
  return parseBaseline(FILE, text, today);
}

function problemsOf(text: string): string[] {
  try {
    parsed(text);
    return [];
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    return error.problems;
  }
}

/** A failed check of user.email, as the judges make it. */
function emailCheck(
  code: 'string' | 'object',
  pointers = ['/data/0/email', '/data/1/email'],
): Check {
  const judgement = failedWithDefects([{ code, message: `got ${code}`, pointers }]);
  return { requirement: 'user.email', exchanges: ['0.1'], ...judgement };
}

test.describe('A baseline', () => {
  test('is read with the lines of each waiver and pin', () => {
    const { waivers, pins, sha256 } = parsed(
      `# known\n${EMAIL}  - { requirement: detach.unlisted, code: lost, reason: r, owner: o, expires: 2026-03-01 }\npins:\n  # relied on\n  unknown-user: refused\n`,
    );
    expect(waivers.map(({ lines }) => lines)).toEqual([
      [3, 8],
      [9, 9],
    ]);
    expect(waivers[0]?.waiver).toEqual({
      requirement: 'user.email',
      code: 'string',
      property: '/data/*/email',
      reason: "the contract's slip",
      owner: 'api-team@example.com',
      expires: '2026-12-31',
    });
    expect(pins).toEqual([{ observation: 'unknown-user', value: 'refused', line: 12 }]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
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
      const [waiver] = parsed(EMAIL.replace('2026-12-31', expires), new Date(today)).waivers;
      expect(waiver?.expired).toBe(expired);
    });
  }

  for (const [what, text, problem] of [
    ['no YAML', 'waivers: [', /^conformance\.baseline\.yaml, line 1: not valid YAML/],
    ['a list', '- user.email', /line 1: the file must be object/],
    ['a word that nobody knows', `${EMAIL}waiver: []\n`, /additional properties \(waiver\)/],
    ['no reason', EMAIL.replace(/.*reason.*\n/, ''), /line 2: \/waivers\/0 .*\(reason\)/],
    ['no code', EMAIL.replace(/.*code.*\n/, ''), /line 2: .*\(code\)/],
    [
      'a code of another requirement',
      EMAIL.replace('code: string', 'code: lost'),
      /line 2: lost is not a code of user\.email; its codes are null-value, boolean, number, string, array, object\.$/,
    ],
    [
      'a request where it makes no difference',
      `${EMAIL}    request: sync\n`,
      /line 2: findings of user\.email have no request/,
    ],
    [
      'a request that there is not',
      TIMEOUT.replace('sync', 'megabyte-of-ids'),
      /line 2: megabyte-of-ids is not a group of requests/,
    ],
    ['no owner', EMAIL.replace(/.*owner.*\n/, ''), /line 2: .*\(owner\)/],
    ['no end', EMAIL.replace(/.*expires.*\n/, ''), /line 2: .*\(expires\)/],
    ['an empty reason', EMAIL.replace("the contract's slip", "''"), /line 5: .*reason/],
    ['an end that is no day', EMAIL.replace('2026-12-31', '2026-02-30'), /line 7: .*date/],
    ['an end in words', EMAIL.replace('2026-12-31', 'never'), /line 7: .*date/],
    [
      'an end more than a year away',
      EMAIL.replace('2026-12-31', '2027-03-03'),
      /line 2: the waiver of user\.email expires on 2027-03-03; a waiver lasts at most a year, until 2027-03-02\.$/,
    ],
    [
      'an id that is no requirement',
      EMAIL.replace('user.email', 'user.e-mail'),
      /line 2: user\.e-mail is not a requirement/,
    ],
    ['a property without a slash', EMAIL.replace('/data/*/email', 'email'), /line 4: .*property/],
    ['a key twice', `${EMAIL}waivers: []\n`, /line 8: not valid YAML: Map keys must be unique/],
    ['a pin of latency', 'pins:\n  latency: p50 1 ms\n', /\/pins /],
    ['a pin that is no text', 'pins:\n  unknown-user: 422\n', /line 2: .*must be string/],
  ] as const) {
    test(`with ${what} is refused by its line`, () => {
      expect(problemsOf(EMAIL), 'the control').toEqual([]);
      expect(problemsOf(text).join('\n')).toMatch(problem);
    });
  }

  test('reports all its problems at once', () => {
    const wrong = EMAIL.replace('2026-12-31', '2030-01-01').replace('user.email', 'user.e-mail');
    expect(problemsOf(wrong)).toHaveLength(2);
  });
});

test.describe('A waiver', () => {
  for (const [what, code, property, failing, pointers, waived] of [
    ['its code', 'string', '', 'string', undefined, true],
    ['another code', 'string', '', 'object', undefined, false],
    ['its property', 'string', '/data/*/email', 'string', undefined, true],
    ['a property in it', 'string', '/data/*', 'string', undefined, true],
    ['another property', 'string', '/data/*/name', 'string', undefined, false],
    ['a property that begins so', 'string', '/data/*/ema', 'string', undefined, false],
    ['no property', 'string', '/data/*/email', 'string', [], false],
    ['one more', 'string', '/data/*/email', 'string', ['/data/0/email', '/data/0/id'], false],
  ] as const) {
    test(`${waived ? 'excuses' : 'does not excuse'} ${what}: ${failing}, ${property}`, () => {
      const narrowing = `    code: ${code}\n${property && `    property: ${property}\n`}`;
      const baseline = parsed(EMAIL.replace(/ {4}code.*\n {4}property.*\n/, narrowing));
      expect(isWaived(emailCheck(failing, pointers && [...pointers]), baseline)).toBe(waived);
    });
  }

  test('does not excuse another requirement, or a defect after its last day', () => {
    const [waiver] = parsed(EMAIL).waivers;
    const check = emailCheck('string');
    const [defect] = check.defects ?? [];
    if (!waiver || !defect) throw new Error('nothing to excuse');
    expect(excuses(waiver, check, defect)).toBe(true);
    expect(excuses(waiver, { requirement: 'user.name' }, defect)).toBe(false);
    expect(excuses({ ...waiver, expired: true }, check, defect)).toBe(false);
  });

  test('does not excuse a check that found something else as well', () => {
    const [string, object] = [emailCheck('string'), emailCheck('object')];
    const both = { ...string, defects: [...(string.defects ?? []), ...(object.defects ?? [])] };
    expect(isWaived(both, parsed(EMAIL))).toBe(false);
    expect(isWaived(string, parsed(EMAIL))).toBe(true);
  });

  test('of one request does not excuse the same after another', () => {
    const timeout = (request: 'sync' | 'large-list'): Check => ({
      requirement: 'http.completes',
      exchanges: ['0.1'],
      request,
      ...failedWithDefects([{ code: 'timeout', message: 'it did not end' }]),
    });
    const [any, plain] = [parsed(TIMEOUT.replace(/ +request.*\n/, '')), parsed(TIMEOUT)];
    expect(isWaived(timeout('sync'), plain)).toBe(true);
    expect(isWaived(timeout('large-list'), plain)).toBe(false);
    expect(isWaived(timeout('large-list'), any)).toBe(true);
  });
});

test.describe('A run held against its baseline', () => {
  const nothing: Seen = { requirements: [], failed: [], observed: new Map(), complete: true };
  const stringEmail: Partial<Seen> = {
    requirements: [{ id: 'user.email', verdict: 'waived' }],
    failed: [emailCheck('string')],
  };
  const otherwise: Partial<Seen> = {
    requirements: [{ id: 'user.email', verdict: 'failed' }],
    failed: [emailCheck('string', ['/data/0/e'])],
  };
  const fine: Partial<Seen> = { requirements: [{ id: 'user.email', verdict: 'passed' }] };
  const untold: Partial<Seen> = { requirements: [{ id: 'user.email', verdict: 'untested' }] };

  for (const [what, seen, today, state, problem] of [
    ['it failed so', stringEmail, '2026-03-01', 'used', undefined],
    ['it failed otherwise', otherwise, '2026-03-01', 'unmatched', /delete lines 2 to 7 of conf/],
    ['it passed', fine, '2026-03-01', 'unneeded', /no longer needed.* delete lines 2 to 7 of conf/],
    [
      'it passed in a part of a run',
      { ...fine, complete: false },
      '2026-03-01',
      'untested',
      undefined,
    ],
    ['it was not tested', untold, '2026-03-01', 'untested', undefined],
    [
      'it failed so, too late',
      stringEmail,
      '2027-01-01',
      'expired',
      /expired on 2026-12-31.* lines 2 to 7/,
    ],
    ['it passed, too late', fine, '2027-01-01', 'expired', /expired on 2026-12-31/],
  ] as const) {
    test(`has a waiver ${state} where ${what}`, () => {
      const result = baselineResult(parsed(EMAIL, new Date(`${today}T00:00:00Z`)), {
        ...nothing,
        ...seen,
      });
      expect(result.waivers.map((waiver) => waiver.state)).toEqual([state]);
      expect(result.problems).toEqual(
        problem === undefined ? [] : [expect.stringMatching(problem)],
      );
    });
  }

  for (const [what, pin, values, complete, state, problem] of [
    ['the same', 'ignored', ['ignored'], true, 'held', undefined],
    ['more exactly the same', 'refused', ['refused with 422'], true, 'held', undefined],
    [
      'so in several ways',
      'refused',
      ['refused with 404', 'refused with 422'],
      true,
      'held',
      undefined,
    ],
    [
      'several, and all are named',
      'ignored or refused with 422',
      ['refused with 422', 'ignored'],
      true,
      'held',
      undefined,
    ],
    ['something else', 'ignored', ['refused with 422'], true, 'moved', /line 2 of/],
    [
      'something else now and then',
      'ignored',
      ['ignored', 'refused with 422'],
      true,
      'moved',
      /"ignored", and was "ignored or refused with 422"/,
    ],
    ['a word that goes on', 'refuse', ['refused with 422'], true, 'moved', /line 2/],
    ['not seen', 'ignored', [], true, 'unobserved', /delete line 2 of/],
    ['not seen in a part of a run', 'ignored', [], false, 'untested', undefined],
  ] as const) {
    test(`has a pin ${state} where the value is ${what}`, () => {
      const result = baselineResult(parsed(`pins:\n  unknown-user: ${pin}\n`), {
        ...nothing,
        observed: new Map([['unknown-user', new Set<string>(values)]]),
        complete,
      });
      expect(result.pins.map((each) => each.state)).toEqual([state]);
      expect(result.problems).toEqual(
        problem === undefined ? [] : [expect.stringMatching(problem)],
      );
    });
  }

  test('fails where the baseline does not hold, and the verdict is left as it is', () => {
    const ends = (verdict: Parameters<typeof exitCode>[0]['verdict'], ...problems: string[]) =>
      exitCode({ verdict, baseline: { file: FILE, sha256: '', waivers: [], pins: [], problems } });
    expect(exitCode({ verdict: 'conformant' })).toBe(0);
    expect(ends('conformant')).toBe(0);
    expect(ends('conformant with waivers')).toBe(0);
    expect(ends('conformant', 'a problem')).toBe(1);
    expect(ends('conformant with waivers', 'a problem')).toBe(1);
    expect(ends('nonconformant', 'a problem')).toBe(1);
    expect(ends('inconclusive', 'a problem')).toBe(2);
  });
});
