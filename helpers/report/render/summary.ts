import { appendFileSync, existsSync, statSync } from 'node:fs';
import type { RequirementId } from '../../contract/requirements';
import { systemErrorCode } from '../../config/files';
import type { Fleet } from '../fleet';
import type { Finding, Report, RequirementResult, RequirementVerdict } from '../report';
import { truncate } from '../../http/exchange';
import { escapeControls } from './escape';
import { groupByCause } from '../causes';
import { describeDefaults } from '../stacks';
import { describeCustomers } from '../users';
import {
  countOf,
  countVerdicts,
  describeCause,
  describeCounts,
  describeKey,
  describeWaiver,
} from '../labels';

/** GitHub drops the summary of a step that exceeds 1 MiB. */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

const MAX_TEXT = 400;
const MAX_FINDINGS = 5;
const MAX_NAMES = 12;
const TRUNCATION_NOTE = '\n- truncated; conformance.json is complete\n';

/**
 * Returns a text from outside the suite as a code span (CommonMark section 6.1). Nothing in it is
 * Markdown, HTML, a link, a mention or a command.
 */
export function escapeMarkdown(text: string): string {
  const cut = truncate(escapeControls(text), MAX_TEXT, '');
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return /^`|`$|^ .* $/.test(cut) || cut.trim() === ''
    ? `${fence} ${cut} ${fence}`
    : `${fence}${cut}${fence}`;
}

