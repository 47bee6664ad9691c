/**
 * `npm run screenshot`: writes the pictures in docs/, of the report on a reference server that
 * detaches nobody on a subset, sends e-mails as strings, and answers an unknown customer 500.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { combine } from '../helpers/reference/patches';
import { faultPatches } from '../helpers/reference/faults';
import { startReference } from '../helpers/reference/server';
import unpack from '../tests/suite/report/unpack';
import { targetOf } from '../tests/suite/support/run';

const FAULTS = [
  'subset-detaches-nobody',
  'email-as-string',
  'unknown-customer-answered-500',
] as const;
const docs = path.join(__dirname, '..', 'docs');

/** A run against that server, with its outputs in a directory. */
async function run(directory: string): Promise<void> {
  const patch = combine(...FAULTS.map((name) => faultPatches[name]));
  const server = await startReference({ patch });
  const cli = path.join(path.dirname(require.resolve('@playwright/test/package.json')), 'cli.js');
  // Some settings are not given, so that something is untested.
  const given = {
    ...targetOf(server),
    READ_BACK_PATH: '',
    RESTORE_USER_IDS: 'none',
    FORBIDDEN_TOKEN: '',
  };
  const child = spawn(
    process.execPath,
    [cli, 'test', `--output=${path.join(directory, 'playwright')}`],
    {
      cwd: path.join(__dirname, '..'),
      env: { ...process.env, ...given, REPORT_DIR: directory },
      stdio: 'ignore',
    },
  );
  await once(child, 'exit');
  await server.close();
}

async function main(): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'screenshot-'));
  await run(directory);
  await unpack();
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '' });
  const page = await browser.newPage({
    viewport: { width: 1100, height: 900 },
    colorScheme: 'light',
  });
  const url = pathToFileURL(path.join(directory, 'index.html')).href;
  await page.goto(url);
  mkdirSync(docs, { recursive: true });
  await page.screenshot({ path: path.join(docs, 'report.png') });
  await page.setViewportSize({ width: 1100, height: 1240 });
  await page.goto(`${url}#contract-60`);
  await page.evaluate(() => {
    document.getElementById('contract-19')?.scrollIntoView();
  });
  await page.screenshot({ path: path.join(docs, 'contract.png') });
  await browser.close();
  rmSync(directory, { recursive: true });
}

void main();
