import { readFileSync } from 'node:fs';
import { absence, flagOf, optionEntries } from '../config/options';
import { UsageError } from './errors';

/** Flags of a run, each with the variable that it sets and its line of `--help`. */
export const RUN_FLAGS = optionEntries.flatMap(([name, option]) => {
  const flag = flagOf(option);
  const help = `${option.description} ${absence(option)} [${name}]`;
  return flag === undefined ? [] : [{ name, flag, help }];
});

/** Flags of Playwright. They are checked here, as Playwright exits with 1 for a wrong one. */
export const PLAYWRIGHT_FLAGS = [
  {
    flag: '--grep <pattern>',
    help: 'Run only scenarios whose title matches. The verdict is never conformant.',
    isValid: isPattern,
  },
  {
    flag: '--workers <number>',
    help: 'Number of parallel workers, at most one per customer.',
    isValid: isCount,
  },
  {
    flag: '--shard <n/all>',
    help: 'Run one part of the scenarios, with customers of its own.',
    isValid: isShard,
  },
] as const;

function isPattern(text: string): boolean {
  try {
    return text !== '' && Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text);
}

function isShard(text: string): boolean {
  const [, part, all] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  return Number(part) <= Number(all);
}

/** Returns the name under which commander stores the value of a flag. */
function targetKey(flag: string): string {
  const [, long = ''] = /--([a-z-]+)/.exec(flag) ?? [];
  return long.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Values of flags, by the names of commander. */
export type Values = Readonly<Record<string, unknown>>;

/** Arguments for Playwright and the environment of a run. */
export interface PlaywrightRun {
  args: string[];
  environment: NodeJS.ProcessEnv;
}

/**
 * Turns the flags of a command line into a run. The token comes from a file or the environment, never
 * from an argument, as every user of the machine can list arguments.
 *
 * @throws UsageError if a flag is wrong or `tokenFile` cannot be read
 */
export function toRun(values: Values, environment: NodeJS.ProcessEnv): PlaywrightRun {
  const text = (flag: string) => {
    const value = values[targetKey(flag)];
    if (value === true) return ['1'];
    return typeof value === 'string' ? [value] : [];
  };
  const given = RUN_FLAGS.flatMap(({ flag, name }) => text(flag).map((value) => [name, value]));
  const [tokenFile] = text('--token-file');
  return {
    args: PLAYWRIGHT_FLAGS.flatMap(({ flag, isValid }) =>
      text(flag).map((value) => {
        if (isValid(value)) return `--${targetKey(flag)}=${value}`;
        throw new UsageError(`${flag} cannot be ${JSON.stringify(value)}.`);
      }),
    ),
    environment: {
      ...environment,
      ...(Object.fromEntries(given) as NodeJS.ProcessEnv),
      ...(values['dryRun'] === true && { SYNC_USERS_DRY_RUN: '1' }),
      ...(tokenFile !== undefined && { API_TOKEN: readToken(tokenFile) }),
    },
  };
}

function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--token-file ${file} cannot be read (${code}).`);
  }
  if (token === '') throw new UsageError(`--token-file ${file} is empty.`);
  return token;
}
