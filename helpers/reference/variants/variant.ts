import type { Alteration } from '../parts';

/** One freedom that a server may take: different from the reference, and still conformant. */
export interface Variant {
  /** kebab-case, after what is different. */
  readonly name: string;
  /** The clause, or the silence, that allows it. */
  readonly freedom: string;
  /** Exactly the SHOULD requirements that it will be warned for. */
  readonly warns?: readonly string[];
  readonly lend?: { readonly users?: number; readonly customers?: number };
  readonly alter: Alteration;
}
