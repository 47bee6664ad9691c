import type { ScenarioEvidence } from '../checks/result';
import type { Config, Target } from '../config/config';
import type { CustomerUsers } from '../report/report';

/** Configuration of a run, whose target may be the embedded server. */
export type RunConfig = Config & { target: Target };

/** State of a run, shared by global setup, global teardown and reporter in the main process. */
export interface RunState {
  config?: RunConfig;
  embedded: boolean;
  /** Customers of all shards of a run. `config` has those of this shard. */
  allCustomers: string[];
  /** Why no scenario was run: one sentence, or a list of problems. */
  stopped?: string;
  /** The line about a run without a scenario, which leaves REPORT_DIR as it is. */
  nothingSelected?: string;
  /** Whether a defect of the target is the reason, so that there is a report. */
  foundDefect: boolean;
  /** Evidence of the preflight and the restore. */
  setup: ScenarioEvidence[];
  /** Whether the run was stopped after RUN_TIMEOUT_MS. */
  timedOut: boolean;
  /** Signal or limit that stopped the run. */
  stoppedBy?: string;
  /** Time limit of the restore, in ms; undefined if the target is the suite's own server. */
  restoreLimitMs?: number;
  /** Customers still to be restored. */
  unrestored: Set<string>;
  /** Customers of earlier runs that are being restored, with their users. */
  recovering: Record<string, string[]>;
  /** Whether a reporter of the suite takes part. */
  reporting: boolean;
  /** Problems of `.env`, and notes about it for the reader of the report. */
  envFile: { problems: string[]; notes: string[] };
  /** Why Playwright's output directory could not be created in REPORT_DIR. */
  outputProblem?: string;
  /** Why a reporter of Playwright cannot be used, by its name. */
  reporterProblems: Record<string, string>;
  /** Whether the reporter has set the exit code. */
  decided: boolean;
  /** Number of requests printed by a dry run. */
  printed: number;
  /** Users of each customer before the run and after its restore. */
  customerUsers: CustomerUsers[];
  /** Why the run is inconclusive, whatever its scenarios found: whole sentences. */
  incomplete: string[];
  /** Sentences for the report, such as about a failed restore. */
  notes: string[];
  /** Restores the target and closes what the setup opened. */
  close: () => Promise<void>;
  /** Result of `close`, once it is called. */
  closed?: Promise<void> | undefined;
  /** Whether the restore is over. */
  restored: boolean;
}

const KEY = Symbol.for('sync-users-conformance.run');
const holder = globalThis as { [KEY]?: RunState | undefined };

/** Returns the state of the run in this process, created on first use. */
export function runState(): RunState {
  const state = holder[KEY] ?? {
    embedded: false,
    allCustomers: [],
    timedOut: false,
    unrestored: new Set(),
    recovering: {},
    foundDefect: false,
    setup: [],
    reporting: false,
    envFile: { problems: [], notes: [] },
    decided: false,
    printed: 0,
    reporterProblems: {},
    customerUsers: [],
    incomplete: [],
    notes: [],
    close: () => Promise.resolve(),
    restored: false,
  };
  holder[KEY] = state;
  return state;
}

/**
 * Restores the target and closes what the setup opened, once. The teardown and the reporter both wait
 * for it: Playwright abandons its teardown on a signal, and skips it at `--global-timeout`.
 */
export function closeRun(state: RunState): Promise<void> {
  return (state.closed ??= state.close());
}
