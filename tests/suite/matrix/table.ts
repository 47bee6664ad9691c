import type { MatrixResult } from './result';

/** The table fault x requirement, a row each, as Markdown. */
export function renderMatrix(results: readonly MatrixResult[]): string {
  const row = ({ subject, failed, warning, requests, why }: MatrixResult) =>
    `| ${subject} | ${failed.join(', ')} | ${warning.join(', ')} | ${String(requests)} | ${why} |`;
  const table = (kind: MatrixResult['kind']) =>
    results
      .filter((result) => result.kind === kind)
      .map(row)
      .join('\n');
  const head = (what: string) =>
    `| ${what} | fails | warns | requests | why |\n| --- | --- | --- | --- | --- |\n`;
  return `${head('fault')}${table('fault')}\n\n${head('variant')}${table('variant')}\n`;
}
