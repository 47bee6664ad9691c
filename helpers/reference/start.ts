import { faultPatches } from './faults';
import { suggestNames } from './near-names';
import { combine } from './patches';
import type { Patch, Patches } from './pipeline';
import { startReference, type ReferenceServer } from './server';
import { variantPatches } from './variants';

/** No fault or no variant has that name. */
export class UnknownNameError extends Error {
  override name = 'UnknownNameError';
}

/** The port, and the name of a fault or a variant, or one of each. */
export interface NamedReferenceOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly fault?: string;
  readonly variant?: string;
}

function findPatch(kind: string, patches: Patches, name: string | undefined): readonly Patch[] {
  if (name === undefined) return [];
  const found = Object.hasOwn(patches, name) ? patches[name] : undefined;
  if (found) return [found];
  const hint = suggestNames(name, Object.keys(patches));
  throw new UnknownNameError(`There is no ${kind} ${JSON.stringify(name)}.${hint}`);
}

/**
 * Starts a reference server on 127.0.0.1, with a fault or a variant by its name, or both.
 *
 * @throws UnknownNameError if there is none of that name
 * @throws a system error if it cannot listen on the port
 */
export function startNamedReference({
  port = 0,
  fault,
  variant,
}: NamedReferenceOptions = {}): Promise<ReferenceServer> {
  const patches = [
    ...findPatch('fault', faultPatches, fault),
    ...findPatch('variant', variantPatches, variant),
  ];
  return startReference({ port, patch: combine(...patches) });
}
