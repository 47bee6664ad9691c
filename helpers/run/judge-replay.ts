import pc from 'picocolors';
import type { ScenarioEvidence } from '../checks/result';
import { keyOf } from '../checks/waivers';
import { describeKey } from '../report/labels';
import { renderFindings, renderNotes, renderUnrestored } from '../report/render/console';
import { escapeControls } from '../report/render/escape';
import type { Report } from '../report/report';
import { EXIT_CODES } from '../report/verdicts';
import type { Replay } from './replay';

/** The run of a replay, as far as it is judged. */
export interface ReplayResult {
  report: Report;
  /** Evidence of its scenarios. */
  evidence: readonly ScenarioEvidence[];
  /** Why it is incomplete, in sentences. */
  incomplete: readonly string[];
}

/** Returns why nothing is known about the findings that were not seen; undefined if they are gone. */
function whyUnknown(
  { requirement, titles }: Replay,
  { report, evidence, incomplete }: ReplayResult,
): string | undefined {
  const result = report.requirements.find(({ id }) => id === requirement);
  if (!result) return `the edition ${report.catalogue.edition} does not have ${requirement}`;
  const [reason] = [...incomplete, ...evidence.flatMap(({ inconclusive }) => inconclusive ?? [])];
  if (reason !== undefined) return reason;
  if (evidence.some(({ shared }) => shared.length > 0)) {
    return 'another client changed a reserved customer';
  }
  const skipped = titles.find((title) => evidence.every((each) => each.title !== title));
  if (skipped !== undefined) {
    return `the scenario "${skipped}" was not run: ${result.reason ?? 'this version of the suite does not have it'}`;
  }
  const checks = evidence.flatMap((each) =>
    each.checks.filter((check) => check.requirement === requirement),
  );
  const untested = checks.find(({ outcome }) => outcome === 'untested');
  if (untested) return untested.message ?? 'a check is untested';
  return checks.length === 0 ? (result.reason ?? 'no check was evaluated') : undefined;
}

/** Returns whether a scenario found a defect that the report may not show. */
function isFound({ requirement }: Replay, key: string, { evidence }: ReplayResult): boolean {
  return evidence.some(({ checks }) =>
    checks.some(
      (check) =>
        check.requirement === requirement &&
        check.defects?.some((defect) => describeKey(keyOf(check, defect)) === key),
    ),
  );
}

/**
 * Renders what a replay found: the findings of the requirement, and a line for each that was sought.
 * The exit code is 1 if one still happens, else 2 if that of one is not known or a customer was not
 * restored, and 0 if all are gone.
 */
export function renderReplay(
  replay: Replay,
  result: ReplayResult,
): { text: string; exitCode: number } {
  const { report } = result;
  const { requirement, keys } = replay;
  const own = report.requirements.filter(({ id }) => id === requirement);
  const seen = own.flatMap(({ findings }) => findings.map(describeKey));
  const others = seen.filter((key) => !keys.includes(key));
  const unknown = whyUnknown(replay, result);
  const outcomes = keys.map((key): [code: number, line: string] => {
    const name = `${requirement} ${escapeControls(key)}`;
    if (seen.includes(key)) return [EXIT_CODES.nonconformant, pc.red(`${name}: still happens`)];
    const reason =
      unknown ??
      (isFound(replay, key, result)
        ? 'a check found it, but the report does not count it'
        : undefined);
    if (reason !== undefined) {
      const line = `${name}: unknown, as ${escapeControls(reason)}`;
      return [EXIT_CODES.inconclusive, pc.yellow(line)];
    }
    const but = others.length > 0 ? `, but found ${escapeControls(others.join(', '))}` : '';
    return [EXIT_CODES.conformant, pc.green(`${name}: no longer happens${but}`)];
  });
  const codes = outcomes.map(([code]) => code);
  if (report.unrestored) codes.push(EXIT_CODES.inconclusive);
  const findings = renderFindings({
    ...report,
    requirements: own.filter(({ verdict }) => verdict !== 'untested'),
  });
  const exitCode = codes.includes(EXIT_CODES.nonconformant)
    ? EXIT_CODES.nonconformant
    : Math.max(...codes);
  const lines = [
    ...(findings === '' ? [] : [`\n${findings}\n`]),
    ...renderNotes(report),
    ...outcomes.map(([, line]) => line),
    ...renderUnrestored(report, exitCode),
  ];
  return { text: lines.join('\n'), exitCode };
}
