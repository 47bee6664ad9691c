import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { scripts } from '../../../package.json';
import { bash, standIns } from '../pipelines/shell';
import { sampleReport } from '../report/sample';
import { ROOT, targetOf } from '../run/run';
import { withReference } from '../run/servers';
import { commandsOf } from './commands';

const PAGES = readdirSync(path.join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** The package as it would be installed; what it would fetch is what is here. */
const NPX = `
[ "$1" = sync-users-conformance ] || { echo "npx $1: not this package" >&2; exit 1; }
shift
exec bash ${path.join(ROOT, 'scripts', 'cli.sh')} "$@"`;

test.describe('What a page says to type does what it says:', () => {
  for (const page of PAGES) {
    const { blocks, inline } = commandsOf(page);
    const commands = [...blocks, ...inline.filter((command) => command.startsWith('npx '))];
    if (commands.length === 0) continue;

    test(page, async ({}, testInfo) => {
      const cwd = testInfo.outputPath('here');
      // The evidence of a version before.
      mkdirSync(path.join(cwd, 'before'), { recursive: true });
      writeFileSync(path.join(cwd, 'before', 'conformance.json'), JSON.stringify(sampleReport()));
      const PATH = standIns(testInfo.outputPath('bin'), { npx: NPX });
      await withReference(undefined, async (server) => {
        for (const command of commands) {
          const { exitCode, output } = await bash(command, {
            cwd,
            env: { PATH, HOME: cwd, ...targetOf(server) },
          });
          expect(exitCode, `${command}\n${output}`).toBe(0);
        }
      });
    });
  }
});

test('Every script of npm that a page names is there', () => {
  const named = [...PAGES, 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'].flatMap((page) => {
    const { blocks, inline } = commandsOf(page);
    return [...blocks, ...inline].flatMap((text) =>
      [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
