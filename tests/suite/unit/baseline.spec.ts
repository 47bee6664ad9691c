import { expect, test } from '@playwright/test';
import {
  failed,
  failedWithDefects,
  type Check,
  type Judgement,
} from '../../../helpers/checks/result';
import { excuses, isWaived } from '../../../helpers/checks/waivers';
import { BaselineError, parseBaseline } from '../../../helpers/config/baseline';
import { baselineResult, type Seen } from '../../../helpers/report/baseline-result';
import { exitCode } from '../../../helpers/report/verdicts';

const FILE = 'conformance.baseline.yaml';
const TODAY = new Date('2026-03-01T12:00:00Z');

const EMAIL = `waivers:
  - requirement: user.email
    property: /data/*/email
    reason: the contract's slip
    owner: api-team@example.com
    expires: 2026-12-31
`;

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
function emailCheck(kind: string, places = ['/data/0/email', '/data/1/email']): Check {
  const signature = `/data/*/email must be integer, and is ${kind}`;
  const judgement = failedWithDefects([
    { signature, message: `${places.join()} is ${kind}`, places },
  ]);
  return { requirement: 'user.email', exchanges: ['0.1'], ...judgement };
}

const check = (judgement: Judgement): Check => ({
  requirement: 'detach.unlisted',
  exchanges: ['0.1'],
  ...judgement,
});

test.describe('A baseline', () => {
  test('is read with the lines of each waiver and pin', () => {
    const { waivers, pins, sha256 } = parsed(
      `# known\n${EMAIL}  - { requirement: detach.unlisted, reason: r, owner: o, expires: 2026-03-01 }\npins:\n  # relied on\n  unknown-user: refused\n`,
    );
    expect(waivers.map(({ lines }) => lines)).toEqual([
      [3, 7],
      [8, 8],
    ]);
    expect(waivers[0]?.waiver).toEqual({
      requirement: 'user.email',
      property: '/data/*/email',
      reason: "the contract's slip",
      owner: 'api-team@example.com',
      expires: '2026-12-31',
    });
    expect(pins).toEqual([{ observation: 'unknown-user', value: 'refused', line: 11 }]);
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
    ['no owner', EMAIL.replace(/.*owner.*\n/, ''), /line 2: .*\(owner\)/],
    ['no end', EMAIL.replace(/.*expires.*\n/, ''), /line 2: .*\(expires\)/],
    ['an empty reason', EMAIL.replace("the contract's slip", "''"), /line 4: .*reason/],
    ['an end that is no day', EMAIL.replace('2026-12-31', '2026-02-30'), /line 6: .*date/],
    ['an end in words', EMAIL.replace('2026-12-31', 'never'), /line 6: .*date/],
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
    ['a property without a slash', EMAIL.replace('/data/*/email', 'email'), /line 3: .*property/],
    ['a key twice', `${EMAIL}waivers: []\n`, /line 7: not valid YAML: Map keys must be unique/],
    ['a pin of latency', 'pins:\n  latency: p50 1 ms\n', /\/pins /],
    ['a pin that is no text', 'pins:\n  unknown-user: 422\n', /line 2: .*must be string/],
  ] as const) {
    test(`with ${what} is refused by its line`, () => {
      expect(problemsOf(EMAIL), 'the control').toEqual([]);
      expect(problemsOf(text).join('\n')).toMatch(problem);
    });
  }

  test('tells all that is wrong with it at once', () => {
    const wrong = EMAIL.replace('2026-12-31', '2030-01-01').replace('user.email', 'user.e-mail');
    expect(problemsOf(wrong)).toHaveLength(2);
  });
});

