import { appendFileSync, existsSync, statSync } from 'node:fs';
import { MAX_SUMMARY_BYTES } from './summary';

/**
 * Adds the summary to the page of a GitHub step, as far as what earlier commands of the step wrote
 * there leaves room for it.
 *
 * @param file GITHUB_STEP_SUMMARY; nothing is done where it is not set
 * @returns why it is not there, as a sentence: it is no reason to lose the verdict
 */
export function appendSummary(
  render: (mostBytes: number) => string,
  file: string | undefined,
): string | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    const used = existsSync(file) ? statSync(file).size : 0;
    appendFileSync(file, render(MAX_SUMMARY_BYTES - used));
    return undefined;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return `The summary could not be added to ${file} (${code}), which GITHUB_STEP_SUMMARY names.`;
  }
}
