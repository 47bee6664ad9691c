import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { filesBelow } from '../config/files';
import { lazyPackage } from '../contract/lazy-package';
import { redactor } from '../http/redact';
import { MIN_PRINTED_SECRET } from '../http/secrets';

const zipPackage = lazyPackage('fflate');

const EMBEDDED_ZIP = /data:application\/zip;base64,([A-Za-z0-9+/=]+)/g;
/** Attachment in a blob report. */
const ATTACHMENT = /"base64":"([A-Za-z0-9+/=]+)"/g;
const ZIP_MAGIC = Buffer.from('PK\u0003\u0004');

/**
 * Returns the text of a file, and the texts of what it contains: entries of an archive, an archive
 * embedded in a page, attachments of a blob report.
 */
function textsIn(bytes: Buffer): string[] {
  if (bytes.subarray(0, ZIP_MAGIC.length).equals(ZIP_MAGIC)) {
    return Object.entries(zipPackage().unzipSync(bytes)).flatMap(([name, entry]) => [
      name,
      ...textsIn(Buffer.from(entry)),
    ]);
  }
  const text = bytes.toString('utf8');
  const embedded = [EMBEDDED_ZIP, ATTACHMENT]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .flatMap(([, base64 = '']) => textsIn(Buffer.from(base64, 'base64')));
  return [text, ...embedded];
}

/** Returns the files below directories that only Playwright writes, as far as they changed since. */
export function filesChangedIn(directories: readonly string[], since: number): string[] {
  return directories.flatMap((directory) => {
    try {
      return filesBelow(directory).filter((file) => statSync(file).mtimeMs >= since);
    } catch {
      return [];
    }
  });
}

/**
 * Deletes those of some files that contain a secret, in any encoding, or are unreadable.
 *
 * @param secrets by name; one that occurs in `ordinary`, the suite's own texts, is not searched for
 * @returns the files deleted
 */
export function deleteFilesWithSecrets(
  files: readonly string[],
  secrets: Readonly<Record<string, string | undefined>>,
  ordinary: string,
): string[] {
  const searched = Object.entries(secrets).filter(
    ([, secret = '']) => secret.length >= MIN_PRINTED_SECRET && !ordinary.includes(secret),
  );
  const { redactWhole } = redactor(Object.fromEntries(searched));
  const leaks = (file: string) => {
    try {
      return textsIn(readFileSync(file)).some((text) => redactWhole(text) !== text);
    } catch {
      return true;
    }
  };
  const deleted = [...new Set(files)].filter((file) => existsSync(file) && leaks(file));
  for (const file of deleted) rmSync(file, { force: true });
  return deleted;
}
