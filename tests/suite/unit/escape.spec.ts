import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import * as console from '../../../helpers/report/render/console';
import { escapeControls } from '../../../helpers/report/render/escape';
import {
  exchange,
  finding,
  LINES,
  minimalReport,
  requirementResult,
} from '../support/sample-report';
import { readTables } from '../support/table';
import { acting } from '../support/written';

/** Characters and commands that act on a terminal or a CI log, are invisible or are unassigned. */
const ACTING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}]|##\[|##vso\[/u;

type Row = [what: string, text: string, shown: string];
const { texts } = readTables<{ texts: Row[] }>('unit/tables/escape.yaml');

test.describe('A text from a target', () => {
  for (const [what, text, shown] of texts) {
    test(`shows ${what}`, () => {
      expect(escapeControls(text)).toBe(shown);
    });
  }

  test('never acts, and is unchanged if it would not', () => {
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

test('The output of a run contains text of the target, of which nothing acts', () => {
  const hostile = `${LINES}\x1b[2K\x1b[1Afake\u202e\ud800\n  ::error::fake\u2028::warning::fake`;
  const response = { status: 422, headers: [], body: hostile, bodyBytes: 99 };
  const failure = { kind: 'incomplete', message: hostile } as const;
  const exchanges = [{ ...exchange, response, failure, note: hostile }];
  const report = minimalReport({
    requirements: [
      requirementResult('attach.one', {
        verdict: 'failed',
        findings: [finding(hostile, { exchanges })],
      }),
      requirementResult('attach.many', { verdict: 'untested', reason: hostile }),
    ],
    observations: [{ id: 'error-body', value: hostile, exchanges: ['0.1'] }],
  });
  const text = [
    console.renderTable,
    console.renderFindings,
    console.renderObservations,
    console.renderVerdict,
  ]
    .map((render) => render(report))
    .join('\n')
    // Colours are the console's own.
    // oxlint-disable-next-line no-control-regex -- the escape sequences of picocolors
    .replace(/\x1b\[\d+m/g, '');
  const shown = text.split('\n').filter((line) => line.includes('set-output'));
  expect(shown.length).toBeGreaterThan(3);
  expect(acting(text)).toEqual([]);
});
