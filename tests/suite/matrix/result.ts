/** What came of one subject: attached to its test, gathered into `faults.json`. */
export interface MatrixResult {
  subject: string;
  kind: 'fault' | 'variant';
  why: string;
  declared: { failed: string[]; warning: string[] };
  failed: string[];
  warning: string[];
  untested: string[];
  verdict: string;
  notes: string[];
  requests: number;
  durationMs: number;
  /** The first finding of each requirement that failed. */
  messages: Record<string, string>;
}

/** The name of that attachment. */
export const RESULT = 'matrix-result';
