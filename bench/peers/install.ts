import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run, type Ended } from '../parts/processes';

const MODULES = path.join(__dirname, 'node_modules');
const VENV = path.join(ROOT, 'node_modules', '.cache', 'peers-python');
const REQUIREMENTS = path.join(__dirname, 'schemathesis', 'requirements.txt');

async function must(ended: Promise<Ended>, what: string): Promise<void> {
  const { status, output } = await ended;
  if (status !== 0) throw new Error(`${what} failed: ${output.trim().slice(-400)}`);
}

let npm: Promise<void> | undefined;

/** Installs the tools that npm has, once, and gives the version of one of them. */
export async function fromNpm(name: string): Promise<string> {
  // No tool here needs what its install scripts do, and some of those load binaries from elsewhere.
  const args = ['ci', '--prefix', __dirname, '--ignore-scripts', '--no-audit', '--no-fund'];
  npm ??= must(run('npm', args, { mostSeconds: 600 }), 'npm ci --prefix bench/peers');
  await npm;
  const file = path.join(MODULES, name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** The executable of a tool that npm has, for Node. */
export function binary(name: string): string {
  return path.join(MODULES, '.bin', name);
}

export const PYTHON_BINARIES = path.join(VENV, 'bin');

/** Installs Schemathesis into an environment of its own, and gives its version. */
export async function fromPip(): Promise<string> {
  const [pinned = ''] = readFileSync(REQUIREMENTS, 'utf8').trim().split('\n');
  const python = await run('python3', ['--version']).catch(() => undefined);
  if (python?.status !== 0) throw new Error('there is no python3 here');
  if (!existsSync(VENV)) await must(run('python3', ['-m', 'venv', VENV]), 'python3 -m venv');
  const args = ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await must(run(path.join(PYTHON_BINARIES, 'pip'), args, { mostSeconds: 600 }), 'pip install');
  return pinned.replace(/^.*==/, '');
}
