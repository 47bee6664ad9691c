import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CONTRACT_FILE } from '../../../helpers/contract/contract';
import {
  mapContractLines,
  lineVerdict,
  type LineVerdict,
} from '../../../helpers/report/html/contract-coverage';
import { compareByImpact } from '../../../helpers/report/impact';
import { excerptJson, MAX_BODY, parseBody } from '../../../helpers/report/html/json-excerpt';
import { escapeText, toPlainText } from '../../../helpers/report/html/text';
import type { RequirementResult } from '../../../helpers/report/report';
import { requirements, type RequirementId } from '../../../helpers/contract/requirements';
import { requirementResult } from '../support/sample-report';

const yaml = readFileSync(CONTRACT_FILE, 'utf8');
const lines = yaml.split('\n');

const result = (id: RequirementId, verdict: RequirementResult['verdict']) =>
  requirementResult(id, { verdict });

/** All requirements passed, or all but one. */
const withOne = (id?: RequirementId, verdict: RequirementResult['verdict'] = 'passed') =>
  requirements.map((each) => result(each.id, each.id === id ? verdict : 'passed'));
const verdictAt = (number: number, results: readonly RequirementResult[]) =>
  lineVerdict(mapContractLines(yaml, results)[number - 1]?.requirements ?? []);

test.describe('The lines of the contract', () => {
  test('take a folded text as a whole, and of a block the first line', () => {
    const at = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    const [first, last] = [at('description: >'), at('to attach or detach.')];
    const failing = withOne('detach.unlisted', 'failed');
    const red = lines.flatMap((_line, index) =>
      verdictAt(index + 1, failing) === 'failed' ? [index + 1] : [],
    );
    expect(red).toEqual([first, first + 1, last]);
    const [responses] = mapContractLines(yaml, withOne()).filter(({ text }) =>
      text.includes('responses:'),
    );
    expect(responses?.direct).toBe(true);
  });

  test('that none cites have the verdict of the innermost block around them', () => {
    const of = mapContractLines(yaml, withOne('response.media-type', 'failed'));
    const found = of.filter(({ requirements: cites }) => lineVerdict(cites) === 'failed');
    const said = found.map(({ text, direct }) => `${text.trim()}${direct ? '' : ' (within)'}`);
    expect(said).toEqual([
      'content:',
      'application/json: (within)',
      'schema: (within)',
      'properties: (within)',
      'data: (within)',
    ]);
  });

  for (const [verdicts, line] of [
    [['passed', 'failed', 'untested', 'warning'], 'failed'],
    [['passed', 'waived', 'warning'], 'warning'],
    [['passed', 'waived', 'untested'], 'waived'],
    [['passed', 'untested'], 'partial'],
    [['untested', 'untested'], 'untested'],
    [['passed', 'passed'], 'passed'],
    [[], undefined],
  ] as [RequirementResult['verdict'][], LineVerdict | undefined][]) {
    test(`with ${verdicts.join(', ') || 'nothing'} is ${line ?? 'plain'}`, () => {
      expect(lineVerdict(verdicts.map((verdict) => result('user.id', verdict)))).toBe(line);
    });
  }
});

test.describe('The order of reading', () => {
  test('has the verdict first, then the level, then the harm', () => {
    const sorted = [
      result('user.id', 'passed'),
      result('auth.missing', 'passed'),
      result('auth.forbidden', 'untested'),
      result('http.method', 'warning'),
      result('user.email', 'failed'),
      result('attach.one', 'failed'),
      result('detach.unlisted', 'failed'),
      result('auth.invalid', 'failed'),
      result('ids.strict', 'failed'),
    ].sort(compareByImpact);
    expect(sorted.map(({ id }) => id)).toEqual([
      'auth.invalid',
      'detach.unlisted',
      'attach.one',
      'user.email',
      'ids.strict',
      'http.method',
      'auth.forbidden',
      'auth.missing',
      'user.id',
    ]);
  });
});

