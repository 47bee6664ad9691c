import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Comparison } from '../compare';
import { renderHtml } from '../html/page';
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
 */
export async function writeOutputs(
  report: Report,
  directory: string,
  previous?: Comparison,
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const { file, render } of outputs) {
    writeFileSync(path.join(directory, file), await render(report, previous));
  }
}
