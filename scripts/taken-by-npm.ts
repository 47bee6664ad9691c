import { describeTakenByNpm } from '../helpers/cli/npm-options';

/** Ends a script with exit code 2 if npm took options of it, which are given by name. */
export function exitIfTakenByNpm(names: readonly string[], start: string): void {
  const problem = describeTakenByNpm(
    names.map((name) => `--${name}`),
    start,
  );
  if (problem === undefined) return;
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}
