import { randomUUID } from 'node:crypto';
import { copyFileSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesBelow, makeDirectory, systemErrorCode } from '../config/files';
import { options } from '../config/options';
import { deleteOwnFiles, listOwnFiles, ownFiles, refuseForeignFiles } from '../report/owned-files';
import { blobReportFile } from '../report/shards';
import type { Shard } from '../report/run-metadata';
import { isDryRun } from './playwright-settings';
import { replayOf } from './replay';
import { runState } from './state';

const FOLDER = '.playwright';
const LAST_RUN = '.last-run.json';
const OWN_FILE = /^\.playwright\/[0-9a-f-]{36}\/./;
const OWN_LAST_RUN = /^\.playwright\/[0-9a-f-]{36}\/\.last-run\.json$/;

/** Id of the main process and directory, for the workers, which load the configuration as well. */
const VARIABLE = 'SYNC_USERS_PLAYWRIGHT_OUTPUT';

/** Returns REPORT_DIR, also if the rest of the configuration is invalid. */
const reportDirectory = ({ REPORT_DIR = '' }: NodeJS.ProcessEnv) =>
  path.resolve(REPORT_DIR === '' ? options.REPORT_DIR.default : REPORT_DIR);

/** Returns a path in the temporary directory, which is deleted with the process. */
export function temporary(name: string): string {
  const directory = path.join(os.tmpdir(), `sync-users-${name}`);
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Creates a directory below REPORT_DIR, and lists what is in it at the end of the process. */
function create(reportDir: string, name: string): string {
  const parent = path.join(reportDir, FOLDER);
  const directory = path.join(parent, name);
  try {
    makeDirectory(parent);
    if (lstatSync(parent).isSymbolicLink()) {
      runState().outputProblem = `${parent} is a link, which the suite does not follow. Remove it, or name another directory.`;
      return temporary(name);
    }
    mkdirSync(directory);
  } catch (error) {
    runState().outputProblem = `${parent} cannot be created or written (${systemErrorCode(error)}). Name another directory.`;
    return temporary(name);
  }
  listAtExit(reportDir, () => {
    if (runState().nothingSelected === undefined) return filesBelow(directory);
    rmSync(directory, { recursive: true, force: true });
    return [];
  });
  return directory;
}

/** Lists files that Playwright wrote in the manifest of the suite, at the end of the process. */
function listAtExit(reportDir: string, files: () => string[]): void {
  process.once('exit', () => {
    try {
      const names = files().map((file) => path.relative(reportDir, file));
      listOwnFiles(
        reportDir,
        names.map((name) => name.split(path.sep).join('/')),
      );
    } catch {
      // A file that is not in the manifest stays where it is.
    }
  });
}

/** Returns whether a command line of Playwright, in the main process, runs scenarios. */
export const isRun = (argv: readonly string[]): boolean =>
  /^test(-server)?$/.test(argv[2] ?? '') && !argv.includes('--list');

/**
 * Returns the output directory of Playwright, which empties it before a run. Each run has a new one,
 * `REPORT_DIR/.playwright/<id>`, so that no file of another program is in it. A run that writes no
 * report has one in the temporary directory.
 */
export function playwrightDirectory(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): string {
  const [, owner, chosen] = /^(\d+) ([^]+)$/.exec(environment[VARIABLE] ?? '') ?? [];
  if (chosen !== undefined && [process.pid, process.ppid].includes(Number(owner))) return chosen;
  const reportDir = reportDirectory(environment);
  const name = randomUUID();
  const writes = isRun(argv) && !isDryRun(environment) && !replayOf(environment);
  const directory = writes ? create(reportDir, name) : temporary(name);
  environment[VARIABLE] = `${String(process.pid)} ${directory}`;
  if (argv.includes('--last-failed')) copyLastRun(reportDir, directory);
  return directory;
}

/** Copies the list of failed scenarios of the last run to where Playwright looks for it. */
function copyLastRun(reportDir: string, directory: string): void {
  try {
    const last = ownFiles(reportDir, OWN_LAST_RUN).at(-1);
    if (last === undefined) return;
    makeDirectory(directory);
    copyFileSync(path.join(reportDir, last), path.join(directory, LAST_RUN));
  } catch {
    // Playwright then runs all scenarios. A problem of REPORT_DIR stops the run later.
  }
}

/** Deletes the files that Playwright wrote for earlier runs. */
export function deleteEarlierOutput(reportDir: string): void {
  deleteOwnFiles(reportDir, OWN_FILE);
}

/** Makes room for the blob report of a shard. @throws ForeignFileError if another file is there */
export function beginBlobReport(reportDir: string, shard: Shard): void {
  const name = blobReportFile(shard);
  refuseForeignFiles(reportDir, [name]);
  deleteOwnFiles(reportDir, new RegExp(`^${name.replaceAll('.', '\\.')}$`));
  listAtExit(reportDir, () => [path.join(reportDir, name)]);
}
