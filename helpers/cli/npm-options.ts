import type { Command } from 'commander';
import { COMMAND } from '../config/command';
import { UsageError } from './errors';

/** In an .npmrc, `target` is the version of Node or Electron that packages are built for. */
const isVersion = (value: string) => /^v?\d+(\.\d+)+$/.test(value);

/**
 * Describes the options of a command that npm took: without `--` before them, it keeps them for itself
 * and sets a variable for each, `npm_config_dry_run` for `--dry-run`. The command would run without them.
 *
 * @param options long options of the command: `--dry-run`
 * @param start beginning of a command line that npm passes on whole
 * @returns undefined if there are none, or if they are arguments as well
 */
export function describeTakenByNpm(
  options: readonly string[],
  start: string,
  args: readonly string[] = process.argv,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const taken = options.filter((option) => {
    const variable = `npm_config_${option.slice(2).replaceAll('-', '_')}`;
    const value = environment[variable] ?? '';
    if (['', 'false'].includes(value) || (option === '--target' && isVersion(value))) return false;
    return !args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  });
  if (taken.length === 0) return undefined;
  const all = taken.join(' ');
  return `npm took ${all} for itself, and the command did not start. Write -- before the options of the command: ${start} ${all}`;
}

/** @throws UsageError if npm took options of a command; a run without `--dry-run` sends requests */
export function refuseTakenByNpm(command: Command): void {
  const names = command.options.flatMap(({ long, hidden }) => (hidden ? [] : (long ?? [])));
  const start = command.name() === 'run' ? COMMAND : `${COMMAND} ${command.name()}`;
  const problem = describeTakenByNpm(names, start);
  if (problem !== undefined) throw new UsageError(problem);
}