test.describe('A waiver', () => {
  const asString = '/data/*/email must be integer, and is a string';

  for (const [what, narrowing, kind, places, waived] of [
    ['of a requirement', '', 'a string', undefined, true],
    ['of a requirement, failing otherwise', '', 'an object', undefined, true],
    ['of a property', 'property: /data/*/email', 'a string', undefined, true],
    ['of what is around it', 'property: /data/*', 'a string', undefined, true],
    ['of another property', 'property: /data/*/name', 'a string', undefined, false],
    ['of one that begins so', 'property: /data/*/ema', 'a string', undefined, false],
    ['of a property, at no place', 'property: /data/*/email', 'a string', [], false],
    [
      'of a property and one more',
      'property: /data/*/email',
      'a string',
      ['/data/0/email', '/data/0/id'],
      false,
    ],
    ['of a signature', `signature: ${asString}`, 'a string', undefined, true],
    ['of a signature, failing otherwise', `signature: ${asString}`, 'an object', undefined, false],
  ] as const) {
    test(`${what} ${waived ? 'excuses' : 'does not excuse'} ${kind}`, () => {
      const baseline = parsed(
        EMAIL.replace(
          '    property: /data/*/email\n',
          narrowing === '' ? '' : `    ${narrowing}\n`,
        ),
      );
      expect(isWaived(emailCheck(kind, places && [...places]), baseline)).toBe(waived);
    });
  }

  test('does not excuse another requirement, or one past its day', () => {
    const [waiver] = parsed(EMAIL).waivers;
    const [defect] = emailCheck('a string').defects ?? [];
    if (!waiver || !defect) throw new Error('nothing to excuse');
    expect(excuses(waiver, 'user.email', defect)).toBe(true);
    expect(excuses(waiver, 'user.name', defect)).toBe(false);
    expect(excuses({ ...waiver, expired: true }, 'user.email', defect)).toBe(false);
  });

  test('does not excuse a check that found something else as well', () => {
    const both: Check = {
      ...emailCheck('a string'),
      defects: [
        ...(emailCheck('a string').defects ?? []),
        ...(emailCheck('an object').defects ?? []),
      ],
    };
    const baseline = parsed(EMAIL.replace('property: /data/*/email', `signature: ${asString}`));
    expect(isWaived(both, baseline)).toBe(false);
    expect(isWaived(emailCheck('a string'), baseline)).toBe(true);
  });

  test('names what differs in ids, counts and values by one signature', () => {
    const waiver = (signature: string) =>
      parsed(
        `waivers:\n  - requirement: detach.unlisted\n    signature: '${signature}'\n    reason: r\n    owner: o\n    expires: 2026-12-31\n`,
      );
    const baseline = waiver(
      'sync to [#]: expected users #; got # (# were left out of the list and are still attached)',
    );
    for (const message of [
      'sync to [101]: expected users 101; got 101, 102 (102 was left out of the list and is still attached)',
      'sync to [101, 103]: expected users 101, 103; got 101, 102, 103, 104 (102, 104 were left out of the list and are still attached)',
      'sync to [101]: expected users 101; got 101, 102, 103 and 20 more (102, 103 and 19 more were left out of the list and are still attached)',
    ]) {
      expect(isWaived(check(failed(message)), baseline), message).toBe(true);
    }
    const other = 'sync to [101]: expected users 101; got nobody (101 was attached and is gone)';
    expect(isWaived(check(failed(other)), baseline)).toBe(false);
  });
});

test.describe('A run held against its baseline', () => {
  const nothing: Seen = { requirements: [], failed: [], observed: new Map(), complete: true };
  const stringEmail: Partial<Seen> = {
    requirements: [{ id: 'user.email', verdict: 'waived' }],
    failed: [emailCheck('a string')],
  };
  const otherwise: Partial<Seen> = {
    requirements: [{ id: 'user.email', verdict: 'failed' }],
    failed: [emailCheck('a string', ['/data/0/e'])],
  };
  const fine: Partial<Seen> = { requirements: [{ id: 'user.email', verdict: 'passed' }] };
  const untold: Partial<Seen> = { requirements: [{ id: 'user.email', verdict: 'untested' }] };

  for (const [what, seen, today, state, problem] of [
    ['it failed so', stringEmail, '2026-03-01', 'used', undefined],
    ['it failed otherwise', otherwise, '2026-03-01', 'unmatched', /delete lines 2 to 6 of conf/],
    ['it passed', fine, '2026-03-01', 'unneeded', /no longer needed.* delete lines 2 to 6 of conf/],
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
      /expired on 2026-12-31.* lines 2 to 6/,
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
