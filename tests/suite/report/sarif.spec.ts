import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import type { Report, RequirementResult, Finding } from '../../../helpers/report/report';
import { renderSarif } from '../../../helpers/report/render/sarif';
import { requirements, type RequirementId } from '../../../helpers/contract/requirements';
import { finding, requirementResult, sampleReport } from '../support/sample-report';
import { acting } from '../support/written';

/** The schema is in draft 4: of what it uses, draft 7 only names `id` otherwise. */
const draft4 = JSON.parse(
  readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
) as object;

// One of its patterns is no regular expression of Unicode.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const schema: object = { ...draft4, $schema: undefined, id: undefined };
const validate = ajv.compile(schema);

function runOf(report: Report = sampleReport()) {
  const [run] = (JSON.parse(renderSarif(report)) as Log).runs;
  if (!run) throw new Error('there is no run');
  return run;
}

const resultsOf = (ruleId: string) =>
  (runOf().results ?? []).filter((result) => result.ruleId === ruleId);

test.describe('conformance.sarif', () => {
  test('follows the schema of SARIF 2.1.0', () => {
    const text = renderSarif(sampleReport());
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    // The control: the schema does refuse.
    expect(validate(JSON.parse(text.replace('"startLine": 29', '"startLine": 0')))).toBe(false);
  });

  test('has a rule for each requirement, with its level and a link to its standard', () => {
    const { rules = [] } = runOf().tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(requirements.map(({ id }) => id));
    const status = rules.find(({ id }) => id === 'auth.status');
    expect(status?.defaultConfiguration?.level).toBe('warning');
    expect(status?.helpUri).toBe('https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2');
    const leak = rules.find(({ id }) => id === 'http.no-leak');
    expect(leak?.helpUri).toBe('https://cwe.mitre.org/data/definitions/209.html');
    expect(rules.find(({ id }) => id === 'attach.one')?.helpUri).toBeUndefined();
  });

  test('has a result for each finding, at the lines of the contract', () => {
    const [first, ...others] = resultsOf('detach.unlisted');
    expect(others).toHaveLength(2);
    expect(first?.level).toBe('error');
    const { rules = [] } = runOf().tool.driver;
    expect(rules[first?.ruleIndex ?? -1]?.id).toBe('detach.unlisted');
    const place = first?.locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation?.uri).toBe('schemas/openapi.yaml');
    expect(place?.region).toEqual({ startLine: 29, endLine: 31 });
    // A requirement that cites no line of the contract is at its operation.
    const [warned] = resultsOf('auth.status');
    expect(warned?.level).toBe('warning');
    const operation = { startLine: 11, endLine: 46 };
    expect(warned?.locations?.[0]?.physicalLocation?.region).toEqual(operation);
  });

  test('suppresses waived findings, with the end and the reason', () => {
    const [failed, , third] = resultsOf('detach.unlisted');
    expect(failed?.suppressions).toEqual([]);
    expect(third?.suppressions?.[0]?.kind).toBe('external');
    const [waived] = resultsOf('user.email');
    expect(waived?.suppressions?.[0]?.justification).toMatch(/^waived until 2027-01-31 by @team/);
    expect(waived?.relatedLocations).toHaveLength(1);
  });

  test('identifies findings by their keys', () => {
    const prints = (requirements?: RequirementResult[]) =>
      (runOf(sampleReport(requirements && { requirements })).results ?? []).map(
        ({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'],
      );
    const one = (message: string, key: Partial<Finding>, id: RequirementId = 'detach.unlisted') =>
      prints([requirementResult(id, { findings: [finding(message, key)] })]);
    expect(new Set(prints()).size).toBe(prints().length);
    expect(one('got 1', { code: 'lost' })).toEqual(one('got 2', { code: 'lost' }));
    for (const key of [{ code: 'no-id' }, { request: 'get' }, { property: '/data' }] as const) {
      expect(one('got 1', { code: 'lost', ...key })).not.toEqual(one('got 1', { code: 'lost' }));
    }
    expect(one('got 1', { code: 'lost' })).not.toEqual(
      one('got 1', { code: 'lost' }, 'user.email'),
    );
  });

  test('makes no link from the text of a target', () => {
    const texts = (runOf().results ?? []).map(({ message }) => message.text ?? '');
    expect(texts.join()).toContain('[click]');
    expect(texts.filter((text) => /\[[^\]]*\]\(/.test(text))).toEqual([]);
    expect(acting(texts.join(' '))).toEqual([]);
  });

  test('has the outcome and the notes of the run', () => {
    const [invocation] = runOf().invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.endTimeUtc).toBe('2023-01-01T12:00:01.750Z');
    expect(invocation?.toolExecutionNotifications).toHaveLength(2);
    const [cut] = runOf(sampleReport({ verdict: 'inconclusive' })).invocations ?? [];
    expect(cut?.executionSuccessful).toBe(false);
  });
});
