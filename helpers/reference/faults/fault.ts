import type { Patch } from '../pipeline';

/** One deliberate defect of the reference server. */
export interface Fault {
  /** The origin of the defect in real systems, in one sentence. */
  readonly cause: string;
  /** The ids of all requirements that it breaks, as a client sees it. */
  readonly breaks: RequirementIds;
  /** The settings without which the defect does not show, if the defaults are too little. */
  readonly needs?: {
    readonly readBack?: true;
    readonly users?: number;
    readonly customers?: number;
  };
  readonly patch: Patch;
}

export type RequirementIds = readonly [string, ...string[]];

/** Faults by name: kebab-case, after what is wrong. */
export type Faults = Readonly<Record<string, Fault>>;

/**
 * Declares a fault. A response whose list cannot be read breaks what makes it unreadable
 * (`response.*`, `user.*`, `http.*`) and nothing else.
 */
export function breaks(requirements: RequirementIds, fault: Omit<Fault, 'breaks'>): Fault {
  return { breaks: requirements, ...fault };
}
