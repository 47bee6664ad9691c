import path from 'node:path';
import type { Comparison } from '../compare';
import { renderHtml } from '../html/page';
import { writeOwnFiles, type OwnFile } from '../owned-files';
import type { Report } from '../report';
import { renderBadge } from './badge';
import { renderJunit } from './junit';
import { HAR_FILE, RENDERED_FILES, type RenderedFile } from './output-files';
import { renderSarif } from './sarif';
import { renderSummary } from './summary';

const REPORT_FILE = 'conformance.json' satisfies RenderedFile;

/** Renders a file of a report, with the path of the report. */
type Renderer = (report: Report, previous?: Comparison, path?: string) => string;

const renderers: Readonly<Record<RenderedFile, Renderer>> = {
  [REPORT_FILE]: (report) => `${JSON.stringify(report, null, 2)}\n`,
  'index.html': renderHtml,
  'junit.xml': renderJunit,
  'conformance.sarif': renderSarif,
  'summary.md': (report) => renderSummary(report),
  'badge.svg': renderBadge,
};

/** Output files that are made of a report: the name in REPORT_DIR, and the renderer. */
export const outputs: readonly { file: RenderedFile; render: Renderer }[] = RENDERED_FILES.map(
  (file) => ({ file, render: renderers[file] }),
);

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
export function writeOutputs(
  report: Report,
  directory: string,
  { previous, except, har }: OutputOptions = {},
): void {
  const files: OwnFile[] = [];
  const reportFile = path.join(fromHere(directory), REPORT_FILE);
  for (const { file, render } of outputs) {
    if (file === except) continue;
    files.push({ name: file, content: render(report, previous, reportFile) });
  }
  if (har) files.push({ name: HAR_FILE, content: har });
  writeOwnFiles(directory, files);
}
