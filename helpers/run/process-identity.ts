import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Process of this machine. Its start time distinguishes it from a later process with the same id. */
export interface ProcessIdentity {
  pid: number;
  /** When the process was started, as the system writes it; null on systems that do not show it. */
  since: string | null;
}

const PS_TIMEOUT_MS = 2_000;

/** Returns the boot of the machine and the clock ticks from it to the start of a process. */
function startInProc(pid: number): string | null {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name of the process, in parentheses, may contain anything (proc(5)).
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie runs no more, but its parent has not noticed.
  return 'ZX'.includes(state) ? null : `${boot} ${fields[18] ?? ''}`;
}

function startInPs(pid: number): string | null {
  const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PS_TIMEOUT_MS,
  }).trim();
  return started === '' ? null : started;
}

/** Returns when a process was started; null if there is none, or the system does not show it. */
function startOf(pid: number): string | null {
  try {
    return process.platform === 'linux' ? startInProc(pid) : startInPs(pid);
  } catch {
    return null;
  }
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, since: startOf(process.pid) };
}

/** Returns whether a process is still running. */
export function isRunning({ pid, since }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === since;
}
