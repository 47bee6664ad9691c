import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { stringify } from 'yaml';
import { scripts } from '../../../package.json';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { bash, standIns } from '../pipelines/shell';
import { sampleReport } from '../report/sample';
import { ROOT, targetOf } from '../run/run';
import { withReference } from '../run/servers';
import { commandsOf } from './commands';

const PAGES = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const CLI = `exec bash ${path.join(ROOT, 'scripts', 'cli.sh')}`;

/** In the place of what would be fetched, or would write into this checkout, is what is here. */
const STAND_INS = {
  npx: `
[ "$1" = sync-users-conformance ] || { echo "npx $1: not this package" >&2; exit 1; }
shift
${CLI} "$@"`,
  npm: `
[ "$1" != ci ] || exit 0
script=\${2/conformance/run}
shift 2
[ "$1" != -- ] || shift
${CLI} "$script" "$@"`,
};

/** A fleet of one, in the words of the page about fleets. */
const targetsOf = ({ baseUrl, customers, users }: ReferenceServer) =>
  stringify({
    targets: [
      {
        name: 'acme',
        baseUrl,
        token: 'ACME_API_TOKEN',
        customers: customers.slice(0, 2).join(','),
        users: users.slice(0, 20).join(','),
      },
    ],
  });

test.describe('What a page says to type does what it says:', () => {
  for (const page of PAGES) {
    const { blocks, inline } = commandsOf(page);
    const ours = inline.filter((command) => command.startsWith('npx sync-users-conformance'));
    const commands = [...blocks, ...ours];
    if (commands.length === 0) continue;

    test(page, async ({}, testInfo) => {
      const cwd = testInfo.outputPath('here');
      // What a reader has by then: the evidence of two versions.
      for (const version of ['before', 'after']) {
        mkdirSync(path.join(cwd, version), { recursive: true });
        const report = path.join(cwd, version, 'conformance.json');
        writeFileSync(report, JSON.stringify(sampleReport()));
      }
      copyFileSync(path.join(ROOT, '.env.example'), path.join(cwd, '.env.example'));
      const PATH = standIns(testInfo.outputPath('bin'), STAND_INS);
      await withReference(undefined, async (server) => {
        writeFileSync(path.join(cwd, 'targets.yaml'), targetsOf(server));
        for (const command of commands) {
          const { exitCode, output } = await bash(command, {
            cwd,
            env: { PATH, HOME: cwd, ACME_API_TOKEN: server.token, ...targetOf(server) },
          });
          expect(exitCode, `${command}\n${output}`).toBe(0);
        }
      });
    });
  }
});

test('Every script of npm that a page names is there', () => {
  const named = [...PAGES, 'CONTRIBUTING.md', 'SECURITY.md'].flatMap((page) => {
    const { blocks, inline } = commandsOf(page);
    return [...blocks, ...inline].flatMap((text) =>
      [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
