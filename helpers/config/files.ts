import { readdirSync } from 'node:fs';
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
