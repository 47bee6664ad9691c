import { truncate } from '../../http/exchange';
import { groupByCause } from '../causes';
import type { Report, RequirementResult, RequirementVerdict } from '../report';
import { exitCode } from '../verdicts';
import { escapeControls } from './escape';
import { describeKey, describeWaiver, withVerdict } from '../labels';

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  kind: Kind;
  title: string;
  message: string;
}

/** GitHub shows no more of a kind from one step. */
const MAX_OF_A_KIND = 10;

const MAX_TEXT = 500;

/**
 * Returns a workflow command on a line of its own. Text from a target cannot end the line or the
 * property, and no runner executes it as a command.
 */
function command({ kind, title, message }: Annotation): string {
  const data = (text: string) =>
    truncate(escapeControls(text), MAX_TEXT, '')
      .replaceAll('%', '%25')
      .replaceAll('\r', '%0D')
      .replaceAll('\n', '%0A');
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property(title)}::${data(message)}`;
}

/** Returns the message of the first finding, or the reason or statement if there is none. */
function finding({ findings, statement, reason }: RequirementResult): string {
  const [first] = findings;
  if (!first) return reason ?? statement;
  const more = findings.length - 1;
  const excuse = first.waiver ? ` (${describeWaiver(first.waiver)})` : '';
  const message = truncate(first.message, MAX_TEXT / 2, '');
  return `${describeKey(first)}: ${message}${excuse}${more > 0 ? `; and ${String(more)} more` : ''}`;
}

/** Returns the ids of the requirements that follow from a failure: one annotation is enough. */
function following(consequences: readonly RequirementResult[]): string {
  const ids = consequences.map(({ id }) => id);
  return ids.length === 0 ? '' : `; from it follow ${ids.join(', ')}`;
}

function ofRequirements(
  { requirements }: Report,
  verdict: RequirementVerdict,
  kind: Kind,
): Annotation[] {
  const groups = groupByCause(requirements).filter(({ result }) => result.verdict === verdict);
  return groups.map(({ result, consequences }) => ({
    kind,
    title: `${result.level} ${result.id}${verdict === 'waived' ? ' is waived' : ''}`,
    message: finding(result) + following(consequences),
  }));
}

/** Limits the annotations to `MAX_OF_A_KIND`; the last one names those left out. */
function bounded(annotations: readonly Annotation[]): Annotation[] {
  const left = annotations.slice(MAX_OF_A_KIND - 1);
  const [only] = left;
  if (!only || left.length === 1) return [...annotations];
  return [
    ...annotations.slice(0, MAX_OF_A_KIND - 1),
    {
      kind: only.kind,
      title: `${String(left.length)} more`,
      message: left.map(({ title }) => title).join(', '),
    },
  ];
}

/**
 * Renders the annotations of a GitHub step, a workflow command a line: errors for failures,
 * warnings for SHOULDs, waivers and notes, one notice for untested requirements.
 */
export function renderAnnotations(report: Report): string {
  const { verdict, notes, baseline } = report;
  const of = (results: readonly string[], kind: Kind, title: string) =>
    results.map((message) => ({ kind, title, message }));
  const inconclusive = verdict === 'inconclusive';
  const untested = withVerdict(report.requirements, 'untested').map(({ id }) => id);
  return [
    ...bounded([
      ...ofRequirements(report, 'failed', 'error'),
      ...of(baseline?.problems ?? [], 'error', 'Baseline'),
      ...of(inconclusive ? [notes[0] ?? 'A MUST is untested.'] : [], 'error', 'Inconclusive'),
    ]),
    ...bounded([
      ...ofRequirements(report, 'warning', 'warning'),
      ...ofRequirements(report, 'waived', 'warning'),
      ...of(inconclusive ? notes.slice(1) : notes, 'warning', 'Note'),
    ]),
    ...of(untested.length > 0 ? [untested.join(', ')] : [], 'notice', 'Untested'),
  ]
    .map((annotation) => `${command(annotation)}\n`)
    .join('');
}

/** Returns the outputs of a GitHub step: verdict, exit code and ids of requirements. */
export function stepOutputs(report: Report): Record<string, string> {
  const ids = (verdict: RequirementVerdict) =>
    withVerdict(report.requirements, verdict)
      .map(({ id }) => id)
      .join(',');
  return {
    verdict: report.verdict,
    'exit-code': String(exitCode(report)),
    'requirements-failed': ids('failed'),
    'requirements-warned': ids('warning'),
    'requirements-waived': ids('waived'),
    'requirements-untested': ids('untested'),
  };
}

/**
 * Lines for the file that GITHUB_OUTPUT names.
 *
 * @param delimiter a line that no value can hold, and that nobody can foresee
 */
export function renderStepOutputs(report: Report, delimiter: string): string {
  return Object.entries(stepOutputs(report))
    .map(([name, value]) => {
      if (value.includes(delimiter)) throw new Error(`${name} holds the delimiter`);
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join('');
}
