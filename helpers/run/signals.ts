import { EXIT_CODES } from '../report/verdicts';
import { notRestored } from './restore';
import type { RunState } from './state';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals within this time of the first are one request to stop: a terminal, a shell, npm and a
 * service manager may each send one.
 */
const REPEATED_MS = 1_000;

/** When the first signal arrived, in ms of `performance`. */
let firstAt: number | undefined;
let isHandled = false;
/** Whether the signal being emitted is not from outside. */
let isEmitting = false;

/** Ends a run as Playwright does on SIGINT. */
function stop(state: RunState, reason: string): void {
  state.stoppedBy ??= reason;
  isEmitting = true;
  process.emit('SIGINT');
  isEmitting = false;
}

function receive(state: RunState, signal: NodeJS.Signals): void {
  if (isEmitting) return;
  if (firstAt === undefined) {
    firstAt = performance.now();
    announceStop(signal, state);
    stop(state, signal);
  } else if (performance.now() - firstAt > REPEATED_MS) {
    state.stoppedBy = `a second signal, ${signal}`;
    state.decided = true;
    process.exit(EXIT_CODES.inconclusive);
  }
}

/**
 * Ends a run on a signal and after RUN_TIMEOUT_MS. The restore goes on (`closeRun`). A second signal
 * exits at once. At exit, the customers that were not restored are printed.
 *
 * Playwright's globalTimeout would not wait for the restore.
 *
 * @param runTimeoutMs undefined for no limit
 */
export function handleSignals(state: RunState, runTimeoutMs: number | undefined): void {
  firstAt = undefined;
  if (runTimeoutMs !== undefined) {
    setTimeout(() => {
      if (state.closed) return;
      state.timedOut = true;
      stop(state, `RUN_TIMEOUT_MS=${String(runTimeoutMs)} ms`);
    }, runTimeoutMs).unref();
  }
  if (isHandled) return;
  isHandled = true;
  // A closed terminal or pipe would end the process while it restores.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      receive(state, signal);
    });
  }
  process.on('exit', () => {
    printUnrestored(state);
  });
}

/** Prints what happens after the first signal. */
function announceStop(signal: string, { restored, restoreLimitMs }: RunState): void {
  if (restoreLimitMs === undefined) return;
  const seconds = String(Math.ceil(restoreLimitMs / 1000));
  const next = restored
    ? 'The restore is over. The run ends once its report is written.'
    : `The run ends once its customers are restored, which takes at most ${seconds} s. A second signal ends it at once, without the restore.`;
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}Received ${signal}. ${next}\n`);
}

/** Prints the customers of a run that ends before they are restored. */
function printUnrestored(state: RunState): void {
  const { config, recovering, restored, restoreLimitMs, stoppedBy, unrestored } = state;
  if (!config || restored || restoreLimitMs === undefined) return;
  const reason = `stopped by ${stoppedBy ?? 'an error'}; the next run with this REPORT_DIR restores it`;
  const lines = [...unrestored].map((id) => notRestored(config.target, id, reason));
  const earlier = Object.keys(recovering).map((id) =>
    notRestored({ ...config.target, restoreUsers: recovering }, id, reason),
  );
  for (const line of [...earlier, ...lines]) process.stderr.write(`${line}\n`);
}
