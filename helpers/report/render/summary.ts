import type { Fleet } from '../fleet';
import type { Finding, Report, RequirementResult, RequirementVerdict } from '../report';
import { truncateEscaped, escapeControls } from './escape';
import { describeCounts, withVerdict, VERDICTS_IN_ORDER, describeWaiver } from '../labels';

/** GitHub takes 1 MiB from one step, and nothing if it is more. */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

const MAX_TEXT = 400;
const MAX_FINDINGS = 5;
const MAX_NAMES = 12;
const LEFT_OUT = '\n- and more, for which there was no room: conformance.json has it\n';

/**
 * A text that the report did not make, as a code span: nothing in it is Markdown, HTML, a link, a
 * mention or a command, whoever wrote it, and it ends where it should (CommonMark section 6.1).
 */
export function escapeMarkdown(text: string): string {
  const cut = truncateEscaped(escapeControls(text), MAX_TEXT);
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return /^`|`$|^ .* $/.test(cut) || cut.trim() === ''
    ? `${fence} ${cut} ${fence}`
    : `${fence}${cut}${fence}`;
}

function findingLine({ message, instances, waiver }: Finding): string {
  const times = instances > 1 ? ` (seen ${String(instances)} times)` : '';
  const excused = waiver ? `\n    - ${escapeMarkdown(describeWaiver(waiver))}` : '';
  return `  - ${escapeMarkdown(message)}${times}${excused}`;
}

function requirementLines({ id, level, statement, findings, reason }: RequirementResult): string[] {
  const more = findings.length - MAX_FINDINGS;
  return [
    `- **${level} ${id}**: ${escapeMarkdown(statement)}`,
    ...(reason === undefined ? [] : [`  - ${escapeMarkdown(reason)}`]),
    ...findings.slice(0, MAX_FINDINGS).map(findingLine),
    ...(more > 0 ? [`  - and ${String(more)} more, in conformance.json`] : []),
  ];
}

const HEADINGS: readonly (readonly [RequirementVerdict, string])[] = [
  ['failed', 'Failed'],
  ['warning', 'Warnings'],
  ['waived', 'Waived'],
  ['untested', 'Untested'],
];

function section(report: Report, verdict: RequirementVerdict, heading: string): string[] {
  const results = withVerdict(report.requirements, verdict);
  if (results.length === 0) return [];
  return ['', `### ${heading}`, '', ...results.flatMap(requirementLines)];
}

/** Collapsed: they are no part of the verdict. */
function observations({ observations: all }: Report): string[] {
  if (all.length === 0) return [];
  return [
    '',
    '<details><summary>Where the contract is silent</summary>',
    '',
    ...all.map(({ id, value }) => `- ${escapeMarkdown(id)}: ${escapeMarkdown(value)}`),
    '',
    '</details>',
  ];
}

/** As many lines as there is room for, with a word on what was left out. */
function fitted(lines: readonly string[], mostBytes: number): string {
  const all = `${lines.join('\n')}\n`;
  if (Buffer.byteLength(all) <= mostBytes) return all;
  const kept: string[] = [];
  let room = mostBytes - Buffer.byteLength(LEFT_OUT);
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return kept.length === 0 ? '' : kept.join('\n') + LEFT_OUT;
}

/** The same of a fleet: a line for each target, the worst first. */
export function renderFleetSummary(fleet: Fleet, mostBytes = MAX_SUMMARY_BYTES): string {
  const rows = fleet.targets.map(
    ({ name, verdict, counts, notes: [note] }) =>
      `- **${verdict}** ${escapeMarkdown(name)}: ${VERDICTS_IN_ORDER.filter(
        (each) => counts[each] > 0,
      )
        .map((each) => `${String(counts[each])} ${each}`)
        .join(', ')}${note === undefined ? '' : ` ${escapeMarkdown(note)}`}`,
  );
  const failing = fleet.requirements.flatMap(({ id, level, verdicts }) => {
    const names = Object.keys(verdicts).filter((name) => verdicts[name] === 'failed');
    return names.length === 0
      ? []
      : [
          `- **${level} ${id}**: ${names.slice(0, MAX_NAMES).map(escapeMarkdown).join(', ')}${names.length > MAX_NAMES ? ` and ${String(names.length - MAX_NAMES)} more` : ''}`,
        ];
  });
  const lines = [
    `## Sync Users conformance of a fleet: ${fleet.verdict}`,
    '',
    ...rows,
    ...(failing.length > 0 ? ['', '### Failed', '', ...failing] : []),
  ];
  return fitted(lines, mostBytes);
}

/** `summary.md`, GitHub flavoured: the verdict, and what there is to do first. */
export function renderSummary(report: Report, mostBytes = MAX_SUMMARY_BYTES): string {
  const { verdict, requirements, target, requests, durationMs, seed, notes, baseline } = report;
  const where = target.embedded ? 'the embedded reference server' : escapeMarkdown(target.baseUrl);
  const lines = [
    `## Sync Users conformance: ${verdict}`,
    '',
    `${describeCounts(requirements)} of ${String(requirements.length)} requirements, against ${where}; ${String(requests)} requests in ${(durationMs / 1000).toFixed(1)} s, seed ${String(seed)}.`,
    ...[...notes, ...(baseline?.problems ?? [])].flatMap((note) => ['', escapeMarkdown(note)]),
    ...HEADINGS.flatMap(([each, heading]) => section(report, each, heading)),
    ...observations(report),
  ];
  return fitted(lines, mostBytes);
}
