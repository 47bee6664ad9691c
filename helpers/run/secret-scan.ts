import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { redactor } from '../http/redact';

/** Below this, a secret is an ordinary word, and stands in ordinary texts. */
const MIN_TELLING = 8;

const ZIP_IN_A_PAGE = /data:application\/zip;base64,([A-Za-z0-9+/=]+)/g;
/** An attachment in a blob report. */
const ATTACHED = /"base64":"([A-Za-z0-9+/=]+)"/g;
const ZIP_MAGIC = Buffer.from('PK\u0003\u0004');

/**
 * The texts in a file; in an archive, and in one that a page carries, those of its entries; in a
 * blob report, those of its attachments.
 */
function textsIn(bytes: Buffer): string[] {
  if (bytes.subarray(0, ZIP_MAGIC.length).equals(ZIP_MAGIC)) {
    return Object.entries(unzipSync(bytes)).flatMap(([name, entry]) => [
      name,
      ...textsIn(Buffer.from(entry)),
    ]);
  }
  const text = bytes.toString('utf8');
  const carried = [ZIP_IN_A_PAGE, ATTACHED]
    .flatMap((carrier) => [...text.matchAll(carrier)])
    .flatMap(([, base64 = '']) => textsIn(Buffer.from(base64, 'base64')));
  return [text, ...carried];
}

function filesBelow(directory: string, since: number): string[] {
  let entries;
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).mtimeMs >= since);
}

/**
 * Deletes each file in some directories that holds a secret, as it is or encoded, and those that
 * cannot be read for it.
 *
 * @param secrets by name; one that stands in `ordinary`, the suite's own texts, is not looked for
 * @param since Unix time in ms: files that are older are nobody's of this run
 * @returns the files that were deleted
 */
export function deleteFilesWithSecrets(
  directories: readonly string[],
  secrets: Readonly<Record<string, string | undefined>>,
  ordinary: string,
  since: number,
): string[] {
  const telling = Object.entries(secrets).filter(
    ([, secret = '']) => secret.length >= MIN_TELLING && !ordinary.includes(secret),
  );
  const { whole } = redactor(Object.fromEntries(telling));
  const leaks = (file: string) => {
    try {
      return textsIn(readFileSync(file)).some((text) => whole(text) !== text);
    } catch {
      return true;
    }
  };
  const deleted = directories.flatMap((directory) => filesBelow(directory, since)).filter(leaks);
  for (const file of deleted) rmSync(file, { force: true });
  return [...new Set(deleted)];
}