test.describe('A formatted body', () => {
  const print = (body: string, places: string[][] = [], most = 2000) => {
    const tree = parseBody(body);
    return tree
      ? excerptJson(body, tree, places, most).map(
          ({ indent, text, marked }) => `${' '.repeat(indent)}${text}${marked ? ' <' : ''}`,
        )
      : undefined;
  };
  const users = (number: number) =>
    `{"data":[${Array.from({ length: number }, (_user, id) => `{"id":${String(id)},"name":"${'n'.repeat(60)}"}`).join(',')}]}`;

  test('opens the way to a defect, and keeps every token as it was sent', () => {
    expect(print('{"data":[{"id":1.0,"n":"\\u0041"}],"x":1e400}', [['data', '0', 'id']])).toEqual([
      '{',
      ' "data": [',
      '  {',
      '   "id": 1.0, <',
      '   "n": "\\u0041"',
      '  }',
      ' ],',
      ' "x": 1e400',
      '}',
    ]);
  });

  test('marks the object in which something is absent', () => {
    expect(print('{"data":[{"n":1}]}', [['data', '0', 'id']])?.[2]).toBe('  { <');
  });

  test('leaves out long runs without a defect, and notes it', () => {
    const shown = print(users(40), [['data', '20', 'name']]);
    expect(shown).toContain('  … 19 more');
    expect(shown?.filter((line) => line.endsWith('<'))).toHaveLength(1);
    expect(shown?.length).toBeLessThan(20);
  });

  test('is the part that there is of a truncated body', () => {
    const body = `${users(40).slice(0, 500)}… (3000 more characters)`;
    const shown = print(body, [['data', '1', 'id']]);
    expect(shown).toContain('   "id": 1, <');
    expect(shown?.at(-1)).toContain('3000 more characters');
    // Without the note on truncation it is no JSON.
    expect(print(users(40).slice(0, 500))).toBeUndefined();
  });

  for (const text of ['', 'null', '"text"', '<html>', '{"a":1} trailing', '{a:1}', '// no']) {
    test(`is not formatted if it is no object or array: ${text}`, () => {
      expect(print(text)).toBeUndefined();
    });
  }

  test('is bounded, however deep or wide', () => {
    const deep = print(`${'['.repeat(MAX_BODY)}… (5 more characters)`, [
      Array.from({ length: 2000 }, () => '0'),
    ]);
    expect(deep?.join('').length).toBeLessThan(3_000);
    const wide = print(`[${'[1],'.repeat(1000)}1]`, [], 400);
    expect(wide?.join('').length).toBeLessThan(1_500);
  });
});

test.describe('An untrusted text', () => {
  for (const [text, max, shown] of [
    ['abc', 3, 'abc'],
    ['abcdef', 3, 'abc…'],
    ['a\u202e\u202cb', 20, 'a\\u{202e}\\u{202c}b'],
    ['a\nb', 10, 'a\\u{a}b'],
    // Escapes count, and a character is whole or left out.
    ['\0\0\0', 10, '\\u{0}\\u{0}…'],
    ['aa😀', 3, 'aa…'],
    ['aa😀', 4, 'aa😀'],
  ] as const) {
    test(`of at most ${String(max)} characters is shown as ${shown}`, () => {
      expect(toPlainText(text, max)).toBe(shown);
    });
  }

  test('is escaped in runs, keeps line ends of bodies, and counts what is left out', () => {
    const escaped = { text: '\\u{202e}\\u{202c}', escaped: true };
    const [a, b] = ['a', 'b'].map((text) => ({ text, escaped: false }));
    expect(escapeText('a\u202e\u202cb')).toEqual({ segments: [a, escaped, b], left: 0 });
    expect(escapeText('a\nb\tc\r', 20, { lines: true }).segments[0]?.text).toBe('a\nb\tc');
    expect(escapeText('abcdef', 3).left).toBe(3);
  });
});
