import type { Subject } from '../../tests/suite/faults/subjects';
import type { Ended } from '../parts/processes';
import type { Server } from '../parts/server';

/** Result of a tool for one server. */
export interface Outcome {
  /** Whether the exit code reports a failure. */
  red: boolean;
  /** Names of the failed checks, stable from run to run. */
  failing: readonly string[];
}

/** A tool that tests a server against its contract, configured in good faith. */
export interface Peer {
  name: string;
  /** In a sentence or two: what it is given, what it can see of this contract, and what not. */
  reasons: string;
  /** Installs it, and gives its version. Rejects, with what was seen, where it cannot be had. */
  install: () => Promise<string>;
  /** Runs it against a server, in a folder of its own. */
  command: (server: Server, directory: string, subject: Subject | undefined) => Promise<Ended>;
  /** Reads the result of a run. */
  outcome: (ended: Ended, directory: string) => Outcome;
}

/** Bound on the run of a tool; a server has ten seconds for a response. */
export const MAX_SECONDS = 120;

/** Returns the failed checks, or the failure of the tool itself if it names none. */
export function outcomeOf({ status }: Ended, failing: readonly string[]): Outcome {
  const red = status !== 0;
  if (!red || failing.length > 0) return { red, failing };
  return { red, failing: [status === null ? 'it did not end' : 'it broke down'] };
}
