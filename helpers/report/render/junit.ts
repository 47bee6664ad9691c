import { describeUnrestored } from '../scope';
import { create } from 'xmlbuilder';
import { CONTRACT_PATH, sourceLocations } from '../contract-locations';
import type { Reported } from '../fleet';
import type { Finding, Report, RequirementResult, RunVerdict } from '../report';
import { escapeControls } from './escape';
import { requirements } from '../../contract/requirements';
import { countVerdicts, describeCause, describeKey, describeWaiver } from '../labels';

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
  const { message, reproduce, waiver, consequenceOf } = finding;
  return [
    escapeControls(`${describeKey(finding)}: ${message}`),
    ...(consequenceOf ? [`follows from ${describeCause(consequenceOf)}`] : []),
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

/** Returns a test case. In the objects for xmlbuilder, attributes begin with `@`. */
function testCase(result: RequirementResult) {
  const { id, level, verdict, statement, findings } = result;
  const skipped = skippedFor(result);
  const reason = skipped === undefined ? '' : `${line(skipped)}\n`;
  const message = line(findings[0]?.message ?? statement);
  return {
    // The name is the id and nothing else: CI tools follow a test case from run to run by its name.
    '@name': id,
    '@classname': [SUITE, CHAPTERS.get(id) ?? []].flat().join('.'),
    '@assertions': result.checks,
    '@status': verdict,
    ...(skipped !== undefined && { skipped: line(skipped) }),
    ...(verdict === 'failed'
      ? { failure: { '@type': level, '@message': message, '#text': text(result) } }
      : verdict !== 'passed' && { 'system-out': `${verdict}: ${reason}${text(result)}` }),
  };
}

/** Returns the test case of an inconclusive run, of an outdated baseline or of a missing report. */
const runCase = (status: RunVerdict, error: object) => ({
  '@name': 'run',
  '@classname': SUITE,
  '@status': status,
  error: { '@type': 'run', ...error },
});

/** Returns the attributes and the content of a report's test suite. */
function testSuite(report: Report) {
  const { requirements: results, verdict, notes, target, contract, catalogue, seed } = report;
  const problems = report.baseline?.problems ?? [];
  const unrestored = report.unrestored ? [describeUnrestored(report.unrestored)] : [];
  const wrong = [
    ...unrestored,
    ...(verdict === 'inconclusive' ? ['inconclusive', ...notes] : []),
    ...problems,
  ];
  const errors = wrong.length > 0 ? 1 : 0;
  const { failed, untested, waived } = countVerdicts(results);
  const properties = {
    verdict,
    target: target.baseUrl,
    contract: `${contract.title} ${contract.version}, SHA-256 ${contract.sha256}`,
    catalogue: catalogue.edition,
    seed: String(seed),
  };
  const error = {
    '@message': line(wrong.join(' ')),
    '#text': safe(wrong.map(escapeControls).join('\n')),
  };
  return {
    counts: {
      '@tests': results.length + errors,
      '@failures': failed,
      '@errors': errors,
      '@time': (report.durationMs / 1000).toFixed(3),
    },
    content: {
      '@skipped': untested + waived,
      '@timestamp': report.startedAt.replace(/\.\d+Z$/, ''),
      properties: {
        property: Object.entries(properties).map(([name, value]) => ({
          '@name': name,
          '@value': line(value),
        })),
      },
      testcase: [...results.map(testCase), ...(errors > 0 ? [runCase(verdict, error)] : [])],
    },
  };
}

/** Renders the root element, named after the product. */
function render(root: object): string {
  const testsuites = { '@name': 'Sync Users conformance', ...root };
  return `${create({ testsuites }, { encoding: 'UTF-8' }).end({ pretty: true })}\n`;
}

/**
 * Renders `junit.xml`, a test case for each requirement. A SHOULD that warns passes with a message.
 * Untested and waived requirements are skipped. An inconclusive run and an outdated baseline are
 * errors of their own.
 */
export function renderJunit(report: Report): string {
  const { counts, content } = testSuite(report);
  return render({ ...counts, testsuite: { '@name': SUITE, ...counts, ...content } });
}

/** Renders the JUnit file of a fleet, a test suite for each target; a missing report is an error. */
export function renderFleetJunit(reported: readonly Reported[]): string {
  const testsuite = reported.map(({ name, report }) => {
    const suite = { '@name': line(`${SUITE}.${name}`) };
    if (report) {
      const { counts, content } = testSuite(report);
      return { ...suite, ...counts, ...content };
    }
    const error = runCase('inconclusive', { '@message': 'inconclusive: it never reported.' });
    return { ...suite, '@tests': 1, '@failures': 0, '@errors': 1, '@skipped': 0, testcase: error };
  });
  return render({ testsuite });
}
