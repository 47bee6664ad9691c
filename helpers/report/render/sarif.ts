import { hash } from 'node:crypto';
import type { Location, Log, ReportingDescriptor, Result, Run, Suppression } from 'sarif';
import type { Waiver } from '../../config/baseline';
import { CONTRACT_PATH, sourceLocations } from '../contract-locations';
import type { Finding, Report, RequirementResult } from '../report';
import { formatSources, standardUri } from '../spec-links';
import { escapeControls } from './escape';
import { describeWaiver } from '../labels';

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Escapes a text, also against links, which are `[text](target)` (SARIF 2.1.0 section 3.11.6). */
const message = (text: string) => ({ text: escapeControls(text).replaceAll('](', '] (') });

function rule({ id, level, basis, source, statement }: RequirementResult): ReportingDescriptor {
  const [uri] = formatSources({ source }).flatMap((part) => standardUri(part) ?? []);
  return {
    id,
    shortDescription: message(statement),
    fullDescription: message(statement),
    help: message(`${level}, by ${basis}: ${source}`),
    ...(uri !== undefined && { helpUri: uri }),
    defaultConfiguration: { level: level === 'MUST' ? 'error' : 'warning' },
    properties: { tags: [level, basis] },
  };
}

/** Returns the clauses of a requirement; code scanning shows the first location. */
function locations(source: string): Location[] {
  return sourceLocations(source).map(({ pointer, lines: { first, last } }, index) => ({
    id: index,
    physicalLocation: {
      artifactLocation: { uri: CONTRACT_PATH, uriBaseId: '%SRCROOT%' },
      region: { startLine: first, endLine: last },
    },
    logicalLocations: [{ fullyQualifiedName: pointer }],
    message: { text: pointer },
  }));
}

/** Returns the level of a finding. A SHOULD that fails the run (`FAIL_ON`) is an error too. */
function levelOf({ level, verdict }: RequirementResult): Result.level {
  return level === 'MUST' || verdict === 'failed' ? 'error' : 'warning';
}

const suppression = (waiver: Waiver): Suppression => ({
  kind: 'external',
  status: 'accepted',
  justification: escapeControls(describeWaiver(waiver)),
});

function result(requirement: RequirementResult, ruleIndex: number, finding: Finding): Result {
  const { id, source } = requirement;
  const { code, request, property, situation, waiver, occurrences, pointers, reproduce } = finding;
  const [first, ...related] = locations(source);
  const fingerprint = hash(
    'sha256',
    JSON.stringify([id, code, request, property, ...(situation === undefined ? [] : [situation])]),
  );
  return {
    ruleId: id,
    ruleIndex,
    level: levelOf(requirement),
    message: message(finding.message),
    locations: first ? [first] : [],
    ...(related.length > 0 && { relatedLocations: related }),
    // GitHub goes by the hash of the line, unless it is given one: it would take all defects of
    // one clause for one alert.
    partialFingerprints: {
      'findingKey/v1': fingerprint,
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
    },
    // An absent list would mean that suppressions are unknown.
    suppressions: waiver ? [suppression(waiver)] : [],
    properties: { code, request, property, occurrences, pointers, reproduce },
  };
}

/** Renders `conformance.sarif`, SARIF 2.1.0: requirements are rules, findings are results. */
export function renderSarif(report: Report): string {
  const { suite, requirements, verdict, notes, baseline, startedAt, durationMs } = report;
  const { name, version } = suite;
  const rules = requirements.map(rule);
  const invocation = {
    executionSuccessful: verdict !== 'inconclusive',
    startTimeUtc: startedAt,
    endTimeUtc: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    toolExecutionNotifications: [...notes, ...(baseline?.problems ?? [])].map((text) => ({
      level: 'warning' as const,
      message: message(text),
    })),
  };
  const run: Run = {
    tool: { driver: { name, version, semanticVersion: version, rules } },
    automationDetails: { id: `${name}/` },
    invocations: [invocation],
    columnKind: 'utf16CodeUnits',
    results: requirements.flatMap((requirement, index) =>
      requirement.findings.map((finding) => result(requirement, index, finding)),
    ),
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}
