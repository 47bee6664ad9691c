import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { options } from '../../helpers/config/options';

export const ROOT = path.join(__dirname, '..', '..');
const CLI = path.join(path.dirname(require.resolve('@playwright/test/package.json')), 'cli.js');

/** Uses a folder that is gone after it. */
export async function temporary<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sync-users-bench-'));
  try {
    return await use(directory);
  } finally {
    // A worker of a run that has ended may still write its last.
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Result of a command. */
export interface Ended {
  seconds: number;
  /** CPU time in seconds: of the command, and of all processes that it has waited for. */
  cpuSeconds: number;
  status: number | null;
  output: string;
}

/** Runs a command and prints its CPU time, behind all that it printed: `0m3.210s 0m0.450s`. */
const WITH_CPU_TIME = '"$@"; status=$?; times >&2; exit $status';

function cpuSeconds(output: string): number {
  const [, ...parts] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(output) ?? [];
  const [minutes = NaN, seconds = NaN, more = NaN, rest = NaN] = parts.map(Number);
  return 60 * (minutes + more) + seconds + rest;
}

/** Runs a command to its end; stops it where it takes longer than it may. */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; mostSeconds?: number } = {},
): Promise<Ended> {
  const { env = process.env, cwd = ROOT, mostSeconds = 300 } = options;
  const start = performance.now();
  const child = spawn('bash', ['-c', WITH_CPU_TIME, 'bash', command, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostSeconds * 1000,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  const output = Buffer.concat(chunks).toString('utf8');
  return { seconds, cpuSeconds: cpuSeconds(output), status, output };
}

/** A run of Playwright with nothing configured but what is given, whatever is set here. */
export function playwright(args: readonly string[], given: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const others = Object.entries(process.env).filter(([name]) => !(name in options));
  const env = { ...Object.fromEntries(others), DOTENV_CONFIG_PATH: os.devNull, ...given };
  return run(process.execPath, [CLI, 'test', ...args], { env });
}

/** Its time in seconds. It is an error if it does not exit with 0. */
export async function seconds(
  args: readonly string[],
  given: NodeJS.ProcessEnv = {},
): Promise<number> {
  const ended = await playwright(args, given);
  if (ended.status !== 0) {
    throw new Error(
      `playwright test ${args.join(' ')} exited ${String(ended.status)}\n${ended.output}`,
    );
  }
  return ended.seconds;
}
