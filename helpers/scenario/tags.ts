import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestDetails } from '@playwright/test';
import { requirementOf, type RequirementId } from '../contract/requirements';

/** Links to the clauses of each requirement, written by `npm run generate`. */
export const CLAUSES_FILE = path.join(__dirname, '..', '..', 'schemas', 'clauses.json');

let clauses: Readonly<Partial<Record<string, readonly string[]>>> | undefined;

/** Returns links to the clauses that a requirement rests on: lines of the contract, and RFCs. */
function linksOf(id: RequirementId): readonly string[] {
  clauses ??= JSON.parse(readFileSync(CLAUSES_FILE, 'utf8')) as NonNullable<typeof clauses>;
  return clauses[id] ?? [];
}

const scenarios: RequirementId[][] = [];

/** Returns the requirements of each scenario that this process has declared. */
export const declaredScenarios = (): readonly (readonly RequirementId[])[] => scenarios;

/**
 * Declares the requirements that a scenario checks. Returns a tag `@id` for each, and an annotation
 * with its statement and links to its clauses. A requirement that is judged on every exchange is a
 * tag of the scenarios that test it best.
 */
export function tagged(...ids: RequirementId[]): TestDetails {
  scenarios.push(ids);
  return {
    tag: ids.map((id) => `@${id}`),
    annotation: ids.map((id) => ({
      type: id,
      description: [requirementOf(id).statement, ...linksOf(id)].join(' '),
    })),
  };
}
