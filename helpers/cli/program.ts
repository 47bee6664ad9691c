import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import { optionEntries } from '../config/options';
import { EXIT_CODES } from '../report/verdicts';
import { ignoreClosedPipes } from './closed-pipes';
import { COMMAND } from '../config/command';
import { UsageError } from './errors';
import { refuseTakenByNpm } from './npm-options';
import type { ReferenceValues } from './reference';
import type { ReplayValues } from './replay';
import type { Outcome } from './report-commands';
import { RUN_FLAGS, toArguments, toEnvironment, type PlaywrightRun, type Values } from './run';

// A command loads what it needs when it runs, so that --version and a mistake answer at once. Node
// wants a file that is imported late with its extension.

const importedLate = {
  comment: () => import('./comment.js'),
  init: () => import('./init.js'),
  list: () => import('./list.js'),
  matrix: () => import('./matrix.js'),
  'merge-command': () => import('./merge-command.js'),
  playwright: () => import('./playwright.js'),
  reference: () => import('./reference.js'),
  replay: () => import('./replay.js'),
  'report-commands': () => import('./report-commands.js'),
  targets: () => import('./targets.js'),
};

/** Returns the modules of commands, by the names of their files. */
type Modules = typeof importedLate;

/** The names of the modules that a caller may load in a way of its own. */
export const MODULES = Object.keys(importedLate);

const SECRETS = optionEntries.filter(([, { secret }]) => secret).map(([name]) => name);

const HELP = `
Set secrets in the environment or in .env, never as arguments: ${SECRETS.join(', ')}.
--token-file reads API_TOKEN from a file. A flag takes precedence over its variable, which is in
brackets. A variable takes precedence over .env.

Exit codes: 0 conformant (with or without waivers), 1 nonconformant, 2 inconclusive.

Examples:
  $ API_TOKEN=... ${COMMAND} --base-url https://staging.example.com/v1 \\
      --customers 7,9 --users 101-160 --restore-users 101,102
  $ ${COMMAND} --grep Detach --reporter list
  $ ${COMMAND} explain detach.unlisted`;

