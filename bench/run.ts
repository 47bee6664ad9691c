/**
 * `npm run bench`: a whole default run, against the embedded reference server, beside an empty
 * Playwright run of the same Playwright, in turn, on the machine as it is. Prints the medians and
 * the ratio pair by pair; `-- --runs 5` says how many pairs.
 */
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { variables } from '../helpers/variables';

const root = path.join(__dirname, '..');
const cli = path.join(path.dirname(require.resolve('@playwright/test/package.json')), 'cli.js');

/** Wall time of a command in seconds. It is an error if it does not exit with 0. */
function seconds(...args: string[]): number {
  // An empty variable is unset, and hides what a .env says.
  const unset = Object.fromEntries(Object.keys(variables).map((name) => [name, '']));
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [cli, 'test', ...args], {
    cwd: root,
    env: { ...process.env, ...unset },
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`playwright test ${args.join(' ')} exited ${String(status)}\n${stdout}`);
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function show(what: string, values: readonly number[], unit: string): void {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  process.stdout.write(
    `${what.padEnd(24)} ${median(values).toFixed(2)} ${unit} (${least.toFixed(2)} to ${most.toFixed(2)})\n`,
  );
}

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const empty: number[] = [];
const whole: number[] = [];
for (let pair = 0; pair < Number(values.runs); pair++) {
  empty.push(seconds('-c', 'bench/empty'));
  whole.push(seconds());
}
process.stdout.write(
  `${String(empty.length)} pairs, Node ${process.version}, ${String(os.availableParallelism())} cores; medians (least to most)\n`,
);
show('an empty Playwright run', empty, 's');
show('a whole default run', whole, 's');
show(
  'ratio, pair by pair',
  whole.map((time, index) => time / (empty[index] ?? Number.NaN)),
  'x',
);
