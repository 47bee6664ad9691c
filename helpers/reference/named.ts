import { all } from './alterations';
import { faults } from './faults';
import type { Alteration } from './parts';
import { startReference, type ReferenceServer } from './server';
import { variants } from './variants';

/** No fault or no variant has that name. */
export class UnknownNameError extends Error {
  override name = 'UnknownNameError';
}

/** Which server is started: the correct one, or one that is altered by name. */
export interface NamedReferenceOptions {
  /** Default 0: one that is free. */
  readonly port?: number;
  /** The name of one of `faults`. */
  readonly fault?: string;
  /** The name of one of `variants`. */
  readonly variant?: string;
}

interface Named {
  readonly name: string;
  readonly alter: Alteration;
}

function alterationOf(
  kind: string,
  bank: readonly Named[],
  wanted: string | undefined,
): readonly Alteration[] {
  if (wanted === undefined) return [];
  const found = bank.find(({ name }) => name === wanted);
  if (found) return [found.alter];
  const near = bank.map(({ name }) => name).filter((name) => name.includes(wanted));
  const hint = near.length > 0 ? ` There is ${near.join(', ')}.` : '';
  throw new UnknownNameError(`There is no ${kind} ${JSON.stringify(wanted)}.${hint}`);
}

/**
 * Starts a reference server on 127.0.0.1, with a fault or a variant by its name, or both.
 *
 * @throws UnknownNameError where there is none of that name
 * @throws an error of the system where it cannot listen on the port
 */
export async function startNamedReference(
  options: NamedReferenceOptions = {},
): Promise<ReferenceServer> {
  const { port = 0, fault, variant } = options;
  const alteration = all(
    ...alterationOf('fault', faults, fault),
    ...alterationOf('variant', variants, variant),
  );
  return startReference({ port, alteration });
}