/** Stands for a code span: no part of a word. */
const SPAN = '\ufffc';
/** Words and punctuation that Markdown takes literally. A line that begins so is no list. */
const LITERAL = /^(?!\d+[.)])[A-Za-z\d\ufffc][\w ,;:.()'"=/\ufffc-]*$/;
/** Parts of such a text on which GitHub or GitLab act: links, mentions of commits, emoji, emphasis. */
const ACTING = /\/\/|www\.|\bGH-\d|\b[\da-f]{7,}\b|:[\w-]+:|::|\b_|_\b/i;
const NAME = /`[!-_a-~]+`/g;

/** Returns a sentence as it is, with names in code spans, or as a code span if Markdown would act on it. */
export function escapeSentence(text: string): string {
  const words = text.replace(NAME, SPAN);
  const literal = text.length <= MAX_TEXT && LITERAL.test(words) && !ACTING.test(words);
  return literal ? text : escapeMarkdown(text);
}

function findingLine(id: RequirementId, finding: Finding): string {
  const { message, occurrences, waiver, consequenceOf } = finding;
  const times = occurrences > 1 ? ` (seen ${String(occurrences)} times)` : '';
  const follows = consequenceOf
    ? `; follows from ${escapeMarkdown(describeCause(consequenceOf))}`
    : '';
  const known = describeDefaults(id, finding);
  const hint = known === undefined ? '' : `; ${escapeMarkdown(known)}`;
  const waived = waiver ? `\n    - ${escapeMarkdown(describeWaiver(waiver))}` : '';
  return `  - ${escapeMarkdown(describeKey(finding))} ${escapeMarkdown(message)}${times}${follows}${hint}${waived}`;
}

function requirementLines({ id, level, statement, findings, reason }: RequirementResult): string[] {
  const more = findings.length - MAX_FINDINGS;
  return [
    `- **${level} ${id}**: ${escapeSentence(statement)}`,
    ...(reason === undefined ? [] : [`  - ${escapeSentence(reason)}`]),
    ...findings.slice(0, MAX_FINDINGS).map((finding) => findingLine(id, finding)),
    ...(more > 0 ? [`  - and ${String(more)} more, in conformance.json`] : []),
  ];
}

const HEADINGS: readonly (readonly [RequirementVerdict, string])[] = [
  ['failed', 'Failed'],
  ['warning', 'Warnings'],
  ['waived', 'Waived'],
  ['untested', 'Untested'],
];

/** Returns the line of a requirement that fails because of another, under that one. */
function consequenceLine({ id, level, verdict, findings: [first] }: RequirementResult): string {
  const message = first ? ` ${escapeMarkdown(first.message)}` : '';
  return `  - follows from it, ${verdict}: **${level} ${id}**${message}`;
}

/** Returns the requirements with a verdict, the worst cause first, with what follows from each. */
function section(report: Report, verdict: RequirementVerdict, heading: string): string[] {
  const groups = groupByCause(report.requirements).filter(
    ({ result }) => result.verdict === verdict,
  );
  if (groups.length === 0) return [];
  const lines = groups.flatMap(({ result, consequences }) => [
    ...requirementLines(result),
    ...consequences.map(consequenceLine),
  ]);
  return ['', `### ${heading}`, '', ...lines];
}

/** Renders the observations, collapsed as they do not affect the verdict. */
function observations({ observations: all }: Report): string[] {
  if (all.length === 0) return [];
  return [
    '',
    '<details><summary>Behaviour where the contract is silent</summary>',
    '',
    ...all.map(({ id, value }) => `- ${escapeMarkdown(id)}: ${escapeMarkdown(value)}`),
    '',
    '</details>',
  ];
}

/** Joins the lines that fit, with a note if lines are left out. */
function joinWithin(lines: readonly string[], maxBytes: number): string {
  const all = `${lines.join('\n')}\n`;
  if (Buffer.byteLength(all) <= maxBytes) return all;
  const kept: string[] = [];
  let room = maxBytes - Buffer.byteLength(TRUNCATION_NOTE);
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return kept.length === 0 ? '' : kept.join('\n') + TRUNCATION_NOTE;
}

/** Renders the summary of a fleet: a line for each target, the worst first. */
export function renderFleetSummary(fleet: Fleet, maxBytes = MAX_SUMMARY_BYTES): string {
  const rows = fleet.targets.map(
    ({ name, verdict, counts, notes: [note] }) =>
      `- **${verdict}** ${escapeMarkdown(name)}: ${describeCounts(counts)}${note === undefined ? '' : ` ${escapeMarkdown(note)}`}`,
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
  return joinWithin(lines, maxBytes);
}

/** Renders `summary.md` in GitHub Flavored Markdown: the verdict, then failures first. */
export function renderSummary(report: Report, maxBytes = MAX_SUMMARY_BYTES): string {
  const { verdict, scope, requirements, target, requests, durationMs, seed } = report;
  const { notes, baseline } = report;
  const outdated = (baseline?.problems ?? []).flatMap((problem) => ['', escapeSentence(problem)]);
  const nonconformant = verdict === 'nonconformant';
  const where = target.embedded ? 'the embedded reference server' : escapeMarkdown(target.baseUrl);
  const lines = [
    `## Sync Users conformance: ${verdict}`,
    '',
    `Scope: ${escapeSentence(scope.description)}.`,
    '',
    `${describeCounts(countVerdicts(requirements))} of ${String(requirements.length)} requirements, against ${where}; ${countOf(requests, 'request')} in ${(durationMs / 1000).toFixed(1)} s, seed ${String(seed)}.`,
    ...notes.flatMap((note) => ['', escapeSentence(note)]),
    ...(nonconformant ? [] : outdated),
    ...describeCustomers(report.customers ?? []).flatMap((line) => ['', escapeSentence(line)]),
    ...HEADINGS.flatMap(([each, heading]) => section(report, each, heading)),
    ...(nonconformant && outdated.length > 0
      ? ['', '### The baseline is out of date as well', ...outdated]
      : []),
    ...observations(report),
  ];
  return joinWithin(lines, maxBytes);
}

/**
 * Appends the summary to the page of a GitHub step, within the space that earlier commands left.
 *
 * @param file GITHUB_STEP_SUMMARY; nothing is written without it
 * @returns a sentence about why the summary could not be written, which must not cost the verdict
 */
export function appendSummary(
  render: (maxBytes: number) => string,
  file: string | undefined,
): string | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    const used = existsSync(file) ? statSync(file).size : 0;
    appendFileSync(file, render(MAX_SUMMARY_BYTES - used));
    return undefined;
  } catch (error) {
    return `The summary could not be added to GITHUB_STEP_SUMMARY=${file} (${systemErrorCode(error)}).`;
  }
}
