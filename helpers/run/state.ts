import type { Config, Target } from '../config/config';

/**
 * What the global setup hands to the global teardown and to the reporter, all in the main process
 * of a run.
 */
export interface RunState {
  config?: Config & { target: Target };
  embedded: boolean;
  /** The customers lent to all shards of a run; `config` has those of this one. */
  lent: string[];
  /** Why no scenario could be run: one sentence, or a list of what is wrong. */
  stopped?: string;
  /** Requests of the preflight and of the restore. */
  otherRequests: number;
  /** It was stopped at RUN_TIMEOUT_MS. */
  timedOut: boolean;
  /** The customers that are to be restored, until they are. */
  unrestored: Set<string>;
  /** The reporter has set the exit code. */
  decided: boolean;
  /** Requests that a dry run printed. */
  printed: number;
  /** What the reader has to know besides: a restore that failed. */
  notes: string[];
  /** Closes what the setup opened; the target is restored by then. */
  close: () => Promise<void>;
}

const KEY = Symbol.for('sync-users-conformance.run');
const holder = globalThis as { [KEY]?: RunState | undefined };

/** The state of the run in this process; a new one on first use. */
export function runState(): RunState {
  const state = holder[KEY] ?? {
    embedded: false,
    lent: [],
    timedOut: false,
    unrestored: new Set(),
    otherRequests: 0,
    decided: false,
    printed: 0,
    notes: [],
    close: () => Promise.resolve(),
  };
  holder[KEY] = state;
  return state;
}
