import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { deleteOwnFiles } from '../report/owned-files';
import { MAX_HAR_BYTES } from '../report/render/har';
import { HAR_FILE } from '../report/render/output-files';

/**
 * Returns the exchanges beside a report, for another directory of its files: they cannot be made of
 * the report. If there are none, those of an earlier report are deleted from the directory.
 */
export function copyHar(report: string, directory: string): string[] | undefined {
  const file = path.join(path.dirname(report), HAR_FILE);
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isFile() && status.size <= MAX_HAR_BYTES) return [readFileSync(file, 'utf8')];
  deleteOwnFiles(directory, /^exchanges\.har$/);
  return undefined;
}
