/**
 * `npm run conformance`: the command line of helpers/cli, compiled by Playwright, as the rest of a run
 * is: no file is loaded twice. A run stays in this process, so that a signal reaches it.
 */
import { createRequire } from 'node:module';
import { fileURLToPath, URL } from 'node:url';

const require = createRequire(import.meta.url);
const fileOf = (name) => fileURLToPath(new URL(`../helpers/cli/${name}.ts`, import.meta.url));

// Playwright itself is a dependency of @playwright/test only.
const requireFromPlaywright = createRequire(require.resolve('@playwright/test/cli'));
const { transform } = requireFromPlaywright('playwright/lib/common');
const { MODULES, parseCommandLine } = await transform.requireOrImport(fileOf('program'));
// Playwright compiles what is required, and not what is imported late.
const modules = MODULES.map((name) => [name, async () => require(fileOf(name))]);
const run = await parseCommandLine(Object.fromEntries(modules));
if (run) require(fileOf('playwright')).execPlaywright(run);
