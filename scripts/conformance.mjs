/**
 * `npm run conformance`: `playwright test`, with `--dry-run` beside its own options. In this very
 * process, so that a signal reaches it.
 */
import { createRequire } from 'node:module';
import process from 'node:process';

const at = process.argv.indexOf('--dry-run');
if (at !== -1) {
  process.argv.splice(at, 1);
  process.env.SYNC_USERS_DRY_RUN = '1';
}
process.argv.splice(2, 0, 'test');
createRequire(import.meta.url)('@playwright/test/cli');
