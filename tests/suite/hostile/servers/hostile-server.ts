/** A server that is broken or hostile, with the expected end of a run against it. */
export interface HostileServer {
  /** The origin of the defect, in one sentence. */
  readonly cause: string;
  readonly serve: () => Promise<RunningServer>;
  /** The scenarios to run, as a value of `--grep`. Default: all. */
  readonly scenarios?: string;
  /** Settings of the run besides those of the target. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: nonconformant if a MUST fails, otherwise inconclusive. */
  readonly verdict?: 'conformant';
  /** The MUST requirements that fail; no others do. Default: none. */
  readonly failed?: readonly string[];
  /** Some requirements that pass. */
  readonly passed?: readonly string[];
  /** A part of what the run prints. */
  readonly output?: string;
  /**
   * Whether the leased customer is restored at the end, or no request reached it. Default: the run
   * reports that it is not restored.
   */
  readonly restored?: 'yes' | 'untouched';
}

/** Hostile servers by name: kebab-case, after what is wrong. */
export type HostileServers = Readonly<Record<string, HostileServer>>;

export interface RunningServer {
  /** The variables of the target. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns the users attached to the leased customer; undefined if the server has no state. */
  readonly attached?: () => readonly string[];
  /** Returns the number of connections to a host that the run must not contact. */
  readonly unexpectedConnections?: () => number;
  readonly close: () => Promise<void>;
}
