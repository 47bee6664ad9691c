import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/config';
import { makeDirectory, systemErrorCode } from '../config/files';
import { ForeignFileError, refuseForeignFiles } from '../report/owned-files';
import { OUTPUT_FILES } from '../report/render/output-files';

/** Space for the outputs of a run, in bytes. */
const MIN_SPACE = 4 * 1024 * 1024;

/** Writes a file of zeros and deletes it. Throws a system error, such as ENOSPC. */
function tryToWrite(directory: string): void {
  const file = path.join(directory, `.space.${randomUUID()}.tmp`);
  try {
    writeFileSync(file, Buffer.alloc(MIN_SPACE), { flag: 'wx' });
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Checks before the first request that the outputs can be written at the end of the run.
 *
 * @throws ConfigError if they cannot, or would replace a file that the suite did not write
 */
export function checkReportDirectory(directory: string): void {
  try {
    makeDirectory(directory);
    refuseForeignFiles(directory, OUTPUT_FILES);
    tryToWrite(directory);
  } catch (error) {
    const reason =
      error instanceof ForeignFileError
        ? error.message
        : `${directory} cannot be written (${systemErrorCode(error)}). It has to be a directory with ${String(MIN_SPACE / 1024 / 1024)} MB of free space.`;
    throw new ConfigError([`REPORT_DIR: ${reason} Example: REPORT_DIR=conformance-report`]);
  }
}
