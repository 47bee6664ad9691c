import type { Target } from '../config/config';
import { EXIT_CODES } from '../report/verdicts';
import { notRestored } from './restore';
import type { RunState } from './state';

/** A shell and npm may both pass on the same Ctrl-C. */
const SAME_CTRL_C_MS = 1_000;

/**
 * Sees to it that a run ends early as it does in time. Playwright winds up at SIGINT, and restores;
 * so SIGTERM, which CI runners send, and RUN_TIMEOUT_MS come as one. A second Ctrl-C stops now.
 *
 * Playwright's own globalTimeout would not wait for the restore.
 */
export function watchForEnd(state: RunState, target: Target, runTimeoutMs: number): void {
  let firstAt: number | undefined;
  let windingUp = false;
  const windUp = () => {
    windingUp = true;
    process.emit('SIGINT');
    windingUp = false;
  };
  process.once('SIGTERM', windUp);
  setTimeout(() => {
    state.timedOut = true;
    windUp();
  }, runTimeoutMs).unref();
  process.on('SIGINT', () => {
    if (windingUp) return;
    firstAt ??= performance.now();
    if (performance.now() - firstAt < SAME_CTRL_C_MS) return;
    for (const customer of state.unrestored) {
      const why = 'stopped by a second Ctrl-C; the next run with this REPORT_DIR restores it';
      process.stderr.write(`${notRestored(target, customer, why)}\n`);
    }
    process.exit(EXIT_CODES.inconclusive);
  });
}
