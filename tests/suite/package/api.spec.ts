import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../support/run';
import { PLACES, run } from './installed';

const page = readFileSync(path.join(ROOT, 'docs', 'api.md'), 'utf8');
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
const example = block('ts');
const printed = block('text');

/** The same by `require`. */
const required = example.replace(/^import (\{.*\}) from ('.*');$/m, 'const $1 = require($2);');

/** A folder from which the package is found, as from a project that has installed it. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(PLACES.install, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

test.describe('The public API', () => {
  for (const [file, text] of [
    ['example.mjs', example],
    ['example.cjs', required],
  ] as const) {
    test(`does as its page says, in ${file}`, async () => {
      expect(printed).toContain('200 3 0\n');
      // The types of the example are erased.
      const erased = text.replace('(ids: string[])', '(ids)');
      const { code, stdout, stderr } = await run(
        process.execPath,
        [file],
        project(file, { [file]: erased }),
      );
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: printed, stderr: '' });
    });
  }

  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['preserve', 'bundler'],
  ] as const) {
    test(`has types for moduleResolution ${resolution}`, async () => {
      const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const wrong = `${example}\nstartReference({ fault: 5 });\n`;
      const compilerOptions = {
        ...{ module, moduleResolution: resolution, target: 'es2022', lib: ['es2023', 'dom'] },
        ...{ strict: true, noEmit: true, types: [] },
      };
      const config = (files: string[]) => JSON.stringify({ compilerOptions, files });
      const folder = project(`types for ${resolution}`, {
        ...{ 'right.mts': example, 'right.cts': example, 'wrong.mts': wrong },
        ...{
          'right.json': config(['right.mts', 'right.cts']),
          'wrong.json': config(['wrong.mts']),
        },
      });
      const check = (file: string) => run(process.execPath, [tsc, '-p', file], folder);
      expect(await check('right.json')).toEqual({ code: 0, stdout: '', stderr: '' });
      const { code, stdout } = await check('wrong.json');
      expect(code).not.toBe(0);
      expect(stdout.trimEnd()).toMatch(/^wrong\.mts\(\d+,\d+\): error TS2322: [^\n]*$/);
    });
  }

  test('gives the schemas away as files', async () => {
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
