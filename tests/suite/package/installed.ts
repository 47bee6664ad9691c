import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';

/**
 * One install for all tests: the workers of a run have the same parent. It is outside of the
 * checkout, whose node_modules would provide dependencies that the package does not declare. A space
 * and a non-ASCII letter are in its path, as they are in users' paths.
 */
const HOME = path.join(os.tmpdir(), `sync-users-conformance-${String(process.ppid)}`);
export const PLACES = {
  home: HOME,
  tarballs: path.join(HOME, 'tarballs'),
  cache: path.join(HOME, 'npm cache'),
  install: path.join(HOME, 'installed für tests'),
};
export const PACKAGE = path.join(PLACES.install, 'node_modules', 'sync-users-conformance');
export const BIN = path.join(PLACES.install, 'node_modules', '.bin', 'sync-users-conformance');

/** Every file that was installed, and when it was last written. */
export function installedFiles(): Record<string, number> {
  const root = path.join(PLACES.install, 'node_modules');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(root, file), statSync(file).mtimeMs]),
  );
}

/** Result of a command. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Options {
  env?: NodeJS.ProcessEnv;
  /** Text on stdin. */
  input?: string;
  onStart?: (child: ChildProcess) => void;
}

/** Runs a program in a folder, with nothing of our own environment but what is needed. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  { env = {}, input = '', onStart }: Options = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME, npm_config_cache: PLACES.cache, ...env },
  });
  onStart?.(child);
  // Who asks nothing may be gone before it is typed.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(chunks.stdout).toString('utf8'),
        stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      });
    });
  });
}

/** Runs a command of the package in a folder of the test. */
export function command(cwd: string, args: readonly string[], options?: Options): Promise<Ran> {
  return run(BIN, args, cwd, options);
}

/** A folder of a test, as empty as a person's new one. */
export function emptyFolder(testInfo: TestInfo): string {
  const folder = testInfo.outputPath('a földer of mine');
  mkdirSync(folder, { recursive: true });
  return folder;
}
