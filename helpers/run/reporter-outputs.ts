import type { FullConfig } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/config';
import { temporary } from './playwright-output';
import { runState } from './state';

/** Reporters of Playwright that empty a folder at the end of a run, whatever is in it. */
const EMPTYING = [
  {
    reporter: 'html',
    standard: 'playwright-report',
    variables: ['PLAYWRIGHT_HTML_OUTPUT_DIR', 'PLAYWRIGHT_HTML_REPORT'],
    entries: /^(index\.html|data|trace)$/,
  },
  {
    reporter: 'blob',
    standard: 'blob-report',
    variables: ['PLAYWRIGHT_BLOB_OUTPUT_DIR'],
    entries: /^report.*\.zip$/,
  },
] as const;

type Emptying = (typeof EMPTYING)[number];

/** Returns the folder of a reporter. `root` is the directory of Playwright's configuration. */
function folderOf({ standard, variables }: Emptying, root: string, environment: NodeJS.ProcessEnv) {
  const given = variables.map((name) => environment[name] ?? '').find((value) => value !== '');
  return given === undefined ? path.resolve(root, standard) : path.resolve(given);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Gives the reporters of Playwright another folder where theirs has files that they did not write:
 * Playwright empties it although the setup stops the run. `checkEmptiedFolders` stops it.
 */
export function protectReporterFolders(root: string, environment: NodeJS.ProcessEnv): void {
  const { reporterProblems } = runState();
  for (const emptying of EMPTYING) {
    const { reporter, variables, entries } = emptying;
    const folder = folderOf(emptying, root, environment);
    const other = entriesOf(folder).find((name) => !entries.test(name));
    if (other === undefined) continue;
    reporterProblems[reporter] =
      `The ${reporter} reporter of Playwright would empty ${folder}, which contains ${other}. Name a folder of its own. Example: ${variables[0]}=playwright-${reporter}`;
    environment[variables[0]] = temporary(randomUUID());
  }
}

/** Returns the reporters that the user added and that empty a folder. */
function emptyingIn(config: FullConfig): Emptying[] {
  // The blob reporter of a shard has a file of its own.
  return EMPTYING.filter(({ reporter }) =>
    config.reporter.some(([name, given]) => {
      const { outputFile } = (given ?? {}) as { outputFile?: string };
      return name === reporter && outputFile === undefined;
    }),
  );
}

/** Returns the folders that reporters of Playwright write in this run. */
export function reporterFolders(config: FullConfig): string[] {
  const root = config.configFile === undefined ? config.rootDir : path.dirname(config.configFile);
  return emptyingIn(config).map((emptying) => folderOf(emptying, root, process.env));
}

/**
 * Checks the folders that Playwright and its reporters empty.
 *
 * @throws ConfigError if one contains other files or REPORT_DIR
 */
export function checkEmptiedFolders(config: FullConfig, reportDir: string): void {
  const containsReport = config.projects.some(({ outputDir }) =>
    `${path.resolve(reportDir)}${path.sep}`.startsWith(`${path.resolve(outputDir)}${path.sep}`),
  );
  const { reporterProblems } = runState();
  const problems = [
    containsReport
      ? '--output names a directory that contains REPORT_DIR, and Playwright empties it. Example: --output=playwright-output'
      : [],
    emptyingIn(config).map(({ reporter }) => reporterProblems[reporter] ?? []),
  ].flat(2);
  if (problems.length > 0) throw new ConfigError(problems);
}
