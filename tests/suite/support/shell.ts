import { execFile, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Result of a script. `output` is stdout and stderr together. */
export interface Ran {
  exitCode: number | null;
  output: string;
}

/** Runs a script as a CI runner does, with exactly the given environment. */
export function bash(
  script: string,
  options: { cwd: string; env: NodeJS.ProcessEnv; onStart?: (child: ChildProcess) => void },
): Promise<Ran> {
  const { cwd, env, onStart } = options;
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', `exec 2>&1\n${script}`];
  return new Promise((resolve) => {
    const child = execFile('bash', args, { cwd, env, maxBuffer: Infinity }, (_error, output) => {
      resolve({ exitCode: child.exitCode, output });
    });
    child.stdin?.end();
    onStart?.(child);
  });
}

/**
 * Writes stubs of programs that need a network. A stub appends its arguments and folder to `calls`
 * and then runs the given script.
 *
 * @returns a PATH with the stubs first
 */
export function standIns(directory: string, programs: Readonly<Record<string, string>>): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    const call = `printf '%s\\n' "${name} $*, in $PWD" >> "${directory}/calls"`;
    const file = path.join(directory, name);
    writeFileSync(file, `#!/bin/bash\n${call}\n${script}\n`, { mode: 0o755 });
  }
  return [directory, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
}

/** Returns the files below a folder that contain a text. */
export function holding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
