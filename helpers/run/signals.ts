import type { Target } from '../config/config';
import { EXIT_CODES } from '../report/verdicts';
import { notRestored } from './restore';
import type { RunState } from './state';

/** A shell and npm may both forward the same Ctrl-C within this time. */
const REPEATED_SIGINT_MS = 1_000;

/**
 * Ends a run on SIGTERM, which CI runners send, and after RUN_TIMEOUT_MS as on SIGINT: Playwright
 * then runs the teardown, which restores. A second Ctrl-C exits at once.
 *
 * Playwright's globalTimeout would not wait for the restore.
 */
export function handleSignals(state: RunState, target: Target, runTimeoutMs: number): void {
  let firstAt: number | undefined;
  let stopping = false;
  const stop = () => {
    stopping = true;
    process.emit('SIGINT');
    stopping = false;
  };
  process.once('SIGTERM', stop);
  setTimeout(() => {
    state.timedOut = true;
    stop();
  }, runTimeoutMs).unref();
  process.on('SIGINT', () => {
    if (stopping) return;
    firstAt ??= performance.now();
    if (performance.now() - firstAt < REPEATED_SIGINT_MS) return;
    for (const customer of state.unrestored) {
      const reason = 'stopped by a second Ctrl-C; the next run with this REPORT_DIR restores it';
      process.stderr.write(`${notRestored(target, customer, reason)}\n`);
    }
    process.exit(EXIT_CODES.inconclusive);
  });
}
