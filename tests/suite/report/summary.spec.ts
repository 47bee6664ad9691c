import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  appendSummary,
  escapeMarkdown,
  escapeSentence,
  MAX_SUMMARY_BYTES,
  renderSummary,
} from '../../../helpers/report/render/summary';
import { injectedElements, markdown } from '../support/markdown';
import {
  baseline,
  finding,
  HOSTILE,
  LINES,
  requirementResult,
  sampleReport,
} from '../support/sample-report';
import { acting } from '../support/written';

/** Returns the text outside code spans, where GitHub looks for mentions. */
function prose(text: string): string {
  return markdown
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .filter(({ type }) => type === 'text')
    .map(({ content }) => content)
    .join('\n');
}

test.describe('summary.md', () => {
  test('has no markup, mention or command from a target', () => {
    const summary = renderSummary(sampleReport());
    // The two of the observations, and no other.
    expect(injectedElements(summary)).toEqual(['html_block', 'html_block']);
    expect(prose(summary)).not.toMatch(/@|#\d|GH-|http|www|\*\*|::/);
    expect(acting(summary)).toEqual([]);
  });

  for (const [verdict, first] of [
    ['nonconformant', '### Failed'],
    ['conformant', 'delete line 14'],
  ] as const) {
    test(`of a ${verdict} run begins with ${first}, where the baseline is out of date`, () => {
      const summary = renderSummary(
        sampleReport({ verdict, baseline: baseline(['delete line 14 of b.yaml']) }),
      );
      const places = ['### Failed', 'delete line 14'].map((text) => summary.indexOf(text));
      expect(Math.min(...places)).toBe(summary.indexOf(first));
      expect(Math.min(...places)).toBeGreaterThan(0);
      expect(summary.split('delete line 14')).toHaveLength(2);
    });
  }

  test('would have them without escaping', () => {
    const bare = `- says ${HOSTILE}\n- ${LINES}`;
    for (const kind of ['link_open', 'image', 'html_inline', 'fence']) {
      expect(injectedElements(bare), kind).toContain(kind);
    }
    expect(prose(bare)).toContain('@octocat');
    expect(acting(bare).filter((found) => !found.startsWith('U+'))).toHaveLength(3);
  });

  test('shows any text as one code span, unchanged', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('`', ' ', '\\', 'a', '|', '<', '\n'), maxLength: 30 }),
    );
    fc.assert(
      fc.property(any, (text) => {
        const inline = markdown
          .parse(`- ${escapeMarkdown(text)}.`, {})
          .find(({ type }) => type === 'inline');
        expect(inline?.children?.map(({ type }) => type)).toEqual(['code_inline', 'text']);
        expect(inline?.children?.[1]?.content).toBe('.');
      }),
    );
    const [code] = markdown.parseInline(escapeMarkdown('`a` ``b'), {})[0]?.children ?? [];
    expect(code?.content).toBe('`a` ``b');
  });

  test('shows a sentence as text, and one that Markdown acts on as code', () => {
    const tokens = (text: string) =>
      markdown.parse(`- ${escapeSentence(text)}.`, {}).find(({ type }) => type === 'inline')
        ?.children ?? [];
    for (const text of [
      'An expired token is refused.',
      'waits for READ_BACK_PATH, or (RFC 6750 section 3.1): a "second" 2xx',
    ]) {
      expect(tokens(text)).toMatchObject([{ type: 'text', content: `${text}.` }]);
    }
    // A word that GitHub links ends at a code span.
    expect(tokens('`email`abcdef1')[0]?.content).toBe('`email`abcdef1');
    expect(tokens('the `email`, an integer').map(({ content }) => content)).toEqual([
      'the ',
      'email',
      ', an integer.',
    ]);
    const words = [
      '`',
      ' ',
      '_',
      '*',
      ':',
      '/',
      'www.',
      'GH-1',
      '1.',
      'a',
      'x.y',
      '(',
      ']',
      '&lt;',
    ];
    const pieces = fc.array(fc.constantFrom(...words, '\n', '#', '@a', 'http:', 'abcdef1'));
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const found = tokens(text);
        for (const { type } of found) expect(['text', 'code_inline']).toContain(type);
        const shown = found.filter(({ type }) => type === 'text').map(({ content }) => content);
        // An underscore that acts is no text: it begins emphasis. GitHub links whole words alone.
        expect(shown.join('\n')).not.toMatch(/[`*@#&\]]|www|\bGH-1|\/\/|\babcdef1\b|::|:\w+:/);
      }),
    );
  });

  test('fits a limit, and notes what was left out', () => {
    const whole = renderSummary(sampleReport());
    expect(whole).not.toContain('no room');
    for (const most of [0, 100, 1000, whole.length - 1]) {
      const cut = renderSummary(sampleReport(), most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect(cut === '' || cut.includes('conformance.json is complete')).toBe(true);
    }
    const notes = Array.from({ length: 10_000 }, () => '山'.repeat(300));
    const bytes = Buffer.byteLength(renderSummary(sampleReport({ notes })));
    expect(bytes).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(bytes).toBeGreaterThan(MAX_SUMMARY_BYTES - 2000);
  });

  test('names the first findings of a requirement, and how many more there are', () => {
    const findings = Array.from({ length: 8 }, (_item, index) => finding(`way ${String(index)}`));
    const failed = requirementResult('attach.one', { verdict: 'failed', findings });
    const summary = renderSummary(sampleReport({ requirements: [failed] }));
    expect(summary).toContain('way 4');
    expect(summary).not.toContain('way 5');
    expect(summary).toContain('and 3 more');
  });
});

test.describe('The summary of a GitHub step', () => {
  const sample = (most: number) => renderSummary(sampleReport(), most);

  test('is appended', ({}, testInfo) => {
    const file = testInfo.outputPath('step.md');
    writeFileSync(file, 'before\n');
    expect(appendSummary(sample, file)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe(`before\n${renderSummary(sampleReport())}`);
  });

  test('keeps the page within the limit of GitHub', ({}, testInfo) => {
    const file = testInfo.outputPath('step.md');
    writeFileSync(file, 'x'.repeat(MAX_SUMMARY_BYTES - 1500));
    expect(appendSummary(sample, file)).toBeUndefined();
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('nonconformant');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  });

  test('does not fail the run if it cannot be written', ({}, testInfo) => {
    expect(appendSummary(sample, undefined)).toBeUndefined();
    expect(appendSummary(sample, '')).toBeUndefined();
    const nowhere = testInfo.outputPath('no', 'such', 'step.md');
    expect(appendSummary(sample, nowhere)).toMatch(/could not be added.*\(ENOENT\)/);
  });
});
