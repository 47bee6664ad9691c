import path from 'node:path';
import type { Comparison } from '../compare';
import { renderHtml } from '../html/page';
import { writeOwnFiles, type OwnFile } from '../owned-files';
import type { Report } from '../report';
import { renderBadge } from './badge';
import { HAR_FILE } from './har';
import { renderJunit } from './junit';
import { renderSarif } from './sarif';
import { renderSummary } from './summary';

const REPORT_FILE = 'conformance.json';

/**
 * Output files that are made of a report: the name in REPORT_DIR, and the renderer, with the
 * path of the report.
 */
export const outputs: readonly {
  file: string;
  render: (report: Report, previous?: Comparison, path?: string) => string | Promise<string>;
}[] = [
  { file: REPORT_FILE, render: (report) => `${JSON.stringify(report, null, 2)}\n` },
  { file: 'index.html', render: renderHtml },
  { file: 'junit.xml', render: renderJunit },
  { file: 'conformance.sarif', render: renderSarif },
  { file: 'summary.md', render: (report) => renderSummary(report) },
  { file: 'badge.svg', render: renderBadge },
];

/** Names of all output files of a run. */
export const OUTPUT_FILES: readonly string[] = [...outputs.map(({ file }) => file), HAR_FILE];

/** Input of the output files, beside the report. */
export interface OutputOptions {
  /** Comparison with an earlier run, for the page. */
  previous?: Comparison | undefined;
  /** Name of an output that stays as it is. */
  except?: string | undefined;
  /** Parts of `exchanges.har`; without it, that file stays as it is. */
  har?: Iterable<string> | undefined;
}

/** Returns a directory relative to the current one, if it is below it. */
function fromHere(directory: string): string {
  const relative = path.relative('', directory);
  return /^\.\.(?:$|[/\\])/.test(relative) || path.isAbsolute(relative) ? directory : relative;
}

/** Writes all output files into a directory, which is created if necessary. */
export async function writeOutputs(
  report: Report,
  directory: string,
  { previous, except, har }: OutputOptions = {},
): Promise<void> {
  const files: OwnFile[] = [];
  const reportFile = path.join(fromHere(directory), REPORT_FILE);
  for (const { file, render } of outputs) {
    if (file === except) continue;
    files.push({ name: file, content: await render(report, previous, reportFile) });
  }
  if (har) files.push({ name: HAR_FILE, content: har });
  writeOwnFiles(directory, files);
}
