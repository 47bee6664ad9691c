/**
 * `npm run build`: the package in `dist`, laid out as the clone is. Playwright compiles no TypeScript
 * below node_modules, so all that a run loads is JavaScript there, and nothing else is in it.
 */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { name, version } from '../package.json';

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');

/** Files that Node or Playwright load first. Only these and their imports are shipped. */
const ENTRIES = [
  'helpers/cli/main.ts',
  'helpers/api.ts',
  'playwright.config.ts',
  'helpers/run/global-setup.ts',
  'helpers/run/global-teardown.ts',
  'helpers/run/additional-reporter.ts',
  'helpers/run/dry-run.ts',
  'helpers/run/reporter.ts',
  ...readdirSync(path.join(root, 'tests', 'conformance')).map(
    (file) => `tests/conformance/${file}`,
  ),
];

/** Files that are read and not imported. */
const ASSETS = [
  'schemas',
  'templates/github',
  'helpers/report/html/style',
  'helpers/report/html/client.js',
  'helpers/reference/faults/faults.yaml',
  'helpers/reference/variants/variants.yaml',
];

/** Returns the files of the package that the entries import, directly or not. */
async function reachable(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    bundle: true,
    write: false,
    outdir: dist,
    platform: 'node',
    packages: 'external',
    metafile: true,
  });
  return Object.keys(metafile.inputs).filter((file) => !file.endsWith('.json'));
}

async function main(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: await reachable(),
    outbase: root,
    outdir: dist,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
  });
  for (const asset of ASSETS) {
    cpSync(path.join(root, asset), path.join(dist, asset), { recursive: true });
  }
  writeFileSync(
    path.join(dist, 'package.json'),
    `${JSON.stringify({ name, version, type: 'commonjs' }, null, 2)}\n`,
  );
  const types = await rollup({
    input: path.join(root, 'helpers', 'api.ts'),
    external: /^(?!\.|\/)/,
    plugins: [dts({ tsconfig: path.join(root, 'tsconfig.json') })],
  });
  await types.write({ file: path.join(dist, 'helpers', 'api.d.ts') });
}

void main();
