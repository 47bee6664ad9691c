/** How much is measured. */
export interface Effort {
  /** How often each thing is measured. */
  runs: number;
  /** The sample of faults and of variants that the peers judge: each so many-th. */
  everyFault: number;
  everyVariant: number;
  /** The tools that judge them, by the names of their folders; all where there are none. */
  tools: readonly string[];
}

/** One section of the results. */
export interface Section {
  /** By which `--only` names it. */
  name: string;
  title: string;
  /** Measures each part and returns its results as Markdown. */
  parts: Readonly<Record<string, (effort: Effort) => string | Promise<string>>>;
}
