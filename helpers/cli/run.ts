import type { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../config/files';
import { absence, flagOf } from '../config/option';
import { optionEntries } from '../config/options';
import { UsageError } from './errors';

/** Flags of a run, each with the variable that it sets, its group and its line of `--help`. */
export const RUN_FLAGS = optionEntries.flatMap(([name, option]) => {
  const flag = flagOf(option);
  const help = `${option.description} ${absence(option)} [${name}]`;
  return flag === undefined ? [] : [{ name, flag, group: option.group, help }];
});

/** Values of flags, by the names of commander. */
export type Values = Readonly<Record<string, unknown>>;

/** Arguments for `playwright test` and the environment of a run. */
export interface PlaywrightRun {
  args: string[];
  environment: NodeJS.ProcessEnv;
}

/**
 * Returns the environment that the flags of the suite set. The token comes from a file or the
 * environment, never from an argument, as every user of the machine can list arguments.
 *
 * @param values by name of commander: `baseUrl`
 * @throws UsageError if `tokenFile` cannot be read
 */
export function toEnvironment(values: Values, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { tokenFile, dryRun } = values;
  const given = RUN_FLAGS.flatMap(({ name, flag }) => {
    const value = values[attributeOf(flag)];
    if (value === true) return [[name, '1'] as const];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...environment,
    ...Object.fromEntries(given),
    ...(dryRun === true && { SYNC_USERS_DRY_RUN: '1' }),
    ...(typeof tokenFile === 'string' && { API_TOKEN: readToken(tokenFile) }),
  };
}

/** Returns the name of commander for the value of a flag. */
function attributeOf(flag: string): string {
  const [, long = ''] = /^--([a-z-]+)/.exec(flag) ?? [];
  return long.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * Returns the arguments for Playwright: filters first, as an option with an optional value would
 * take one. `--reporter` becomes `--add-reporter`, as the suite's reporter gives the verdict and
 * the exit code.
 *
 * @param options those of Playwright, out of the options of the command
 */
export function toArguments(
  filters: readonly string[],
  run: Pick<Command, 'getOptionValue'>,
  options: readonly Option[],
): string[] {
  const reporters: string[] = [];
  const flags = options.flatMap((option) => {
    const value: unknown = run.getOptionValue(option.attributeName());
    const { long, short = '' } = option;
    if (value === true) return [long ?? short];
    if (typeof value !== 'string') return [];
    if (long !== '--reporter' && long !== '--add-reporter') return [`${long ?? short}=${value}`];
    reporters.push(value);
    return [];
  });
  const added = reporters.length > 0 ? [`--add-reporter=${reporters.join(',')}`] : [];
  return [...filters, ...flags, ...added];
}

function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--token-file ${file} cannot be read (${systemErrorCode(error)}).`);
  }
  if (token === '') throw new UsageError(`--token-file ${file} is empty.`);
  return token;
}
