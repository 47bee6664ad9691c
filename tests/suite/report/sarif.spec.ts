import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import type { Finding, Report } from '../../../helpers/report/report';
import { renderSarif } from '../../../helpers/report/render/sarif';
import type { RequirementId } from '../../../helpers/contract/requirements';
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

const resultsOf = (report: Report) => {
  const { runs } = JSON.parse(renderSarif(report)) as Log;
  return runs.flatMap(({ results = [] }) => results);
};

test.describe('conformance.sarif', () => {
  test('follows the schema of SARIF 2.1.0', () => {
    const text = renderSarif(sampleReport());
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    // The control: the schema does refuse.
    expect(validate(JSON.parse(text.replace('"startLine": 29', '"startLine": 0')))).toBe(false);
  });

  test('identifies findings by their keys', () => {
    const prints = (report: Report) =>
      resultsOf(report).map(
        ({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'],
      );
    const one = (message: string, key: Partial<Finding>, id: RequirementId = 'detach.unlisted') => {
      const findings = [finding(message, { code: 'lost', ...key })];
      return prints(sampleReport({ requirements: [requirementResult(id, { findings })] }));
    };
    expect(new Set(prints(sampleReport())).size).toBe(5);
    expect(one('got 1', {})).toEqual(one('got 2', {}));
    for (const key of [{ code: 'no-id' }, { request: 'get' }, { property: '/data' }] as const) {
      expect(one('got 1', key)).not.toEqual(one('got 1', {}));
    }
    expect(one('got 1', {})).not.toEqual(one('got 1', {}, 'user.email'));
  });

  test('makes no link from the text of a target', () => {
    const texts = resultsOf(sampleReport()).map(({ message }) => message.text ?? '');
    expect(texts.join()).toContain('[click]');
    expect(texts.filter((text) => /\[[^\]]*\]\(/.test(text))).toEqual([]);
    expect(acting(texts.join(' '))).toEqual([]);
  });
});