function readNumber(text: string): string {
  if (/^[1-9]\d{0,3}$/.test(text)) return text;
  throw new InvalidArgumentError('Give a number from 1 to 9999.');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Returns the environment of a run: the current one, or that of a target of a fleet. */
async function environmentFor(
  { target, targets }: Values,
  modules: Modules,
): Promise<NodeJS.ProcessEnv> {
  if (typeof target !== 'string') return process.env;
  const { environmentOf, loadTokens, readTargets } = await modules.targets();
  loadTokens(process.env);
  return environmentOf(readTargets(String(targets)), target, process.env);
}

/** Runs a command that reads reports, prints its text and sets the exit code. */
async function report(
  modules: Modules,
  command: (reports: typeof import('./report-commands')) => Outcome | Promise<Outcome>,
): Promise<void> {
  const reports = await modules['report-commands']();
  const { text, exitCode = 0 } = await reports.onFiles(() => command(reports));
  if (text !== '') print(text);
  process.exitCode = exitCode;
}

/** Adds the options that set the target and the settings of a run. */
function addSettings(command: Command): Command {
  command
    .option('--token-file <file>', 'File that contains API_TOKEN and nothing else.')
    .option('--target <name>', 'Run one of the targets of --targets, with its settings.')
    .option('--targets <file>', 'File with the targets of a fleet.', 'targets.yaml');
  for (const { flag, group, help } of RUN_FLAGS) {
    command.addOption(new Option(flag, help).helpGroup(`${group}:`));
  }
  return command;
}

/** Adds the command that runs the suite; `start` takes what Playwright is to run. */
function addRun(program: Command, modules: Modules, start: (run: PlaywrightRun) => void): void {
  const run = addSettings(
    program
      .command('run', { isDefault: true })
      .description('test a server')
      .argument('[test-filter...]', 'test files to run, such as detach.spec.ts')
      .option('--dry-run', 'Print every request of the run and send none.')
      .addHelpText('before', () => program.helpInformation())
      .addHelpText('after', HELP),
  );
  let playwright: Option[] = [];
  const addPlaywright = async () => {
    playwright = (await modules.playwright()).playwrightOptions();
    for (const option of playwright) run.addOption(option);
  };
  program.hook('preSubcommand', async (_program, command) => {
    if (command === run) await addPlaywright();
    refuseTakenByNpm(command);
  });
  run.action(async (filters: string[], values: Values) => {
    const { isTestFilter } = await modules.playwright();
    const wrong = filters.find((filter) => !isTestFilter(filter));
    if (wrong !== undefined) {
      const names = program.commands.map((command) => command.name()).join(', ');
      throw new UsageError(`${wrong} is neither a test file nor a command. Commands: ${names}.`);
    }
    start({
      args: toArguments(filters, run, playwright),
      environment: toEnvironment(values, await environmentFor(values, modules)),
    });
  });
}

/** Adds the command that replays a finding; `start` takes what Playwright is to run. */
function addReplay(program: Command, modules: Modules, start: (run: PlaywrightRun) => void): void {
  const replay = addSettings(
    program
      .command('replay')
      .description('run the scenarios of a finding again; exits with 1 if it still happens')
      .argument(
        '<finding...>',
        'requirement of the finding, such as detach.unlisted; a code selects one of several',
      )
      .option('--report <file>', 'File with the finding (default: conformance.json in REPORT_DIR).')
      .option('--repeat-each <number>', 'Run each scenario this often.', readNumber),
  );
  replay.action(async (finding: string[], values: Values & ReplayValues) => {
    const { replayRun } = await modules.replay();
    const environment = toEnvironment(values, await environmentFor(values, modules));
    const { description, ...run } = replayRun(finding, values, environment);
    print(description);
    start(run);
  });
}

function addCommands(program: Command, modules: Modules): void {
  program
    .command('init')
    .description('write .env, a baseline and workflows into this directory; asks for the settings')
    .action(async () => {
      const { ask, initialize } = await modules.init();
      const answers = await ask(process.stdin, process.stdout);
      const { written, kept } = initialize(process.cwd(), answers);
      for (const name of written) print(`wrote ${name}`);
      for (const name of kept) print(`kept ${name}, which exists`);
      print(`Set API_TOKEN in .env, and start a run: ${COMMAND}`);
    });

  program
    .command('list')
    .description('list the requirements with level, basis, statement and source')
    .argument('[name]', 'a chapter such as credentials, or a part of an id such as detach')
    .action(async (name?: string) => {
      const { listing } = await modules.list();
      print(listing(name));
    });

  program
    .command('explain')
    .description('describe a requirement: statement, source, and faults of servers that break it')
    .argument('<id>', 'such as detach.unlisted')
    .action(async (id: string) => {
      const { explanation } = await modules.list();
      print(explanation(id));
    });

  program
    .command('reference')
    .description('start the reference server, to write a client or to test')
    .option('--fault <name>', 'with a fault')
    .option('--variant <name>', 'with a variant that the contract permits')
    .option('--port <number>', 'port to listen on (PORT; default: any free port)')
    .action(async (options: ReferenceValues) => {
      const { serveReference } = await modules.reference();
      await serveReference(options, process.env['PORT']);
    });

  program
    .command('report')
    .description('write all files of a report again')
    .argument('<file>', 'conformance.json of a run')
    .option('--out <directory>', 'directory to write to (default: the directory of the file)')
    .option('--previous <file>', 'conformance.json of an earlier run, to show the differences')
    .action((file: string, options: { out?: string; previous?: string }) =>
      report(modules, ({ renderAgain }) => renderAgain(file, options)),
    );

  program
    .command('compare')
    .description(
      'print the differences of two runs as Markdown; exits with 1 if a verdict is worse',
    )
    .argument('<before>', 'conformance.json of the earlier run')
    .argument('<after>', 'conformance.json of the later run')
    .action((...files: [before: string, after: string]) =>
      report(modules, ({ compareFiles }) => compareFiles(...files)),
    );

  program
    .command('merge')
    .description('merge the shards of a target into a report, or many targets into a page')
    .argument('<directories...>', 'directories that contain the REPORT_DIRs of the runs')
    .option('--targets <file>', 'expected targets; missing ones are reported')
    .option('--out <directory>', 'directory to write to', 'conformance-merged')
    .action((directories: string[], options: { targets?: string; out: string }) =>
      report(modules, async () => (await modules['merge-command']()).merge(directories, options)),
    );

  program
    .command('matrix')
    .description('print the jobs of a fleet for strategy.matrix of GitHub, without secrets')
    .argument('[file]', 'file with the targets', 'targets.yaml')
    .option('--gitlab', 'print a child pipeline for GitLab as YAML')
    .action((file: string, { gitlab }: { gitlab?: boolean }) =>
      report(modules, async () => {
        const { githubMatrix, gitlabPipeline } = await modules.matrix();
        const { readTargets } = await modules.targets();
        const render = gitlab === true ? gitlabPipeline : githubMatrix;
        return { text: render(readTargets(file)).trimEnd() };
      }),
    );

  program
    .command('baseline')
    .description('draft a baseline from a run, for review')
    .argument('<file>', 'conformance.json of the run')
    .option('--out <file>', 'file to write', 'conformance.baseline.yaml')
    .action((file: string, { out }: { out: string }) =>
      report(modules, ({ writeDraft }) => writeDraft(file, out)),
    );

  program
    .command('comment')
    .description('write the summary as a comment on the pull or merge request of this CI job')
    .argument('<file>', 'conformance.json of a run')
    .option('--name <name>', 'name of the comment, if several servers have one', 'server')
    .action((file: string, { name }: { name: string }) =>
      report(modules, async () => {
        const { comment } = await modules.comment();
        return { text: await comment(file, name, process.env) };
      }),
    );

  program
    .command('annotate')
    .description('print annotations for a GitHub step and write its outputs to GITHUB_OUTPUT')
    .argument('<file>', 'conformance.json of a run')
    .action((file: string) =>
      report(modules, ({ annotate }) => annotate(file, process.env['GITHUB_OUTPUT'])),
    );
}

/**
 * Carries out the command of this process; a mistake sets exit code 2.
 *
 * @param modules load the modules of commands; by default they are imported when they are needed
 * @returns the run that Playwright is to start in this process, for the command `run`
 */
export async function parseCommandLine(modules = importedLate): Promise<PlaywrightRun | undefined> {
  ignoreClosedPipes();
  let started: PlaywrightRun | undefined;
  const program = new Command('sync-users-conformance')
    .description('Checks a server against the contract of POST /customers/{id}/users.')
    .version(version)
    .usage('[command] [options] [arguments]')
    .exitOverride()
    .showHelpAfterError('--help lists commands and options.');
  addRun(program, modules, (run) => (started = run));
  addReplay(program, modules, (run) => (started = run));
  addCommands(program, modules);
  // The help of `run`, which is the default, is that of the program.
  program.helpOption(false).helpCommand(false);
  try {
    await program.parseAsync();
  } catch (error) {
    // Help and the version end here as well, with 0.
    if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof CommanderError)) throw error;
    const { exitCode } = error as { exitCode?: number };
    process.exitCode = exitCode === 0 ? 0 : EXIT_CODES.inconclusive;
  }
  return started;
}
