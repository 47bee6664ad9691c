import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { requirementIds } from './generated/requirement-ids';

/** An id of the catalogue; any other string does not compile. */
export type RequirementId = (typeof requirementIds)[number];

export type Level = 'MUST' | 'SHOULD';
export type Basis = 'contract' | 'standard' | 'safety';

/** One clause that a server is held to. */
export interface Requirement {
  id: RequirementId;
  level: Level;
  basis: Basis;
  /** JSON pointers into the contract, RFC sections, or both. */
  source: string[];
  statement: string;
  /** What has to be configured for it to be tested; without it, it waits and holds nothing up. */
  needs?: 'CUSTOMER_IDS' | 'FORBIDDEN_TOKEN' | 'EXPIRED_TOKEN' | 'READ_BACK_PATH';
}

export const CATALOGUE_FILE = path.join(__dirname, '..', 'schemas', 'requirements.yaml');

const file = parse(readFileSync(CATALOGUE_FILE, 'utf8')) as {
  edition: string;
  requirements: Requirement[];
};

/** The edition of the catalogue, and its requirements in reading order. */
export const edition = file.edition;
export const requirements: readonly Requirement[] = file.requirements;

const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));

export function requirement(id: RequirementId): Requirement {
  const found = byId.get(id);
  if (!found) throw new Error(`${id} is not in ${CATALOGUE_FILE}; run \`npm run generate\``);
  return found;
}

/** The requirement that cites a keyword of the contract; `undefined` if none does. */
export function requirementCiting(pointer: string): RequirementId | undefined {
  return requirements.find(({ source }) => source.includes(pointer))?.id;
}
