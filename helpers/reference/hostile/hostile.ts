/** A server that is broken, hostile, or on its way to be: and what a run against it has to come to. */
export interface Hostile {
  readonly name: string;
  /** How a server comes to be so. */
  readonly story: string;
  readonly serve: () => Promise<Served>;
  /** The scenarios that are run, as `--grep` has it; all of them where this is unset. */
  readonly scenarios?: string;
  /** Settings of the run besides the target's. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
}

export interface Outcome {
  readonly verdict: 'conformant' | 'nonconformant' | 'inconclusive';
  /** The MUSTs that fail: these, and no others. Default: none. */
  readonly failed?: readonly string[];
  /** Some that pass all the same. */
  readonly passed?: readonly string[];
  /** What a person is told, in part. */
  readonly says: string;
  /**
   * The lent customer afterwards: restored, or it is said that it is not, or no request reached it.
   */
  readonly restored: 'yes' | 'said' | 'untouched';
  /** How long the run may take, in s, where it is more than for others. */
  readonly seconds?: number;
}

/** A hostile server as it runs. */
export interface Served {
  /** The target's variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Who is attached to the lent customer; undefined where the server has no state. */
  readonly attached?: () => readonly string[];
  /** How often somebody knocked where the suite has no business. */
  readonly knocks?: () => number;
  readonly close: () => Promise<void>;
}
