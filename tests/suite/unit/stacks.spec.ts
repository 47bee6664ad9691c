import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { requestGroups, requirements } from '../../../helpers/contract/requirements';
import { renderHtml } from '../../../helpers/report/html/page';
import { renderFindings } from '../../../helpers/report/render/console';
import { renderSummary } from '../../../helpers/report/render/summary';
import type { Finding } from '../../../helpers/report/report';
import { describeDefaults, knownDefaults, readStacks } from '../../../helpers/report/stacks';
import { ROOT } from '../support/run';
import { finding, minimalReport, requirementResult } from '../support/sample-report';
import { expect, test } from '../support/test';

const DOCS = path.join(ROOT, 'docs');
const stacks = readStacks();
const rows = stacks.flatMap(({ defaults }) => defaults);
const byId = new Map<string, (typeof requirements)[number]>(
  requirements.map((requirement) => [requirement.id, requirement]),
);

/** Returns why a text names no finding of the catalogue: a requirement, a code, and requests. */
function problem(text: string): string | undefined {
  const [id = '', code = '', ...requests] = text.split(' ');
  const requirement = byId.get(id);
  if (!requirement) return `${text}: no such requirement`;
  if (!(code in requirement.codes)) return `${text}: no such code`;
  const groups = new Set<string>(requestGroups.values());
  const kinds = new Set<string>(requestGroups.keys());
  const known = { exact: kinds, group: groups }[requirement.request ?? 'exact'];
  const named = requirement.request !== undefined && requests.every((each) => known.has(each));
  return requests.length === 0 || named ? undefined : `${text}: no such request`;
}

/** Returns the anchors of a page, of its headings among them, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const slugs = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...slugs, ...[...page.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]);
}

test.describe('The defaults of frameworks', () => {
  test('name requirements, codes and requests of the catalogue', () => {
    expect(
      rows.flatMap(({ breaks = [] }) => breaks.flatMap((text) => problem(text) ?? [])),
    ).toEqual([]);
    expect(rows.flatMap(({ meets = [] }) => meets).filter((id) => !byId.has(id))).toEqual([]);
    expect(rows.filter(({ breaks, meets }) => !breaks && !meets)).toEqual([]);
    for (const wrong of [
      'no.such x',
      'ids.strict x',
      'ids.strict accepted x',
      'user.id null-value x',
    ])
      expect(problem(wrong), wrong).toContain('no such');
  });

  test('are rows of docs/stacks.md, whose links lead somewhere', () => {
    const page = readFileSync(path.join(DOCS, 'stacks.md'), 'utf8');
    const own = anchorsOf(page);
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !own.has(id))).toEqual([]);
    const links = [...page.matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)];
    expect(links.length).toBeGreaterThan(rows.length);
    const broken = links.flatMap(([, file = '', anchor = '']) => {
      const target = path.join(DOCS, file === '' ? 'stacks.md' : file);
      const found =
        existsSync(target) &&
        (anchor === '' || anchorsOf(readFileSync(target, 'utf8')).has(anchor));
      return found ? [] : `${file}#${anchor}`;
    });
    expect(broken).toEqual([]);
  });

  test('are named by findings that they explain, in a line, and by no others', () => {
    const created = finding('expected 200, got 201', { code: 'other-success' });
    const redirected = finding('expected 200, got 302', { code: 'redirected' });
    const line = 'known default, see docs/stacks.md: NestJS (#nestjs-201)';
    const rendered = (each: Finding) => {
      const result = { verdict: 'failed' as const, failed: 1, findings: [each] };
      const report = minimalReport({
        requirements: [requirementResult('response.status', result)],
      });
      const html = renderHtml(report).replace(/<[^>]*>/g, '');
      return { html, console: renderFindings(report), summary: renderSummary(report) };
    };
    const shown = rendered(created);
    expect(shown.console).toContain(line);
    expect(shown.summary).toContain(line);
    expect(shown.html).toMatch(
      /A known default of NestJS.*@HttpCode\(200\).*docs\/stacks\.md#nestjs-201/s,
    );
    const control = rendered(redirected);
    for (const text of Object.values(control)) expect(text).not.toContain('known default');
  });

  test('explain the requests that they name, and three of many are in the line', () => {
    const strict = (request: 'not-utf8' | 'text-after') =>
      knownDefaults('body.strict', finding('', { code: 'accepted', request })).map(({ id }) => id);
    expect(strict('not-utf8')).toContain('express-utf8');
    expect(strict('text-after')).toContain('spring-trailing-text');
    expect(strict('text-after')).not.toContain('express-utf8');
    expect(describeDefaults('auth.challenge', finding('', { code: 'missing' }))).toMatch(
      /^[^\n]*Express \(#express-challenge\), [^,]*, [^,]* and \d+ more$/,
    );
  });
});
