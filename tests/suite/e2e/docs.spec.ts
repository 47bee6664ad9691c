import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { scripts } from '../../../package.json';
import { startReference, type ReferenceServer } from '../../../helpers/reference/server';
import { bash } from '../support/shell';
import { sampleReport } from '../support/sample-report';
import { ROOT, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';
import { blocksOf, inlineCommandsOf } from '../support/pages';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** Its blocks install and test everything; CI does that. */
const NOT_RUN = ['CONTRIBUTING.md'];

/** Not in a fresh clone, and links to the installed packages instead of `npm ci`. */
const NOT_COPIED = ['.git', '.env', 'node_modules', 'dist', 'test-results', 'conformance-report'];

/** Copies the working tree into an empty directory, as a reader has cloned it. */
function cloneTo(directory: string): string {
  mkdirSync(directory, { recursive: true });
  for (const entry of readdirSync(ROOT).filter((name) => !NOT_COPIED.includes(name))) {
    cpSync(path.join(ROOT, entry), path.join(directory, entry), {
      recursive: true,
      filter: (source) => path.basename(source) !== 'node_modules',
    });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  return directory;
}

/** Runs a command as its reader types it, without variables of the suite in the environment. */
function type(command: string, cwd: string, kept?: string) {
  const { PATH } = process.env;
  const keepRun = path.join(__dirname, 'keep-run.sh');
  const prelude = kept === undefined ? '' : `KEPT='${kept}'\n. '${keepRun}'\n`;
  return bash(prelude + command.replace(/^npm ci && /, ''), {
    cwd,
    env: { PATH, HOME: cwd, npm_config_update_notifier: 'false' },
  });
}

/** Fills in `.env`, which wins over nothing else in these tests. */
function fillIn(clone: string, server: ReferenceServer): void {
  const settings = { ...targetOf(server), ACME_API_TOKEN: server.token };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(path.join(clone, '.env'), lines.join(''));
}

/** A fleet of the one target of docs/fleet.md. */
const targetsOf = ({ baseUrl, customers, users }: ReferenceServer) =>
  stringify({
    targets: [
      {
        name: 'acme',
        baseUrl,
        token: 'ACME_API_TOKEN',
        customers: customers.slice(0, 2).join(','),
        users: users.slice(0, 20).join(','),
        restoreUsers: 'none',
      },
    ],
  });

test.describe('Every block of commands exits with 0:', () => {
  test.describe.configure({ mode: 'default' });
  let server: ReferenceServer;
  let kept: string;

  test.beforeAll(async ({}, testInfo) => {
    server = await startReference();
    kept = testInfo.outputPath('kept');
    mkdirSync(kept, { recursive: true });
  });

  test.afterAll(() => server.close());

  for (const page of PAGES.filter((name) => !NOT_RUN.includes(name))) {
    const blocks = blocksOf(page, 'sh');
    if (blocks.length === 0) continue;

    // Of the long tests, npm test has that of the README alone.
    test(page, { tag: '@long' }, async ({}, testInfo) => {
      test.slow();
      const clone = cloneTo(testInfo.outputPath('clone'));
      for (const version of ['before', 'after']) {
        const file = path.join(clone, version, 'conformance.json');
        mkdirSync(path.dirname(file));
        writeFileSync(file, JSON.stringify(sampleReport()));
      }
      writeFileSync(path.join(clone, 'targets.yaml'), targetsOf(server));
      const hasOwnEnv = blocks.some((block) => block.includes('.env'));
      if (!hasOwnEnv) fillIn(clone, server);
      for (const block of blocks) {
        const { exitCode, output } = await type(block, clone, kept);
        expect(exitCode, `${block}\n${output}`).toBe(0);
        if (block.includes('.env')) fillIn(clone, server);
      }
    });
  }
});

test(
  'README shows the report of a failed run as it is printed',
  { tag: '@long' },
  async ({ reference }, testInfo) => {
    const clone = cloneTo(testInfo.outputPath('clone'));
    fillIn(clone, await reference(fault('subset-detaches-nobody')));
    const { exitCode, output } = await type('npm run conformance', clone);
    expect(exitCode).toBe(1);
    const shape = (text: string) => text.replace(/\d+(, ?\d+)*/g, '#').replace(/\{"data":.*/g, '');
    const printed = shape(output).split('\n');
    const [shown = ''] = blocksOf('README.md', '');
    for (const line of shape(shown).split('\n')) expect(printed).toContain(line);
  },
);

test('CONTRIBUTING shows scenarios, faults and variants as they are', () => {
  const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  const sources = ['tests/conformance', 'helpers/reference/faults', 'helpers/reference/variants']
    .map((folder) => path.join(ROOT, folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .map((file) => onOneLine(readFileSync(file, 'utf8')));
  const samples = ['ts', 'yaml'].flatMap((language) => blocksOf('CONTRIBUTING.md', language));
  for (const sample of samples) {
    expect(sources.filter((source) => source.includes(onOneLine(sample)))).toHaveLength(1);
  }
});

test('Every npm script and every option within a sentence exists', async ({}, testInfo) => {
  const inline = PAGES.flatMap(inlineCommandsOf);
  const named = (pattern: RegExp) =>
    inline.flatMap((command) => [...command.matchAll(pattern)].map(([, name = '']) => name));
  const missing = named(/^npm run (?:-s )?([\w:-]+)/g).filter((name) => !(name in scripts));
  expect(missing).toEqual([]);

  const clone = cloneTo(testInfo.outputPath('clone'));
  const helps = new Map<string, string>();
  for (const command of inline) {
    const [, subcommand = '', options = ''] =
      /^npm run conformance -- ([a-z]*)(.*)/.exec(command) ?? [];
    const wanted = options.match(/--[\w-]+/g) ?? [];
    if (wanted.length === 0) continue;
    const help =
      helps.get(subcommand) ??
      (await type(`npm run conformance -- ${subcommand} --help`, clone)).output;
    helps.set(subcommand, help);
    for (const option of wanted) expect(help, command).toContain(option);
  }
});
