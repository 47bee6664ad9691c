import { readFileSync } from 'node:fs';
import { CONTRACT_FILE, OPERATION } from '../contract/contract';
import { YamlSource, type LineRange } from '../contract/yaml-source';

/** The contract, from the root of a repository that keeps it where this one does. */
export const CONTRACT_PATH = 'schemas/openapi.yaml';

const source = new YamlSource(CONTRACT_PATH, readFileSync(CONTRACT_FILE, 'utf8'));

/** Returns whether a pointer names a mapping or a list of the contract. */
export const isBlock = (pointer: string): boolean => source.isBlock(pointer);

/** Returns the lines of the contract that a JSON pointer in a URI fragment names. */
export function lineRange(pointer: string): LineRange | undefined {
  return pointer.startsWith('#') ? source.lines(pointer) : undefined;
}

/** Returns the locations that a requirement's source names in the contract, or its operation. */
export function sourceLocations(sources: string): { pointer: string; lines: LineRange }[] {
  const named = sources.split(', ').flatMap((pointer) => {
    const lines = lineRange(pointer);
    return lines ? [{ pointer, lines }] : [];
  });
  const operation = lineRange(OPERATION);
  return named.length > 0 || !operation ? named : [{ pointer: OPERATION, lines: operation }];
}
