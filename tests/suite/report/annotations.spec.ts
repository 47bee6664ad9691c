import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { annotate } from '../../../helpers/cli/report-commands';
import { renderAnnotations, renderStepOutputs } from '../../../helpers/report/render/annotations';
import { requirements } from '../../../helpers/contract/requirements';
import type { Report, RequirementVerdict } from '../../../helpers/report/report';
import { parseStepFile, parseStepOutput, type WorkflowCommand } from '../support/step-output';
import {
  baseline,
  finding,
  HOSTILE,
  LINES,
  minimalReport,
  requirementResult,
  sampleReport,
} from '../support/sample-report';

const kinds = (commands: readonly WorkflowCommand[]) => commands.map(({ command }) => command);

/** Returns the annotations where some requirements have one verdict, for one reason. */
function render(verdict: RequirementVerdict, message = 'wrong', number = requirements.length) {
  const findings = verdict === 'untested' ? [] : [finding(message)];
  const results = requirements
    .slice(0, number)
    .map(({ id }) => requirementResult(id, { verdict, findings }));
  return renderAnnotations(sampleReport({ notes: [], requirements: results, observations: [] }));
}

test.describe('Annotations', () => {
  test('give the reason for an inconclusive run, and the problems of a baseline', () => {
    for (const [more, annotations] of [
      [
        { verdict: 'inconclusive', notes: ['why', 'more'] },
        '::error title=Inconclusive::why\n::warning title=Note::more\n',
      ],
      [{ verdict: 'inconclusive' }, '::error title=Inconclusive::A MUST is untested.\n'],
      [{ baseline: baseline(['100 %, lines 3']) }, '::error title=Baseline::100 %25, lines 3\n'],
      [{}, ''],
    ] as [Partial<Report>, string][]) {
      expect(renderAnnotations(minimalReport(more))).toBe(annotations);
    }
  });

  test('are as many as GitHub shows, and the last counts the others', () => {
    for (const [verdict, kind] of [
      ['failed', 'error'],
      ['warning', 'warning'],
    ] as const) {
      for (const number of [9, 10, 11]) {
        const { commands } = parseStepOutput(render(verdict, 'wrong', number));
        expect(kinds(commands)).toEqual(Array(Math.min(10, number)).fill(kind));
        const last = commands.at(-1)?.properties['title'];
        expect(last).toMatch(number > 10 ? /^2 more$/ : /^(MUST|SHOULD) /);
      }
    }
    expect(kinds(parseStepOutput(render('untested')).commands)).toEqual(['notice']);
  });

  test('hold any text of a target on one line, in one message', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom('%', ':', ',', '=', '\n', '\r', '0A', '#', '[', '\ud800'),
      }),
      fc.constantFrom(HOSTILE, LINES, '\n::add-mask::a', '::stop-commands::x', '%0A::error::'),
    );
    fc.assert(
      fc.property(any, any, (said, other) => {
        const report = sampleReport({
          notes: [said],
          requirements: [
            requirementResult('attach.one', { verdict: 'failed', findings: [finding(other)] }),
            requirementResult('attach.many', { verdict: 'untested', id: other as 'user.email' }),
          ],
        });
        const text = renderAnnotations(report);
        const { commands, lines } = parseStepOutput(text);
        expect(lines).toEqual([]);
        expect(kinds(commands)).toEqual(['error', 'warning', 'notice']);
        for (const { properties } of commands) expect(Object.keys(properties)).toEqual(['title']);
        expect(text).not.toMatch(/##(vso)?\[|[\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  test('are short', () => {
    for (const line of render('failed', '山'.repeat(100_000)).split('\n')) {
      expect(line.length).toBeLessThan(1000);
    }
  });
});

test.describe('The outputs of a step', () => {
  test('are the verdict, the exit code and ids', ({}, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    const outputs = testInfo.outputPath('outputs');
    writeFileSync(file, JSON.stringify(sampleReport()));
    writeFileSync(outputs, 'before=1\n');
    expect(annotate(file, outputs).text).toBe(renderAnnotations(sampleReport()).trimEnd());
    expect(parseStepFile(readFileSync(outputs, 'utf8'))).toEqual({
      before: '1',
      verdict: 'nonconformant',
      'exit-code': '1',
      'requirements-failed': 'detach.unlisted',
      'requirements-warned': 'auth.status',
      'requirements-waived': 'user.email',
      'requirements-untested': 'auth.expired',
    });
    for (const none of [undefined, '']) expect(annotate(file, none).text).toMatch(/^::error/);
  });

  test('are held by a delimiter that none of them holds', () => {
    const report = sampleReport();
    const written = renderStepOutputs(report, 'end-of-it');
    expect(written).toContain('verdict<<end-of-it\nnonconformant\nend-of-it\n');
    expect(() => renderStepOutputs(report, 'conform')).toThrow('verdict holds the delimiter');
    const id = 'a\nend-of-it\nverdict<<x\nconformant\nx' as 'user.email';
    report.requirements = [requirementResult('attach.one', { id, verdict: 'failed' })];
    expect(() => renderStepOutputs(report, 'end-of-it')).toThrow('holds the delimiter');
  });
});
