import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Report } from './report';

const SCHEMA_FILE = path.join(__dirname, '..', '..', 'schemas', 'report.schema.json');
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_NAMED = 5;

/** A file that is no report, in a sentence that says why. */
export class ReportError extends Error {
  override name = 'ReportError';
}

/**
 * Reads a `conformance.json`.
 *
 * @throws ReportError where it is not there, too large, or not as its schema says
 */
export function readReport(file: string): Report {
  let text: string | undefined;
  try {
    if (statSync(file).size <= MAX_BYTES) text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ReportError(
      `${file} cannot be read (${code}); name the conformance.json of a run, such as conformance-report/conformance.json.`,
    );
  }
  if (text === undefined) {
    throw new ReportError(`${file} is larger than ${String(MAX_BYTES)} bytes: no run writes that.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new ReportError(`${file} is no JSON; name the conformance.json of a run.`);
  }
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  addFormats(ajv);
  const validate = ajv.compile<Report>(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object);
  if (!validate(content)) {
    const wrong = (validate.errors ?? [])
      .slice(0, MAX_NAMED)
      .map(({ instancePath, message = '' }) => `${instancePath || 'it'} ${message}`);
    throw new ReportError(
      `${file} is not a report as schemas/report.schema.json says: ${wrong.join('; ')}. One of another version of the suite? Make it again.`,
    );
  }
  return content;
}
