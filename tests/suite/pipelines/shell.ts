import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What came of a script. */
export interface Ran {
  exitCode: number | null;
  output: string;
}

/** Runs a script as a CI runner does, with nothing of our own environment but what is needed. */
export function bash(
  script: string,
  options: { cwd: string; env: NodeJS.ProcessEnv; onStart?: (child: ChildProcess) => void },
): Promise<Ran> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.onStart?.(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/**
 * Stands in for programs that would need a network: each call is noted in `calls`, with its folder,
 * and then a script of ours is run.
 *
 * @returns a PATH that has them first
 */
export function standIns(directory: string, programs: Readonly<Record<string, string>>): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    const file = path.join(directory, name);
    writeFileSync(
      file,
      `#!/bin/bash\nprintf '%s\\n' "${name} $*, in $PWD" >> "${directory}/calls"\n${script}\n`,
    );
    chmodSync(file, 0o755);
  }
  return [directory, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
}

/** Files below a folder that hold a text, whatever they are. */
export function holding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
