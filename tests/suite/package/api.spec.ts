import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { transformSync, type Format } from 'esbuild';
import { ROOT } from '../support/run';
import { PLACES, run } from './installed';

const page = readFileSync(path.join(ROOT, 'docs', 'api.md'), 'utf8');
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
const example = block('ts');
const printed = block('text');

const WRONG = `${example}
import type { User } from 'sync-users-conformance';
export const user: User = { id: '101' };
export const request: SyncUsersRequest = { users: [101] };
startReference({ fault: 5 });
`;

/** A folder from which the package is found, as from a project that has installed it. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(PLACES.install, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

test.describe('The public API', () => {
  for (const [file, format] of [
    ['example.mjs', 'esm'],
    ['example.cjs', 'cjs'],
  ] as const satisfies [string, Format][]) {
    test(`works as documented, in ${file}`, async () => {
      const { code: text } = transformSync(example, { loader: 'ts', format });
      const ran = await run(process.execPath, [file], project(file, { [file]: text }));
      expect(ran).toEqual({ code: 0, stdout: printed, stderr: '' });
    });
  }

  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['preserve', 'bundler'],
  ] as const) {
    test(`has types for moduleResolution ${resolution}`, async () => {
      const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const compilerOptions = {
        module,
        moduleResolution: resolution,
        target: 'es2022',
        lib: ['es2023', 'dom'],
        strict: true,
        noEmit: true,
        types: [],
      };
      const config = (files: string[]) => JSON.stringify({ compilerOptions, files });
      const folder = project(`types for ${resolution}`, {
        'right.mts': example,
        'right.cts': example,
        'wrong.mts': WRONG,
        'right.json': config(['right.mts', 'right.cts']),
        'wrong.json': config(['wrong.mts']),
      });
      const check = (file: string) => run(process.execPath, [tsc, '-p', file], folder);
      expect(await check('right.json')).toEqual({ code: 0, stdout: '', stderr: '' });
      const { stdout } = await check('wrong.json');
      const errors = [...stdout.matchAll(/^wrong\.mts\(.*error (TS\d+)/gm)].map(([, code]) => code);
      expect(errors).toEqual(['TS2322', 'TS2353', 'TS2322']);
    });
  }

  test('exports the schemas as files', async () => {
    const folder = project('schemas', {
      'schemas.cjs': `for (const name of ['openapi.yaml', 'report.schema.json', 'requirements.yaml'])

  require('node:fs').accessSync(require.resolve('sync-users-conformance/schemas/' + name));
require.resolve('sync-users-conformance/dist/helpers/config/config.js');`,
    });
    const { code, stderr } = await run(process.execPath, ['schemas.cjs'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    expect(stderr).toContain("'./dist/helpers/config/config.js' is not defined");
  });
});
