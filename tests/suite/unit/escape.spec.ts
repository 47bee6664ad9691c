import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { Exchange } from '../../../helpers/http/exchange';
import {
  renderObservations,
  renderTable,
  renderVerdict,
} from '../../../helpers/report/render/console';
import { escapeControls } from '../../../helpers/report/render/escape';
import { exchange, finding, minimalReport, requirementResult } from '../support/sample-report';

/** Characters and commands that act on a terminal or a CI log, are invisible or are unassigned. */
const ACTING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}]|##\[|##vso\[/u;

test.describe('A text from a target', () => {
  for (const [what, text, shown] of [
    ['plain text', 'plain text, 100 % ~ "quoted"', 'plain text, 100 % ~ "quoted"'],
    [
      'letters of any script',
      'Zoë 山田 太郎 Ελένη مريم Նարե 😀',
      'Zoë 山田 太郎 Ελένη مريم Նարե 😀',
    ],
    ['a combining accent', 'e\u0301', 'e\u0301'],
    ['an escape sequence', '\x1b[31mred\x1b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
    ['a title for the window', '\x1b]0;owned\x07', '\\u{1b}]0;owned\\u{7}'],
    ['an escape sequence of C1', '\x9b31m', '\\u{9b}31m'],
    ['a carriage return', 'failed\rpassed', 'failed\\u{d}passed'],
    ['a backspace', 'no\b\byes', 'no\\u{8}\\u{8}yes'],
    ['line ends', 'a\nb\r\nc', 'a\\u{a}b\\u{d}\\u{a}c'],
    ['the line ends of Unicode', 'a\u2028b\u2029c\u0085d', 'a\\u{2028}b\\u{2029}c\\u{85}d'],
    ['a tab, NUL and DEL', '\t\0\x7f', '\\u{9}\\u{0}\\u{7f}'],
    ['an override to right-to-left', 'a\u202etxt.exe\u202c', 'a\\u{202e}txt.exe\\u{202c}'],
    ['isolates', '\u2066a\u2067b\u2068c\u2069', '\\u{2066}a\\u{2067}b\\u{2068}c\\u{2069}'],
    ['marks of direction', '\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'],
    ['what has no width', 'a\u200bb\u2060c\ufeffd', 'a\\u{200b}b\\u{2060}c\\u{feff}d'],
    ['a soft hyphen', 'a\u00adb', 'a\\u{ad}b'],
    ['tags that nobody sees', 'a\u{e0041}\u{e007f}', 'a\\u{e0041}\\u{e007f}'],
    ['a high surrogate alone', 'a\ud800b', 'a\\u{d800}b'],
    ['a low surrogate alone', '\udfff', '\\u{dfff}'],
    ['surrogates in the wrong order', '\ude00\ud83d', '\\u{de00}\\u{d83d}'],
    ['a command of GitHub', 'x\n::set-output name=a::b', 'x\\u{a}::set-output name=a::b'],
  ] as const) {
    test(`shows ${what}`, () => {
      expect(escapeControls(text)).toBe(shown);
    });
  }

  test('never acts, and is let alone where it does not', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('#', '[', 'vso', '\u{10ffff}', '\ufdd0', 'a') }),
    );
    fc.assert(
      fc.property(any, (text) => {
        expect(ACTING.test(escapeControls(text))).toBe(false);
        expect(ACTING.test(text) || escapeControls(text) === text).toBe(true);
      }),
    );
  });
});

const HOSTILE =
  'ok\r\n::set-output name=verdict::conformant\n##[set-output name=a]b\n##vso[task.setvariable variable=a]b\n\x1b[2K\x1b[1Afake\u202e\ud800\n  ::error::fake\u2028::warning::fake';

const hostileExchange: Exchange = {
  ...exchange,
  response: { status: 422, headers: [['X-Hostile', HOSTILE]], body: HOSTILE, bodyBytes: 99 },
  failure: { kind: 'incomplete', message: HOSTILE },
  note: HOSTILE,
};

const report = minimalReport({
  requirements: [
    requirementResult('attach.one', {
      verdict: 'failed',
      findings: [finding(HOSTILE, { exchanges: [hostileExchange] })],
    }),
    requirementResult('attach.many', { verdict: 'untested', reason: HOSTILE }),
  ],
  observations: [{ id: 'error-body', value: HOSTILE, exchanges: ['0.1'] }],
});

test.describe('The output of a run', () => {
  const text = [renderTable(report), renderObservations(report), renderVerdict(report)].join('\n');
  // Colours are the console's own.
  // eslint-disable-next-line no-control-regex -- the escape sequences of picocolors
  const lines = text.replace(/\x1b\[\d+m/g, '').split('\n');

  test('contains text of the target', () => {
    expect(lines.filter((line) => line.includes('set-output')).length).toBeGreaterThan(3);
  });

  test('contains nothing that acts on a terminal', () => {
    expect(lines.filter((line) => ACTING.test(line))).toEqual([]);
  });

  test('has no line that a CI takes for a command', () => {
    // GitHub takes `::` at the beginning of a line, and `##[` anywhere; Azure `##vso[` anywhere.
    expect(lines.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
    expect(lines.filter((line) => /##(vso)?\[/.test(line))).toEqual([]);
  });
});
