import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderAnnotations, renderStepOutputs } from '../report/render/annotations';
import { compare } from '../report/compare';
import { renderComparison } from '../report/render/comparison';
import { draftBaseline } from '../report/draft-baseline';
import { ForeignFileError } from '../report/owned-files';
import { writeOutputs } from '../report/render/outputs';
import { EXIT_CODES } from '../report/verdicts';
import { ReportError, readReport } from '../report/read';
import { copyHar } from './copy-har';
import { UsageError } from './errors';

/** Result of a command: a text to print and the exit code, 0 by default. */
export interface Outcome {
  text: string;
  exitCode?: number;
}

/**
 * Runs a command that reads reports and writes files.
 *
 * @throws UsageError if a file is not a report or cannot be read or written
 */
export async function onFiles(command: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof ReportError || error instanceof ForeignFileError) {
      throw new UsageError(error.message);
    }
    const { code, path: where = '' } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UsageError) throw error;
    throw new UsageError(`${where} cannot be written (${code}); name another file or directory.`);
  }
}

/** Writes all files of a report again, next to it or in `out`. */
export function renderAgain(
  file: string,
  { out = path.dirname(file), previous }: { out?: string; previous?: string },
): Outcome {
  const report = readReport(file);
  const before = previous === undefined ? undefined : readReport(previous);
  // The report itself may be a download, which no manifest lists.
  const inPlace = path.resolve(out) === path.resolve(path.dirname(file));
  writeOutputs(report, out, {
    previous: before && compare(before, report),
    except: inPlace ? path.basename(file) : '',
    har: inPlace ? undefined : copyHar(file, out),
  });
  return { text: `report: ${path.join(out, 'index.html')}` };
}

/** Compares two reports in Markdown. */
export function compareFiles(before: string, after: string): Outcome {
  const comparison = compare(readReport(before), readReport(after));
  return {
    text: renderComparison(comparison),
    exitCode:
      comparison.worse.length + comparison.consequences.length > 0 ? EXIT_CODES.nonconformant : 0,
  };
}

/** Drafts a baseline. It overwrites none, as somebody may have agreed to it. */
export function writeDraft(file: string, out: string): Outcome {
  if (existsSync(out)) {
    throw new UsageError(
      `${out} exists and may have been agreed on; name another file with --out.`,
    );
  }
  writeFileSync(out, draftBaseline(readReport(file), new Date()));
  return { text: `${out}: review each waiver and name its owner before you use it.` };
}

/**
 * Returns annotations for a GitHub step and writes its outputs.
 *
 * @param outputs file for the outputs, GITHUB_OUTPUT; without it none are written
 */
export function annotate(file: string, outputs = ''): Outcome {
  const report = readReport(file);
  if (outputs !== '') appendFileSync(outputs, renderStepOutputs(report, randomUUID()));
  return { text: renderAnnotations(report).trimEnd() };
}
