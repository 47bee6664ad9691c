import path from 'node:path';
import { loadEnvFile } from '../config/env-file';
import { options } from '../config/options';
import { requirements } from '../contract/requirements';
import { escapeRegExp } from '../http/escape';
import { suggestNames } from '../reference/near-names';
import { describeKey } from '../report/labels';
import { ReportError, readReport } from '../report/read';
import { escapeControls } from '../report/render/escape';
import type { Report, RequirementResult } from '../report/report';
import { replayVariable, type Replay } from '../run/replay';
import { UsageError } from './errors';
import type { PlaywrightRun } from './run';

/** Options of `replay`. */
export interface ReplayValues {
  /** The conformance.json with the finding. */
  report?: string;
  repeatEach?: string;
}

function read(file: string): Report {
  try {
    return readReport(file);
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    throw error;
  }
}

/** Returns the requirement with a name. @throws UsageError if it has no finding */
function requirementIn({ requirements: results }: Report, name: string, file: string) {
  const found = results.find(({ id }) => id === name);
  if (!found) {
    const near = suggestNames(
      name,
      requirements.map(({ id }) => id),
    );
    throw new UsageError(`${file} has no requirement ${name}.${near}`);
  }
  if (found.findings.length > 0) return found;
  const ids = results.flatMap(({ id, findings }) => (findings.length > 0 ? id : []));
  const others = ids.length > 0 ? ` Requirements with findings: ${ids.join(', ')}.` : '';
  throw new UsageError(
    `${file} has no finding of ${name}: its verdict is ${found.verdict}.${others}`,
  );
}

/** Returns the findings whose key has each of some words: all of them without words. */
function findingsWith({ id, findings }: RequirementResult, words: readonly string[]) {
  const found = findings.filter(({ code, request, property }) =>
    words.every((word) => [code, request, property].includes(word)),
  );
  if (found.length > 0) return found;
  // A property is named by the target.
  const keys = [...new Set(findings.map((finding) => escapeControls(describeKey(finding))))];
  throw new UsageError(
    `${id} has no finding ${words.join(' ')}.${suggestNames(words.join(' '), keys)} Its findings: ${keys.join('; ')}.`,
  );
}

/**
 * Returns the findings to look for, and the scenarios that showed them.
 *
 * @throws UsageError if the report has no such finding
 */
export function toReplay(report: Report, file: string, [name = '', ...words]: string[]): Replay {
  const requirement = requirementIn(report, name, file);
  const found = findingsWith(requirement, words);
  const shown = new Set(found.flatMap(({ exchanges }) => exchanges.map(({ id }) => id)));
  // The requests of the preflight and the restore are those of no scenario.
  const scenarios = report.scenarios.filter(({ title }) => title.includes(': '));
  const titles = scenarios.flatMap(({ title, exchanges }) =>
    exchanges.some(({ id }) => shown.has(id)) ? title : [],
  );
  return {
    requirement: requirement.id,
    keys: [...new Set(found.map(describeKey))],
    titles: [...new Set(titles)],
  };
}

/** Returns the pattern of `--grep` for scenarios: by title, or by requirement if there is none. */
export function toPattern({ requirement, titles }: Replay): string {
  if (titles.length === 0) return `@${escapeRegExp(requirement)}( |$)`;
  // Playwright writes a space between the titles of a scenario, and its tags behind them.
  const patterns = titles.map((title) => escapeRegExp(title).replaceAll(': ', ':? '));
  return `(${patterns.join('|')})( @|$)`;
}

/** Returns the first line of a replay. */
function describe({ requirement, keys, titles }: Replay, file: string, { target }: Report): string {
  const scenarios = `${String(Math.max(1, titles.length))} scenario${titles.length > 1 ? 's' : ''}`;
  const where = target.embedded ? 'the embedded reference server' : target.baseUrl;
  return escapeControls(
    `Replay of ${requirement} (${keys.join('; ')}): ${scenarios}, from ${file}, a report of ${where}`,
  );
}

/**
 * Returns the run that replays a finding: of the scenarios that showed it, with the seed of its run;
 * and the line to print before it.
 *
 * @param finding the id of the requirement, and words of the finding's key
 * @param environment settings of the run, without those of `.env`
 */
export function replayRun(
  finding: string[],
  { report: named, repeatEach }: ReplayValues,
  environment: NodeJS.ProcessEnv,
): PlaywrightRun & { description: string } {
  const settings = { ...environment };
  loadEnvFile(settings, settings['DOTENV_CONFIG_PATH']);
  const { REPORT_DIR = '', SEED = '' } = settings;
  const directory = REPORT_DIR === '' ? options.REPORT_DIR.default : REPORT_DIR;
  const file = named ?? path.join(directory, 'conformance.json');
  const report = read(file);
  const { target, seed } = report;
  const replay = toReplay(report, file, finding);
  if (!target.embedded && settings['BASE_URL'] === undefined) {
    throw new UsageError(
      `${file} is the report of ${target.baseUrl}, and BASE_URL is not set. Set it to the server to send the exchanges to.`,
    );
  }
  return {
    description: describe(replay, file, report),
    args: [
      `--grep=${toPattern(replay)}`,
      ...(repeatEach === undefined ? [] : [`--repeat-each=${repeatEach}`]),
    ],
    environment: {
      ...environment,
      ...replayVariable(replay),
      VERBOSE: '1',
      SEED: SEED === '' ? String(seed) : SEED,
    },
  };
}
