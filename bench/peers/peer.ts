import type { Subject } from '../../tests/suite/matrix/subjects';
import type { Ended } from '../parts/processes';
import type { Server } from '../parts/server';

/** What a tool made of a server. */
export interface Outcome {
  /** What its exit code says: that something is wrong. */
  red: boolean;
  /** Its checks that failed, by names that are the same from run to run. */
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
  /** Reads what a run came to. */
  outcome: (ended: Ended, directory: string) => Outcome;
}

/** A server has ten seconds for an answer, and a tool this long for it all; then it hangs. */
export const MAX_SECONDS = 120;

/** What failed; or that the tool itself did, where it is red and names nothing. */
export function outcomeOf({ status }: Ended, failing: readonly string[]): Outcome {
  const red = status !== 0;
  if (!red || failing.length > 0) return { red, failing };
  return { red, failing: [status === null ? 'it did not end' : 'it broke down'] };
}
