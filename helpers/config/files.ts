import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Returns the code of a system error, such as ENOENT. Returns "unknown" for any other error. */
export function systemErrorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** Returns the paths of all files below a directory. Throws a system error if it is unreadable. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * Creates a directory and those above it. Throws a system error if that is impossible. The recursive
 * `mkdirSync` of Node does not return below `/proc`.
 */
export function makeDirectory(directory: string): void {
  const status = statSync(directory, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return;
  if (!status && path.dirname(directory) !== directory) makeDirectory(path.dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another run may have created it just now.
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
