/** The outcome of one subject: attached to its test, collected in `faults.json`. */
export interface MatrixResult {
  subject: string;
  kind: 'fault' | 'variant';
  why: string;
  declared: { failed: string[]; warning: string[] };
  failed: string[];
  warning: string[];
  untested: string[];
  verdict: string;
  notes: string[];
  requests: number;
  durationMs: number;
  /** By requirement: the message of the first finding, or why it is untested. */
  messages: Record<string, string>;
}

/** The name of the attachment. */
export const RESULT = 'matrix-result';

/** Renders the table fault x requirement as Markdown, one row for each subject. */
export function renderMatrix(results: readonly MatrixResult[]): string {
  const table = (kind: MatrixResult['kind']) =>
    [
      `| ${kind} | fails | warns | requests | why |`,
      '| --- | --- | --- | --- | --- |',
      ...results
        .filter((result) => result.kind === kind)
        .map(
          ({ subject, failed, warning, requests, why }) =>
            `| ${subject} | ${failed.join(', ')} | ${warning.join(', ')} | ${String(requests)} | ${why} |`,
        ),
    ].join('\n');
  return `${table('fault')}\n\n${table('variant')}\n`;
}
