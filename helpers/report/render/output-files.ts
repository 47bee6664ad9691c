/** Names of the files in REPORT_DIR that are rendered from the report. */
export const RENDERED_FILES = [
  'conformance.json',
  'index.html',
  'junit.xml',
  'conformance.sarif',
  'summary.md',
  'badge.svg',
] as const;

export type RenderedFile = (typeof RENDERED_FILES)[number];

export const HAR_FILE = 'exchanges.har';

/** Names of all output files of a run. */
export const OUTPUT_FILES: readonly string[] = [...RENDERED_FILES, HAR_FILE];
