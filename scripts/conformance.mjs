/**
 * `npm run conformance`: the command line of helpers/cli. A run stays in this process, so that a
 * signal reaches it.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const require = createRequire(import.meta.url);
const fileOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Compiles with Playwright, as the rest of a run is compiled: no file is loaded twice. */
async function parseRun() {
  // Playwright itself is a dependency of @playwright/test only.
  const requireFromPlaywright = createRequire(require.resolve('@playwright/test/cli'));
  const { transform } = requireFromPlaywright('playwright/lib/common');
  const program = await transform.requireOrImport(fileOf('helpers/cli/program.ts'));
  return program.parseCommandLine({
    playwright: async () => require('../helpers/cli/playwright.ts'),
    targets: async () => require('../helpers/cli/targets.ts'),
  });
}

/** Compiles with tsx, as other commands import modules late, which Playwright does not compile. */
async function parseCommand() {
  process.env.TSX_TSCONFIG_PATH = fileOf('tsconfig.json');
  const { register: compileRequired } = await import('tsx/cjs/api');
  const { register: compileImported } = await import('tsx/esm/api');
  const hooks = [compileRequired(), compileImported()];
  const run = await require('../helpers/cli/program.ts').parseCommandLine();
  // Loaded while tsx compiles: Playwright compiles the rest of the run.
  if (run) require('../helpers/cli/playwright.ts');
  for (const unregister of hooks) await unregister();
  return run;
}

const isOption = process.argv[2]?.startsWith('-') ?? true;
const run = await (isOption ? parseRun() : parseCommand());
if (run) require('../helpers/cli/playwright.ts').execPlaywright(run);
