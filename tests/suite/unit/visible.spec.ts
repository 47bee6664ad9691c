import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { Exchange } from '../../../helpers/http/exchange';
import {
  renderObservations,
  renderTable,
  renderVerdict,
} from '../../../helpers/report/render/console';
import type { Report } from '../../../helpers/report/report';
import { escapeControls } from '../../../helpers/report/render/escape';
import { requirements } from '../../../helpers/contract/requirements';

/** What acts on a terminal or in a log, hides what else is there, or is no character at all. */
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

const exchange: Exchange = {
  id: '0.1',
  request: {
    method: 'POST',
    target: '/customers/7/users',
    headers: [['Authorization', 'Bearer $API_TOKEN']],
    body: '{"user_ids":[101]}',
    bodyBytes: 18,
  },
  response: { status: 422, headers: [['X-Hostile', HOSTILE]], body: HOSTILE, bodyBytes: 99 },
  failure: { kind: 'incomplete', message: HOSTILE },
  startedAt: 0,
  durationMs: 1,
  note: HOSTILE,
};

const [requirement] = requirements;
if (!requirement) throw new Error('the catalogue is empty');

const report: Report = {
  verdict: 'nonconformant',
  notes: [],
  suite: { name: 'suite', version: '0' },
  contract: { title: 'Client API', version: '0.1.0', sha256: '' },
  catalogue: { edition: '1.0', sha256: '' },
  target: { baseUrl: 'http://127.0.0.1', embedded: false, customers: ['7'], users: ['101'] },
  startedAt: '2023-01-01T12:00:00Z',
  durationMs: 1,
  requests: 1,
  waitedMs: 0,
  seed: 1,
  failOn: 'must',
  requirements: [
    {
      ...requirement,
      id: 'attach.one',
      source: '#/',
      verdict: 'failed',
      checks: 1,
      failed: 1,
      findings: [
        {
          signature: HOSTILE,
          message: HOSTILE,
          instances: 1,
          places: [],
          exchanges: [exchange],
          others: [],
          reproduce: 'curl \\\n  -X POST',
        },
      ],
    },
    {
      ...requirement,
      id: 'attach.many',
      source: '#/',
      verdict: 'untested',
      checks: 0,
      failed: 0,
      findings: [],
      reason: HOSTILE,
    },
  ],
  observations: [{ id: 'error-body', value: HOSTILE, exchanges: ['0.1'] }],
  scenarios: [],
};

test.describe('What a run prints', () => {
  const text = [renderTable(report), renderObservations(report), renderVerdict(report)].join('\n');
  // Colours are the console's own.
  // eslint-disable-next-line no-control-regex -- the escape sequences of picocolors
  const lines = text.replace(/\x1b\[\d+m/g, '').split('\n');

  test('has what the target said in it', () => {
    expect(lines.filter((line) => line.includes('set-output')).length).toBeGreaterThan(3);
  });

  test('has nothing in it that acts on a terminal', () => {
    expect(lines.filter((line) => ACTING.test(line))).toEqual([]);
  });

  test('has no line that a CI takes for a command', () => {
    // GitHub takes `::` at the beginning of a line, and `##[` anywhere; Azure `##vso[` anywhere.
    expect(lines.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
    expect(lines.filter((line) => /##(vso)?\[/.test(line))).toEqual([]);
  });
});
