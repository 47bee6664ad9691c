import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import type { Report } from '../../../helpers/report/report';
import { renderSarif } from '../../../helpers/report/render/sarif';
import { requirements } from '../../../helpers/contract/requirements';
import { finding, LINES, sampleReport } from '../support/sample-report';

/** The schema is in draft 4: of what it uses, draft 7 only has another name for `id`. */
function schema(): object {
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const draft4 = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const rest = Object.entries(draft4).filter(([name]) => name !== '$schema' && name !== 'id');
  return { $id: draft4['id'], ...Object.fromEntries(rest) };
}

// One of its patterns is no regular expression of Unicode.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema());

function runOf(report: Report) {
  const [run] = (JSON.parse(renderSarif(report)) as Log).runs;
  if (!run) throw new Error('there is no run');
  return run;
}

function resultsOf(report: Report, ruleId: string): Result[] {
  return (runOf(report).results ?? []).filter((result) => result.ruleId === ruleId);
}

const fingerprints = (results: readonly Result[]) =>
  results.map(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash']);

test.describe('conformance.sarif', () => {
  test('follows the schema of SARIF 2.1.0', () => {
    const text = renderSarif(sampleReport());
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    // The control: the schema does refuse.
    expect(validate(JSON.parse(text.replace('"startLine": 29', '"startLine": 0')))).toBe(false);
  });

  test('has a rule for each requirement, with its level and a link to its standard', () => {
    const { rules = [] } = runOf(sampleReport()).tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id));
    const status = rules.find(({ id }) => id === 'auth.status');
    expect(status?.defaultConfiguration?.level).toBe('warning');
    expect(status?.helpUri).toBe('https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2');
    const leak = rules.find(({ id }) => id === 'http.no-leak');
    expect(leak?.helpUri).toBe('https://cwe.mitre.org/data/definitions/209.html');
    expect(rules.find(({ id }) => id === 'attach.one')?.helpUri).toBeUndefined();
  });

  test('has a result for each finding, at the lines of the contract', () => {
    const [first, ...others] = resultsOf(sampleReport(), 'detach.unlisted');
    expect(others).toHaveLength(2);
    expect(first?.level).toBe('error');
    const { rules = [] } = runOf(sampleReport()).tool.driver;
    expect(rules[first?.ruleIndex ?? -1]?.id).toBe('detach.unlisted');
    const place = first?.locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation?.uri).toBe('schemas/openapi.yaml');
    expect(place?.region).toEqual({ startLine: 29, endLine: 31 });
    // A requirement that cites no line of the contract is at its operation.
    const [warned] = resultsOf(sampleReport(), 'auth.status');
    expect(warned?.level).toBe('warning');
    const operation = { startLine: 11, endLine: 46 };
    expect(warned?.locations?.[0]?.physicalLocation?.region).toEqual(operation);
  });

  test('suppresses waived findings, with the end and the reason', () => {
    const [failed, , third] = resultsOf(sampleReport(), 'detach.unlisted');
    expect(failed?.suppressions).toEqual([]);
    expect(third?.suppressions?.[0]?.kind).toBe('external');
    const [waived] = resultsOf(sampleReport(), 'user.email');
    expect(waived?.suppressions?.[0]?.justification).toMatch(/^waived until 2027-01-31 by @team/);
    expect(waived?.relatedLocations).toHaveLength(1);
  });

  test('identifies findings by their signatures', () => {
    const of = (message: string, signature: string) =>
      sampleReport({
        requirements: sampleReport().requirements.map((result) =>
          result.id === 'detach.unlisted'
            ? { ...result, findings: [finding(message, { signature })] }
            : result,
        ),
      });
    const prints = (report: Report) => fingerprints(resultsOf(report, 'detach.unlisted'));
    expect(new Set(prints(sampleReport())).size).toBe(3);
    expect(prints(of('got 1', 'got #'))).toEqual(prints(of('got 2', 'got #')));
    expect(prints(of('got 1', 'got #'))).not.toEqual(prints(of('got 1', 'came #')));
    const [elsewhere] = fingerprints(resultsOf(sampleReport(), 'user.email'));
    expect(prints(of(LINES, LINES))).not.toEqual([elsewhere]);
  });

  test('makes no link from the text of a target', () => {
    const { results = [] } = runOf(sampleReport());
    const texts = results.map(({ message }) => message.text ?? '');
    expect(texts.join()).toContain('[click]');
    expect(texts.filter((text) => /\[[^\]]*\]\(/.test(text))).toEqual([]);
    expect(texts.filter((text) => /[\p{Cc}\p{Cf}\p{Cs}]/u.test(text))).toEqual([]);
  });

  test('has the outcome and the notes of the run', () => {
    const [invocation] = runOf(sampleReport()).invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.endTimeUtc).toBe('2023-01-01T12:00:01.750Z');
    expect(invocation?.toolExecutionNotifications).toHaveLength(2);
    const [cut] = runOf(sampleReport({ verdict: 'inconclusive' })).invocations ?? [];
    expect(cut?.executionSuccessful).toBe(false);
  });
});
