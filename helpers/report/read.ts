import { readFileSync, statSync } from 'node:fs';
import { systemErrorCode } from '../config/files';
import { compileSchema } from '../contract/json-schema';
import type { Report } from './report';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_NAMED = 5;

/** Error about a file that is not a report. The message is a sentence. */
export class ReportError extends Error {
  override name = 'ReportError';
}

/**
 * Reads a `conformance.json`.
 *
 * @throws ReportError if the file is missing, too large or invalid against `report.schema.json`
 */
export function readReport(file: string): Report {
  let text: string | undefined;
  try {
    if (statSync(file).size <= MAX_BYTES) text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ReportError(
      `${file} cannot be read (${systemErrorCode(error)}); name the conformance.json of a run, such as conformance-report/conformance.json.`,
    );
  }
  if (text === undefined) {
    throw new ReportError(
      `${file} is larger than ${String(MAX_BYTES)} bytes; no report of a run is so large.`,
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new ReportError(`${file} is not JSON; name the conformance.json of a run.`);
  }
  const validate = compileSchema<Report>('report.schema.json');
  if (!validate(content)) {
    const wrong = (validate.errors ?? [])
      .slice(0, MAX_NAMED)
      .map(({ instancePath, message = '' }) => `${instancePath || 'it'} ${message}`);
    throw new ReportError(
      `${file} is not valid against schemas/report.schema.json: ${wrong.join('; ')}. If another version of the suite wrote it, run the suite again.`,
    );
  }
  return content;
}
