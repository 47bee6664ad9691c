import { create, type XMLElement } from 'xmlbuilder';
import { CONTRACT_PATH, sourceLocations } from '../contract-locations';
import type { Reported } from '../fleet';
import type { Finding, Report, RequirementResult } from '../report';
import { escapeControls } from './escape';
import { requirements } from '../../contract/requirements';
import { describeKey, describeWaiver } from '../labels';

const SUITE = 'sync-users';

const CHAPTERS = new Map<string, string>(requirements.map(({ id, chapter }) => [id, chapter]));

/** Lines that stay lines; what is in them does not act, and is allowed in XML 1.0. */
function safe(text: string): string {
  return text
    .split('\n')
    .map(escapeControls)
    .join('\n')
    .replace(/[\ufffe\uffff]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

const line = (text: string) => safe(escapeControls(text));

function findingText(finding: Finding): string {
  const { message, reproduce, waiver } = finding;
  return [
    escapeControls(`${describeKey(finding)}: ${message}`),
    ...(waiver ? [escapeControls(describeWaiver(waiver))] : []),
    ...(reproduce === undefined ? [] : ['', ...reproduce.split('\n').map((part) => `  ${part}`)]),
  ].join('\n');
}

/** Returns the text of a test case: the clause, its lines in the contract, and the findings. */
function text({ id, level, statement, source, findings }: RequirementResult): string {
  const places = sourceLocations(source).map(
    ({ lines: { first, last } }) => `${CONTRACT_PATH}:${String(first)}-${String(last)}`,
  );
  return safe(
    [
      `${level} ${id}: ${statement}`,
      `${source} (${places.join(', ')})`,
      ...findings.flatMap((finding) => ['', findingText(finding)]),
    ].join('\n'),
  );
}

/** Returns why a test case is skipped: it is untested or waived. */
function skippedFor({ verdict, reason = '', findings }: RequirementResult): string | undefined {
  if (verdict === 'untested') return `untested: ${reason}`;
  if (verdict !== 'waived') return undefined;
  return [
    ...new Set(findings.flatMap(({ waiver }) => (waiver ? [describeWaiver(waiver)] : []))),
  ].join('; ');
}

function addTestCase(suite: XMLElement, result: RequirementResult): void {
  const { id, verdict, findings } = result;
  // The name is the id and nothing else: CI tools follow a test case from run to run by its name.
  const testCase = suite.ele('testcase', {
    name: id,
    classname: [SUITE, CHAPTERS.get(id) ?? []].flat().join('.'),
    assertions: String(result.checks),
    status: verdict,
  });
  const skipped = skippedFor(result);
  if (skipped !== undefined) testCase.ele('skipped').txt(line(skipped));
  if (verdict === 'failed') {
    const [first] = findings;
    testCase
      .ele('failure', { type: result.level, message: line(first?.message ?? result.statement) })
      .txt(text(result));
  } else if (verdict !== 'passed') {
    testCase
      .ele('system-out')
      .txt(`${verdict}: ${skipped === undefined ? '' : `${line(skipped)}\n`}${text(result)}`);
  }
}

/** Adds an error for an inconclusive run or an outdated baseline; returns how many it added. */
function addRun(suite: XMLElement, { verdict, notes, baseline }: Report): number {
  const problems = baseline?.problems ?? [];
  const wrong = [...(verdict === 'inconclusive' ? ['inconclusive', ...notes] : []), ...problems];
  if (wrong.length === 0) return 0;
  suite
    .ele('testcase', { name: 'run', classname: SUITE, status: verdict })
    .ele('error', { type: 'run', message: line(wrong.join(' ')) })
    .txt(safe(wrong.map(escapeControls).join('\n')));
  return 1;
}

/**
 * Renders `junit.xml`, a test case for each requirement. A SHOULD that warns passes with a message.
 * Untested and waived requirements are skipped. An inconclusive run and an outdated baseline are
 * errors of their own.
 */
export function renderJunit(report: Report): string {
  const root = rootElement();
  root.att(addSuite(root, SUITE, report));
  return `${root.end({ pretty: true })}\n`;
}

const rootElement = () =>
  create('testsuites', { encoding: 'UTF-8' }).att('name', 'Sync Users conformance');

/** Renders the JUnit file of a fleet, a test suite for each target; a missing report is an error. */
export function renderFleetJunit(reported: readonly Reported[]): string {
  const root = rootElement();
  for (const { name, report } of reported) {
    const suiteName = line(`${SUITE}.${name}`);
    if (report) {
      addSuite(root, suiteName, report);
      continue;
    }
    const counts = { tests: '1', failures: '0', errors: '1', skipped: '0' };
    root
      .ele('testsuite', { name: suiteName, ...counts })
      .ele('testcase', { name: 'run', classname: SUITE, status: 'inconclusive' })
      .ele('error', { type: 'run', message: 'inconclusive: it never reported.' });
  }
  return `${root.end({ pretty: true })}\n`;
}

/** Adds the test suite of a report, and gives its counts. */
function addSuite(root: XMLElement, suiteName: string, report: Report): Record<string, string> {
  const { requirements, startedAt, durationMs, target, verdict, contract, catalogue, seed } =
    report;
  const having = (...verdicts: string[]) =>
    requirements.filter((result) => verdicts.includes(result.verdict)).length;
  const suite = root.ele('testsuite', { name: suiteName });
  const properties = suite.ele('properties');
  for (const [name, value] of Object.entries({
    verdict,
    target: target.baseUrl,
    contract: `${contract.title} ${contract.version}, SHA-256 ${contract.sha256}`,
    catalogue: catalogue.edition,
    seed: String(seed),
  })) {
    properties.ele('property', { name, value: line(value) });
  }
  for (const result of requirements) addTestCase(suite, result);
  const errors = addRun(suite, report);
  const counts = {
    tests: String(requirements.length + errors),
    failures: String(having('failed')),
    errors: String(errors),
    time: (durationMs / 1000).toFixed(3),
  };
  suite.att({
    ...counts,
    skipped: String(having('untested', 'waived')),
    timestamp: startedAt.replace(/\.\d+Z$/, ''),
  });
  return counts;
}
