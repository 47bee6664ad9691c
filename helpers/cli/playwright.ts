import { InvalidArgumentError, Option } from 'commander';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { systemErrorCode } from '../config/files';
import { EXIT_CODES } from '../report/verdicts';
import { runState } from '../run/state';
import type { PlaywrightRun } from './run';

const HOME = path.join(__dirname, '..', '..');

/** Returns the configuration next to this file: compiled in a package, TypeScript in a clone. */
export function configFile(): string {
  const compiled = path.join(HOME, 'playwright.config.js');
  return existsSync(compiled) ? compiled : path.join(HOME, 'playwright.config.ts');
}

/** Options of `playwright test`, as the commander that Playwright bundles holds them. */
interface PlaywrightProgram {
  commands: {
    name(): string;
    options: { flags: string; description: string; argChoices?: string[]; presetArg?: string }[];
  }[];
}

interface Rule {
  isValid: (value: string) => boolean;
  /** Sentence about valid values. */
  hint: string;
  /** The option is not in `--help`. */
  hidden?: true;
}

const never = (hint: string): Rule => ({ isValid: () => false, hint, hidden: true });

const matching = (valid: RegExp, hint: string): Rule => ({
  isValid: (value) => valid.test(value),
  hint,
});

const positive = matching(/^[1-9]\d{0,8}$/, 'Give a number from 1.');
const natural = matching(/^\d{1,9}$/, 'Give a number.');
const file: Rule = { isValid: (value) => existsSync(value), hint: 'There is no such file.' };
const pattern: Rule = {
  isValid: (value) => value !== '' && toPattern(value) !== undefined,
  hint: 'Give a regular expression.',
};
const reporter: Rule = {
  isValid: (value) => value.split(',').every(isReporter),
  hint: 'Give built-in reporters of Playwright, files or modules, separated by commas.',
};

/** Rules by name of the option. Playwright exits with 1, as for a failed run, or ignores the value. */
const RULES: Readonly<Record<string, Rule>> = {
  addReporter: reporter,
  browser: never('The suite uses no browser; leave --browser out.'),
  config: never('The suite has one configuration; leave --config out.'),
  globalTimeout: natural,
  grep: pattern,
  grepInvert: pattern,
  maxFailures: positive,
  output: {
    isValid: isOutputDirectory,
    hint: 'Playwright empties this directory. Name a new or empty one, or one of an earlier run.',
  },
  project: never('The suite has no projects; leave --project out.'),
  repeatEach: positive,
  reporter,
  retries: natural,
  shard: {
    isValid: (value) => {
      const [, part, all] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(value) ?? [];
      return Number(part) <= Number(all);
    },
    hint: 'Give the part and the number of parts, such as 1/2.',
  },
  testList: file,
  testListInvert: file,
  timeout: natural,
  tsconfig: file,
  uiPort: natural,
  workers: matching(
    /^[1-9]\d{0,3}$|^[1-9]\d?%$|^100%$/,
    'Give a number from 1, at most one per customer, or a percentage of the cores.',
  ),
};

// Playwright itself is a dependency of @playwright/test only.
const requireFromPlaywright = createRequire(require.resolve('@playwright/test/cli'));

function isReporter(name: string): boolean {
  const { builtInReporters } = requireFromPlaywright('playwright/lib/common') as {
    builtInReporters: readonly string[];
  };
  if (builtInReporters.includes(name) || existsSync(name)) return name !== '';
  try {
    return requireFromPlaywright.resolve(name, { paths: [process.cwd()] }) !== '';
  } catch {
    return false;
  }
}

/** Returns whether Playwright may empty a directory: it is new, or Playwright wrote it. */
function isOutputDirectory(directory: string): boolean {
  try {
    const names = readdirSync(directory);
    return (
      names.length === 0 ||
      names.some((name) => /^\.(last-run\.json$|playwright-artifacts-)/.test(name))
    );
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT';
  }
}

function toPattern(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'i');
  } catch {
    return undefined;
  }
}

/** Returns the options of `playwright test` that a run takes; a wrong value is rejected. */
export function playwrightOptions(): Option[] {
  const { program } = requireFromPlaywright('playwright/lib/program') as {
    program: PlaywrightProgram;
  };
  const options = program.commands.find((command) => command.name() === 'test')?.options ?? [];
  return options
    .map(({ flags, description, argChoices, presetArg }) => {
      const option = new Option(flags, description).helpGroup('Options of Playwright:');
      if (argChoices) option.choices(argChoices);
      if (presetArg !== undefined) option.preset(presetArg);
      const rule = RULES[option.attributeName()];
      if (rule) {
        option.hideHelp(rule.hidden === true).argParser((value) => {
          if (rule.isValid(value)) return value;
          throw new InvalidArgumentError(rule.hint);
        });
      }
      return option;
    })
    .filter(({ negate }) => !negate);
}

/** Returns whether Playwright would find a test file by a filter such as `detach.spec.ts:12`. */
export function isTestFilter(filter: string): boolean {
  const text = filter.replace(/(:\d+){1,2}$/, '').replace(/^\/(.*)\/[gi]*$/, '$1');
  const directory = path.join(HOME, 'tests', 'conformance');
  const files = readdirSync(directory).map((name) => path.join(directory, name));
  return files.some((name) => toPattern(text)?.test(name));
}

/**
 * Hands this process over to Playwright, which ends it with the exit code of the run. A signal
 * reaches the run, as it is in this process, and a list of processes shows no more than its
 * arguments.
 */
export function execPlaywright({ args, environment }: PlaywrightRun): void {
  Object.assign(process.env, environment);
  process.argv = [...process.argv.slice(0, 2), 'test', '-c', configFile(), ...args];
  // Playwright exits with 1 if it cannot start a run, which is the exit code of a failed run.
  process.once('exit', (code) => {
    if (code === 1 && !runState().decided) process.exitCode = EXIT_CODES.inconclusive;
  });
  requireFromPlaywright('@playwright/test/cli');
}
