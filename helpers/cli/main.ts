#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { EXIT_CODES } from '../report/verdicts';
import { PLAYWRIGHT_FLAGS, RUN_FLAGS, toRun, type Values } from './run';
import { optionEntries } from '../config/options';
import type { ReferenceValues } from './reference';
import type { Outcome } from './report-commands';
import { UsageError } from './errors';

// What a command needs is loaded by it: --version and --help are there at once. As Node asks of a
// file that is imported late, with its extension.

const SECRETS = optionEntries.filter(([, { secret }]) => secret).map(([name]) => name);

const HELP = `
Set secrets in the environment or in .env, never as arguments: ${SECRETS.join(', ')}.
--token-file reads API_TOKEN from a file. A flag takes precedence over its variable, which is in
brackets. A variable takes precedence over .env.

Exit codes: 0 conformant (with or without waivers), 1 nonconformant, 2 inconclusive.

Examples:
  $ npx sync-users-conformance
  $ API_TOKEN=... npx sync-users-conformance --base-url https://staging.example.com/v1 \\
      --customers 7,9 --users 101-160 --restore-users 101,102
  $ npx sync-users-conformance explain detach.unlisted`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const program = new Command('sync-users-conformance')
  .description(
    'Tells whether a client that was written from the contract of POST /customers/{id}/users may rely on a server.',
  )
  .version(version)
  .exitOverride();

const run = program
  .command('run', { isDefault: true })
  .description('judge a server')
  .option('--token-file <file>', 'File that contains API_TOKEN and nothing else.')
  .option('--dry-run', 'Print every request of the run and send none.')
  .option('--target <name>', 'Run one of the targets of --targets, with its settings.')
  .option('--targets <file>', 'File with the targets of a fleet.', 'targets.yaml')
  .action(async (values: Values) => {
    const start = toRun(values, await environmentFor(values));
    const { execPlaywright } = await import('./playwright.js');
    execPlaywright('test', start);
  });
for (const { flag, help } of [...RUN_FLAGS, ...PLAYWRIGHT_FLAGS]) run.option(flag, help);

/** The environment of a run, and what --target says of it. */
async function environmentFor({ target, targets }: Values): Promise<NodeJS.ProcessEnv> {
  if (typeof target !== 'string') return process.env;
  const { environmentOf, readTargets } = await import('./targets');
  // The tokens of a fleet may be in .env.
  (await import('dotenv')).config({ quiet: true });
  return environmentOf(readTargets(String(targets)), target, process.env);
}

program
  .command('init')
  .description('write .env, a baseline and a workflow into this folder, asking what is needed')
  .action(async () => {
    const { ask, initialize } = await import('./init.js');
    const answers = await ask(process.stdin, process.stdout);
    const { written, kept } = initialize(process.cwd(), answers, version);
    for (const name of written) say(`wrote ${name}`);
    for (const name of kept) say(`kept ${name}, which was there already`);
    say('Put a token into .env as API_TOKEN, and start: npx sync-users-conformance');
  });

program
  .command('list')
  .description('every requirement, with its level, basis and source')
  .action(async () => {
    const { listing } = await import('./list');
    say(listing());
  });

program
  .command('explain')
  .description('one requirement: what it asks, where it comes from, and how servers break it')
  .argument('<id>', 'such as detach.unlisted')
  .action(async (id: string) => {
    const { explanation } = await import('./list');
    const text = explanation(id);
    if (text === undefined) {
      throw new UsageError(`There is no requirement ${id}; \`list\` has them all.`);
    }
    say(text);
  });

program
  .command('reference')
  .description('start the reference server, to write a client against or to judge')
  .option('--fault <name>', 'with a defect')
  .option('--variant <name>', 'with a freedom that the contract leaves')
  .option('--port <number>', 'where to listen (PORT); by default, where it is free')
  .action(async (options: ReferenceValues) => {
    const { serveReference } = await import('./reference.js');
    await serveReference(options, process.env['PORT']);
  });

/** Prints what a command that reads reports leaves. */
async function report(
  command: (reports: typeof import('./report-commands')) => Outcome | Promise<Outcome>,
): Promise<void> {
  const reports = await import('./report-commands');
  const { text, exitCode = 0 } = await reports.onFiles(() => command(reports));
  if (text !== '') say(text);
  process.exitCode = exitCode;
}

program
  .command('report')
  .description('make all files of a report again')
  .argument('<file>', 'the conformance.json of a run')
  .option('--out <directory>', 'where to; by default, next to it')
  .option('--previous <file>', 'an earlier conformance.json, to show what moved since')
  .action((file: string, options: { out?: string; previous?: string }) =>
    report(({ renderAgain }) => renderAgain(file, options)),
  );

program
  .command('compare')
  .description('what got better or worse, as Markdown; exits with 1 where something got worse')
  .argument('<before>', 'the conformance.json of the earlier run')
  .argument('<after>', 'that of the later one')
  .action((before: string, after: string) =>
    report(({ compareFiles }) => compareFiles(before, after)),
  );

program
  .command('merge')
  .description('one report of the shards of a target, or one page of many targets')
  .argument('<folders...>', 'where the REPORT_DIRs of the runs are')
  .option('--targets <file>', 'the targets that there are to be: one that is missing is told')
  .option('--out <directory>', 'where to', 'conformance-merged')
  .action((folders: string[], options: { targets?: string; out: string }) =>
    report(async () => {
      const { merge } = await import('./merge-command');
      return merge(folders, options);
    }),
  );

program
  .command('matrix')
  .description('the jobs of a fleet, for strategy.matrix of GitHub; no secret is in it')
  .argument('[file]', 'the targets', 'targets.yaml')
  .option('--gitlab', 'a child pipeline for GitLab, as YAML')
  .action((file: string, { gitlab }: { gitlab?: boolean }) =>
    report(async () => {
      const { githubMatrix, gitlabPipeline } = await import('./matrix');
      const { readTargets } = await import('./targets');
      const render = gitlab === true ? gitlabPipeline : githubMatrix;
      return { text: render(readTargets(file)).trimEnd() };
    }),
  );

program
  .command('baseline')
  .description('draft a baseline from a run, for review')
  .argument('<file>', 'the conformance.json of the run')
  .option('--out <file>', 'where to', 'conformance.baseline.yaml')
  .action((file: string, { out }: { out: string }) =>
    report(({ writeDraft }) => writeDraft(file, out)),
  );

program
  .command('annotate')
  .description('annotations for a GitHub step, and its outputs in GITHUB_OUTPUT')
  .argument('<file>', 'the conformance.json of a run')
  .action((file: string) => report(({ annotate }) => annotate(file, process.env['GITHUB_OUTPUT'])));

program.addHelpText('after', () =>
  run.helpInformation().replace(/^[^]*?\nOptions:/, '\nOptions of a run:'),
);
program.addHelpText('after', HELP);

program.parseAsync().catch((error: unknown) => {
  // Help and the version end so as well, with 0; a wrong option is a wrong configuration.
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
  else if (!(error instanceof CommanderError)) throw error;
  const { exitCode } = error as { exitCode?: number };
  process.exitCode = exitCode === 0 ? 0 : EXIT_CODES.inconclusive;
});
