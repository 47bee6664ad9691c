import type { Comparison } from '../compare';
import { renderHtml } from '../html/page';
import { writeOwnFiles } from '../owned-files';
import type { Report } from '../report';
import { renderBadge } from './badge';
import { renderJunit } from './junit';
import { renderSarif } from './sarif';
import { renderSummary } from './summary';

/** Output files of a report: the name in REPORT_DIR, and the renderer. */
export const outputs: readonly {
  file: string;
  render: (report: Report, previous?: Comparison) => string | Promise<string>;
}[] = [
  { file: 'conformance.json', render: (report) => `${JSON.stringify(report, null, 2)}\n` },
  { file: 'index.html', render: renderHtml },
  { file: 'junit.xml', render: renderJunit },
  { file: 'conformance.sarif', render: renderSarif },
  { file: 'summary.md', render: (report) => renderSummary(report) },
  { file: 'badge.svg', render: renderBadge },
];

/**
 * Writes all output files into a directory, which is created if necessary.
 *
 * @param previous comparison with an earlier run, for the page
 * @param except name of an output that stays as it is
 */
export async function writeOutputs(
  report: Report,
  directory: string,
  { previous, except }: { previous?: Comparison | undefined; except?: string | undefined } = {},
): Promise<void> {
  const files = [];
  for (const { file, render } of outputs) {
    if (file !== except) files.push({ name: file, content: await render(report, previous) });
  }
  writeOwnFiles(directory, files);
}
