import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PlaywrightRun } from './run';

const HOME = path.join(__dirname, '..', '..');

/** The configuration that this file was shipped with: compiled in a package, as it is in a clone. */
export function configFile(): string {
  const compiled = path.join(HOME, 'playwright.config.js');
  return existsSync(compiled) ? compiled : path.join(HOME, 'playwright.config.ts');
}

/**
 * Hands this process over to Playwright, which ends it with the exit code of the run. In this very
 * process, so that a signal reaches it, and no list of processes shows more than its arguments.
 */
export function execPlaywright(command: string, { args, environment }: PlaywrightRun): void {
  Object.assign(process.env, environment);
  process.argv = [...process.argv.slice(0, 2), command, '-c', configFile(), ...args];
  createRequire(__filename)('@playwright/test/cli');
}
