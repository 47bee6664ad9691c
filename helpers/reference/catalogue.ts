import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { faultPatches, type FaultName } from './faults';
import type { Patch, Patches } from './pipeline';
import { variantPatches, type VariantName } from './variants';

/** One deliberate defect of the reference server. */
export interface Fault {
  readonly cause: string;
  readonly breaks: readonly string[];
  readonly needs?: {
    readonly readBack?: true;
    readonly users?: number;
    readonly customers?: number;
  };
  readonly patch: Patch;
}

/** One freedom that a server may take: different from the reference server, and conformant. */
export interface Variant {
  readonly permittedBy: string;
  readonly warns?: readonly string[];
  readonly needs?: { readonly users?: number; readonly customers?: number };
  readonly patch: Patch;
}

/** Names with their texts, and the fields that are the same for all of them. */
interface Group {
  readonly names: Readonly<Record<string, string>>;
}

/**
 * Joins patches with their declarations in YAML, in the order of the patches.
 *
 * @param file the name of the YAML file, for errors
 * @param text the field that holds the sentence about a patch
 * @throws Error if a patch is not declared exactly once, or if a declaration has no patch
 */
export function declare(
  patches: Patches,
  yaml: string,
  { file, text }: { file: string; text: string },
): Readonly<Record<string, object>> {
  const groups = parse(yaml) as readonly Group[];
  const declared = new Map<string, object>();
  for (const { names, ...shared } of groups) {
    for (const [name, value] of Object.entries(names)) {
      if (declared.has(name)) throw new Error(`${file} declares ${name} twice`);
      if (!Object.hasOwn(patches, name)) throw new Error(`${file}: ${name} has no patch`);
      declared.set(name, { ...shared, [text]: value });
    }
  }
  const entries = Object.entries(patches).map(([name, patch]) => {
    if (!declared.has(name)) throw new Error(`${file} does not declare ${name}`);
    return [name, { ...declared.get(name), patch }];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, object>>;
}

function readDeclared(patches: Patches, file: string, text: string) {
  return declare(patches, readFileSync(path.join(__dirname, file), 'utf8'), { file, text });
}

/** Every fault by its name, as `faults.yaml` declares it. */
export const faults = readDeclared(faultPatches, 'faults/faults.yaml', 'cause') as Readonly<
  Record<FaultName, Fault>
>;

/** Every variant by its name, as `variants.yaml` declares it. */
export const variants = readDeclared(
  variantPatches,
  'variants/variants.yaml',
  'permittedBy',
) as Readonly<Record<VariantName, Variant>>;
