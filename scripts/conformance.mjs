/**
 * `npm run conformance`: the command line of helpers/cli. A run stays in this process, so that a
 * signal reaches it.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { register as compileRequired } from 'tsx/cjs/api';
import { register as compileImported } from 'tsx/esm/api';

process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
const hooks = [compileRequired(), compileImported()];
const require = createRequire(import.meta.url);
const { parseCommandLine } = require('../helpers/cli/program.ts');

const run = await parseCommandLine();
if (run) {
  const { execPlaywright } = require('../helpers/cli/playwright.ts');
  // Playwright compiles TypeScript itself.
  for (const unregister of hooks) await unregister();
  execPlaywright(run);
}
