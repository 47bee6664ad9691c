import type { Patch } from '../pipeline';

/** One freedom that a server may take: different from the reference server, and conformant. */
export interface Variant {
  /** The clause, or the silence, that allows it. */
  readonly permittedBy: string;
  /** Exactly the SHOULD requirements that it is warned for. */
  readonly warns?: readonly string[];
  /** The settings of the run, if the defaults are too little or too much. */
  readonly needs?: { readonly users?: number; readonly customers?: number };
  readonly patch: Patch;
}

/** Variants by name: kebab-case, after what is different. */
export type Variants = Readonly<Record<string, Variant>>;
