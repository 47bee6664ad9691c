import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lazyPackage } from './lazy-package';

/** Contents of YAML files in `schemas/`, written by `npm run generate`. */
export const PARSED_FILE = path.join(__dirname, '..', '..', 'schemas', 'parsed.json');

/** A YAML file with its content, and the SHA-256 of its text. */
export interface ParsedYaml {
  sha256: string;
  content: unknown;
}

const yaml = lazyPackage('yaml');

let parsed: Readonly<Partial<Record<string, ParsedYaml>>> | undefined;

/** Returns a YAML file, parsed. */
export function parseYaml(text: string): ParsedYaml {
  const content: unknown = yaml().parse(text, { merge: true, maxAliasCount: -1 });
  return { sha256: hash('sha256', text), content };
}

/**
 * Returns a file of `schemas/`. Those that a run needs are parsed already; a file that has changed
 * since is parsed again.
 */
export function readYaml(file: string): ParsedYaml {
  const text = readFileSync(file, 'utf8');
  const kept = () => (existsSync(PARSED_FILE) ? readFileSync(PARSED_FILE, 'utf8') : '{}');
  parsed ??= JSON.parse(kept()) as NonNullable<typeof parsed>;
  const known = parsed[path.basename(file)];
  return known?.sha256 === hash('sha256', text) ? known : parseYaml(text);
}
