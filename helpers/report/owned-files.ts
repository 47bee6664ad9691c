import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { makeDirectory, systemErrorCode } from '../config/files';

/** Lists the files of the suite in a directory, each with its SHA-256, as `sha256sum` prints it. */
export const MANIFEST = 'conformance-files.sha256';
const LINE = /^([0-9a-f]{64}) {2}((?!.*\.\.).+)$/;

/** A longer manifest loses the lines about files that are gone, in bytes. */
const MAX_MANIFEST = 256 * 1024;

/** Error about a file that the suite did not write and so does not replace. */
export class ForeignFileError extends Error {
  override name = 'ForeignFileError';

  constructor(file: string) {
    super(
      `${file} exists and the suite did not write it, so it is not replaced. Move it, or name another directory.`,
    );
  }
}

/** Digests of each file of a manifest, by name. A name uses `/` on every platform. */
type Digests = Map<string, Set<string>>;

const digestOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** Returns what a path is, without following a link. */
function kindOf(file: string): 'absent' | 'file' | 'directory' | 'other' {
  try {
    const status = lstatSync(file);
    return status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'absent';
    throw error;
  }
}

/** @throws ForeignFileError if the file with the name of a manifest is something else */
function readManifest(directory: string): Digests {
  const file = path.join(directory, MANIFEST);
  const kind = kindOf(file);
  const digests: Digests = new Map();
  if (kind === 'absent') return digests;
  if (kind !== 'file') throw new ForeignFileError(file);
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, digest, name] = LINE.exec(line) ?? [];
    if (digest !== undefined && name !== undefined) {
      digests.set(name, (digests.get(name) ?? new Set()).add(digest));
    } else if (line !== '') throw new ForeignFileError(file);
  }
  return digests;
}

/** Returns whether a file is one of the suite. A link is followed neither to it nor on the way. */
function ownership(
  directory: string,
  name: string,
  digests: Digests,
): 'absent' | 'own' | 'foreign' {
  const parts = name.split('/');
  for (let length = 1; length < parts.length; length++) {
    const kind = kindOf(path.join(directory, ...parts.slice(0, length)));
    if (kind !== 'directory') return kind === 'absent' ? 'absent' : 'foreign';
  }
  const file = path.join(directory, ...parts);
  const kind = kindOf(file);
  if (kind !== 'file') return kind === 'absent' ? 'absent' : 'foreign';
  const known = digests.get(name);
  return known?.has(digestOf(readFileSync(file))) === true ? 'own' : 'foreign';
}

/** @throws ForeignFileError if the suite may not write one of the files */
export function refuseForeignFiles(directory: string, names: readonly string[]): void {
  const digests = readManifest(directory);
  for (const name of names) {
    if (ownership(directory, name, digests) === 'foreign') {
      throw new ForeignFileError(path.join(directory, name));
    }
  }
}

/** Adds files to the manifest. Several runs may do so at the same time. */
function list(
  directory: string,
  files: readonly (readonly [name: string, digest: string])[],
): void {
  const lines = files.map(([name, digest]) => `${digest}  ${name}\n`).join('');
  if (lines === '') return;
  const file = path.join(directory, MANIFEST);
  const size = kindOf(file) === 'absent' ? 0 : lstatSync(file).size;
  try {
    appendFileSync(file, lines);
  } catch (error) {
    // Without a part of a line, which the disk had space for.
    if (size > 0) truncateSync(file, size);
    else rmSync(file, { force: true });
    throw error;
  }
}

/** Removes the lines about files that are gone or changed from a long manifest. */
function compact(directory: string, digests: Digests): void {
  const file = path.join(directory, MANIFEST);
  if (kindOf(file) === 'absent' || lstatSync(file).size < MAX_MANIFEST) return;
  const lines = [...digests.keys()]
    .filter((name) => ownership(directory, name, digests) === 'own')
    .map((name) => `${digestOf(readFileSync(path.join(directory, name)))}  ${name}\n`);
  const { staged } = stage(directory, MANIFEST, lines);
  renameSync(staged, file);
}

/** Writes a new file beside another one, which it is to replace. Returns its path and its digest. */
function stage(directory: string, name: string, parts: Iterable<string>) {
  const staged = path.join(directory, `.${name}.${randomUUID()}.tmp`);
  const hash = createHash('sha256');
  try {
    const file = openSync(staged, 'wx');
    try {
      for (const part of parts) {
        writeFileSync(file, part);
        hash.update(part);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
  return { staged, digest: hash.digest('hex') };
}

/** The files that this process wrote, for the scan for secrets. */
const writtenPaths = new Set<string>();

export const writtenFiles = (): string[] => [...writtenPaths];

/** A file, whose content may be made while it is written. */
export interface OwnFile {
  name: string;
  content: string | Iterable<string>;
}

/**
 * Writes files into a directory, which is created if necessary: all of them, or none if one cannot be
 * written. A reader sees a file as it was or as it is, and never a part of it.
 *
 * @throws ForeignFileError if a file exists that the suite did not write, or a system error
 */
export function writeOwnFiles(directory: string, files: readonly OwnFile[]): void {
  makeDirectory(directory);
  refuseForeignFiles(
    directory,
    files.map(({ name }) => name),
  );
  compact(directory, readManifest(directory));
  const written: { from: string; name: string; digest: string }[] = [];
  try {
    for (const { name, content } of files) {
      const parts = typeof content === 'string' ? [content] : content;
      const { staged, digest } = stage(directory, name, parts);
      written.push({ from: staged, name, digest });
    }
    list(
      directory,
      written.map(({ name, digest }) => [name, digest]),
    );
    for (const { from, name } of written) {
      const file = path.join(directory, name);
      renameSync(from, file);
      writtenPaths.add(file);
    }
  } catch (error) {
    for (const { from } of written) rmSync(from, { force: true });
    throw error;
  }
}

/**
 * Lists files in the manifest that another program wrote for this run.
 *
 * @throws ForeignFileError if the manifest is another file
 */
export function listOwnFiles(directory: string, names: readonly string[]): void {
  readManifest(directory);
  list(
    directory,
    names.map((name) => [name, digestOf(readFileSync(path.join(directory, name)))]),
  );
}

/** Returns the names of the files of the suite that match a pattern, the latest last. */
export function ownFiles(directory: string, pattern: RegExp): string[] {
  const digests = readManifest(directory);
  return [...digests.keys()].filter(
    (name) => pattern.test(name) && ownership(directory, name, digests) === 'own',
  );
}

/** Deletes the files of the suite that match a pattern, and the directories that are empty then. */
export function deleteOwnFiles(directory: string, pattern: RegExp): void {
  for (const name of ownFiles(directory, pattern)) {
    rmSync(path.join(directory, name), { force: true });
    let parent = path.dirname(name);
    try {
      for (; parent !== '.'; parent = path.dirname(parent)) rmdirSync(path.join(directory, parent));
    } catch {
      // It contains other files.
    }
  }
}
