import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { requirementIds } from './requirement-ids.generated';

/** An id of the catalogue; any other string does not compile. */
export type RequirementId = (typeof requirementIds)[number];

export type Level = 'MUST' | 'SHOULD';
export type Basis = 'contract' | 'standard' | 'safety';

/**
 * Effects that a failure may have on clients, the worst first. Disclosed data cannot be taken back.
 * Clients do not notice the first three by themselves.
 */
export const IMPACTS = [
  'exposure',
  'retained-access',
  'wrong-users',
  'mishandled-request',
  'unknown-outcome',
  'unreadable-response',
] as const;
export type Impact = (typeof IMPACTS)[number];

/** One clause that a server is held to. */
export interface Requirement {
  id: RequirementId;
  level: Level;
  basis: Basis;
  impact: Impact;
  /** JSON pointers into the contract, RFC sections, or both. */
  source: string[];
  statement: string;
  /** What has to be configured for it to be tested; without it, it waits and holds nothing up. */
  needs?: 'CUSTOMER_IDS' | 'FORBIDDEN_TOKEN' | 'EXPIRED_TOKEN' | 'READ_BACK_PATH';
}

export const CATALOGUE_FILE = path.join(__dirname, '..', '..', 'schemas', 'requirements.yaml');

/** Earlier editions, each as it was published, in a file named after it. */
export const EDITIONS_DIRECTORY = path.join(__dirname, '..', '..', 'schemas', 'editions');

/** An edition of the catalogue. */
export interface Catalogue {
  edition: string;
  /** Of the file, byte for byte. */
  sha256: string;
  /** In reading order. */
  requirements: readonly Requirement[];
}

function readCatalogue(file: string): Catalogue {
  const text = readFileSync(file, 'utf8');
  const content = parse(text) as Omit<Catalogue, 'sha256'>;
  return { ...content, sha256: createHash('sha256').update(text).digest('hex') };
}

/** The newest edition: every requirement that the suite knows is in it. */
export const newest = readCatalogue(CATALOGUE_FILE);
export const { edition, requirements } = newest;

/**
 * Every edition that there is, the newest first. Those before it hold a target to what they held
 * it to when they were published, at the level of then.
 */
export function editions(directory = EDITIONS_DIRECTORY): Catalogue[] {
  const earlier = existsSync(directory)
    ? readdirSync(directory).filter((name) => name.endsWith('.yaml'))
    : [];
  return [newest, ...earlier.map((name) => readCatalogue(path.join(directory, name)))];
}

/** The requirement that cites a keyword of the contract; `undefined` if none does. */
export function requirementCiting(pointer: string): RequirementId | undefined {
  return requirements.find(({ source }) => source.includes(pointer))?.id;
}
