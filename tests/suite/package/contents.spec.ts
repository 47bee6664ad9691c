import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import manifest from '../../../package.json';
import { ROOT } from '../support/run';
import { PACKAGE, PLACES } from './installed';

const KINDS: readonly [what: string, pattern: RegExp][] = [
  ['what npm wants', /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/],
  ['its name and version, where our code looks for them', /^dist\/package\.json$/],
  ['how Playwright is set up', /^dist\/playwright\.config\.js$/],
  ['scenarios', /^dist\/tests\/conformance\/[a-z]+\.spec\.js$/],
  ['what a run loads', /^dist\/helpers\/([a-z]+\/)*[a-z\d-]+\.js$/],
  ['what the report looks like', /^dist\/helpers\/report\/html\/style\/[a-z]+\.css$/],
  ['types of the API', /^dist\/helpers\/api\.d\.ts$/],
  ['faults and variants', /^dist\/helpers\/reference\/(faults|variants)\/\1\.yaml$/],
  ['the workflow of `init`', /^dist\/templates\/github\/init\.yml$/],
  ['pages', /^((docs|bench)\/[\w-]+\.(md|png)|CONTRIBUTING\.md|SECURITY\.md)$/],
  ['schemas that pages link to', /^schemas\/(editions\/)?[\w.]+\.(yaml|json)$/],
  ['schemas', /^dist\/schemas\/(editions\/)?[\w.]+\.(yaml|json)$/],
];

interface Packed {
  files: { path: string }[];
  size: number;
}

function packed(): Packed {
  const text = readFileSync(path.join(PLACES.home, 'packed.json'), 'utf8');
  const [content] = JSON.parse(text) as [Packed];
  return content;
}

test.describe('The package', () => {
  test('has what is needed, and nothing else', () => {
    const { files, size } = packed();
    const names = files.map((file) => file.path);
    expect(names.filter((name) => !KINDS.some(([, pattern]) => pattern.test(name)))).toEqual([]);
    for (const [what, pattern] of KINDS) {
      expect(names.filter((name) => pattern.test(name)).length, what).toBeGreaterThan(0);
    }
    expect(size).toBeLessThan(900_000);
  });

  test('has every file that its pages link to', () => {
    const names = new Set(packed().files.map((file) => file.path));
    const links = [...names]
      .filter((name) => name.endsWith('.md'))
      .flatMap((page) =>
        [...readFileSync(path.join(PACKAGE, page), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
          .map(([, link = '']) => link)
          .filter((link) => !/^[a-z]+:/.test(link))
          .map((link) => path.posix.join(path.posix.dirname(page), link)),
      );
    expect(links).toContain('docs/baseline.md');
    expect(links.filter((link) => !names.has(link))).toEqual([]);
  });

  test('has each scenario and each schema of the clone', () => {
    const names = packed().files.map((file) => file.path);
    const scenarios = readdirSync(path.join(ROOT, 'tests', 'conformance'));
    const schemas = readdirSync(path.join(ROOT, 'schemas')).filter((name) => name.includes('.'));
    expect(names).toEqual(
      expect.arrayContaining([
        ...scenarios.map((name) => `dist/tests/conformance/${name.replace(/ts$/, 'js')}`),
        ...schemas.map((name) => `dist/schemas/${name}`),
      ]),
    );
  });

  test('depends on what it loads, and on nothing else', () => {
    const files = readdirSync(path.join(PACKAGE, 'dist'), { recursive: true, encoding: 'utf8' });
    const texts = files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(PACKAGE, 'dist', file), 'utf8'));
    const loaded = texts
      .flatMap((text) => [
        ...text.matchAll(
          /(?:require|import|lazyPackage|createRequire[^]{0,60}?)\)?\(\s*"([^"]+)"/g,
        ),
      ])
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    expect(loaded.filter((name) => builtinModules.includes(name))).toEqual([]);
    // Only there for its version: by itself, fastify takes a newer one, which wants Node 22.
    const loadedByOthers = ['light-my-request'];
    expect([...new Set(loaded), ...loadedByOthers].sort()).toEqual(
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).sort(),
    );
  });

  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
    expect(Object.keys(manifest.exports)).toEqual(['.', './schemas/*', './package.json']);
  });
});
