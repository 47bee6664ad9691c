import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './run';

const CLI = path.join(ROOT, 'scripts', 'cli.sh');

/** A command of `sync-users-conformance`, as it ends. */
export function cli(args: readonly string[], given: NodeJS.ProcessEnv = {}, cwd = ROOT) {
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync('bash', [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH, HOME, ...given },
  });
  return { status, stdout, stderr };
}
