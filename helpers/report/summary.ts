import type { Fleet } from '../fleet/fleet';
import type { Finding, Report, RequirementResult, RequirementVerdict } from './report';
import { shortened, visible } from './visible';
import { countWords, having, VERDICTS_IN_ORDER, waiverWords } from './words';

/** GitHub takes 1 MiB from one step, and nothing if it is more. */
export const MOST_SUMMARY_BYTES = 1024 * 1024;

const MOST_TEXT = 400;
const MOST_FINDINGS = 5;
const MOST_NAMES = 12;
const LEFT_OUT = '\n- and more, for which there was no room: conformance.json has it\n';

/**
 * A text that the report did not make, as a code span: nothing in it is Markdown, HTML, a link, a
 * mention or a command, whoever wrote it, and it ends where it should (CommonMark section 6.1).
 */
export function inert(text: string): string {
  const cut = shortened(visible(text), MOST_TEXT);
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return /^`|`$|^ .* $/.test(cut) || cut.trim() === ''
    ? `${fence} ${cut} ${fence}`
    : `${fence}${cut}${fence}`;
}

function findingLine({ message, instances, waiver }: Finding): string {
  const times = instances > 1 ? ` (seen ${String(instances)} times)` : '';
  const excused = waiver ? `\n    - ${inert(waiverWords(waiver))}` : '';
  return `  - ${inert(message)}${times}${excused}`;
}

function requirementLines({ id, level, statement, findings, reason }: RequirementResult): string[] {
  const more = findings.length - MOST_FINDINGS;
  return [
    `- **${level} ${id}**: ${inert(statement)}`,
    ...(reason === undefined ? [] : [`  - ${inert(reason)}`]),
    ...findings.slice(0, MOST_FINDINGS).map(findingLine),
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
  const results = having(report.requirements, verdict);
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
    ...all.map(({ id, value }) => `- ${inert(id)}: ${inert(value)}`),
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
export function renderFleetSummary(fleet: Fleet, mostBytes = MOST_SUMMARY_BYTES): string {
  const rows = fleet.targets.map(
    ({ name, verdict, counts, notes: [note] }) =>
      `- **${verdict}** ${inert(name)}: ${VERDICTS_IN_ORDER.filter((each) => counts[each] > 0)
        .map((each) => `${String(counts[each])} ${each}`)
        .join(', ')}${note === undefined ? '' : ` ${inert(note)}`}`,
  );
  const failing = fleet.requirements.flatMap(({ id, level, verdicts }) => {
    const names = Object.keys(verdicts).filter((name) => verdicts[name] === 'failed');
    return names.length === 0
      ? []
      : [
          `- **${level} ${id}**: ${names.slice(0, MOST_NAMES).map(inert).join(', ')}${names.length > MOST_NAMES ? ` and ${String(names.length - MOST_NAMES)} more` : ''}`,
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
export function renderSummary(report: Report, mostBytes = MOST_SUMMARY_BYTES): string {
  const { verdict, requirements, target, requests, durationMs, seed, notes, baseline } = report;
  const where = target.embedded ? 'the embedded reference server' : inert(target.baseUrl);
  const lines = [
    `## Sync Users conformance: ${verdict}`,
    '',
    `${countWords(requirements)} of ${String(requirements.length)} requirements, against ${where}; ${String(requests)} requests in ${(durationMs / 1000).toFixed(1)} s, seed ${String(seed)}.`,
    ...[...notes, ...(baseline?.problems ?? [])].flatMap((note) => ['', inert(note)]),
    ...HEADINGS.flatMap(([each, heading]) => section(report, each, heading)),
    ...observations(report),
  ];
  return fitted(lines, mostBytes);
}
