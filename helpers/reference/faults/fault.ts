import type { Alteration } from '../parts';

/** One deliberate defect of the reference server. */
export interface Fault {
  /** kebab-case, after what is wrong. */
  readonly name: string;
  /** How it comes about in real systems, in one sentence. */
  readonly story: string;
  /**
   * The MUST requirements that it breaks, as a client sees it. An answer whose list cannot be read
   * is charged to what makes it unreadable (`response.*`, `user.*`, `http.*`) and to nothing else.
   */
  readonly caughtBy: readonly string[];
  /** The SHOULD requirements that it breaks as well, or alone. */
  readonly warns?: readonly string[];
  /** Without these settings of the suite it cannot be seen. */
  readonly needs?: readonly 'readback'[];
  /** How many users and customers must be lent for it to show, where the usual 60 are too few. */
  readonly lend?: { readonly users?: number; readonly customers?: number };
  readonly alter: Alteration;
}
