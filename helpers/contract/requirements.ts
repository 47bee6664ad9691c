import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readYaml } from './parsed-yaml';
import type names from './requirements.generated.json';

type Keys<T> = { [K in keyof T]: keyof T[K] };
type RequirementCodes = Keys<typeof names.codes>;

/** An id of the catalogue; any other string does not compile. */
export type RequirementId = keyof RequirementCodes;

/** A code of a requirement, or of any of several. */
export type CodeOf<Id extends RequirementId> = RequirementCodes[Id];
export type Code = CodeOf<RequirementId>;

/** A request of the suite, and its group. */
export type RequestGroup = keyof typeof names.requests;
export type RequestKind = Keys<typeof names.requests>[RequestGroup];

/** Requirements whose codes include all of some. */
export type IdsWith<C extends Code> = {
  [Id in RequirementId]: [C] extends [CodeOf<Id>] ? Id : never;
}[RequirementId];

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

/** One clause that a server has to meet. */
export interface Requirement {
  id: RequirementId;
  level: Level;
  basis: Basis;
  impact: Impact;
  /** JSON pointers into the contract, RFC sections, or both. */
  source: string[];
  statement: string;
  /** Sentences about what can be wrong, by code. */
  codes: Readonly<Partial<Record<Code, string>>>;
  /** Whether findings differ by request or by group of requests. */
  request?: 'exact' | 'group';
  /** A setting, or an ability of the target, without which it is untested and does not affect the verdict. */
  needs?: 'CUSTOMER_IDS' | 'FORBIDDEN_TOKEN' | 'EXPIRED_TOKEN' | 'READ_BACK' | 'HTTP/2';
  /**
   * `attached-users`: by the attached users, so that another client can interfere.
   * `response-schema`: by the keywords of the schema of a 200.
   */
  judgedBy?: 'attached-users' | 'response-schema';
  /** Whether its failure describes what is wrong with a sync. */
  describesSync?: true;
  /** Whether its requests have to use one connection. */
  oneConnection?: true;
  /**
   * `simple`: its failure explains that of a longer sequence of syncs with the same code.
   * `own`: no simple one explains its failure, though it is about syncs.
   */
  cause?: 'simple' | 'own';
  /** Requirements whose failure in the same exchange explains its failure, or one code of it. */
  followsFrom?: { requirement: RequirementId; code?: Code }[];
  /** The chapter of `docs/requirements.md`. */
  chapter: string;
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

/** The part that only the newest edition has. */
interface Vocabulary {
  chapters: Readonly<Record<string, { title: string; about: string }>>;
  /** The requests of the suite by group, each with a sentence. */
  requests: Readonly<Record<RequestGroup, Readonly<Partial<Record<RequestKind, string>>>>>;
  /** Requirements whose failure in the same exchange explains a code of any other. */
  causesOfCodes: Readonly<Partial<Record<Code, RequirementId>>>;
  /** Codes that several requirements share. */
  codeFamilies: { sync: Readonly<Partial<Record<Code, string>>> };
}

function readCatalogue(file: string): Catalogue {
  const { content, sha256 } = readYaml(file);
  return { ...(content as Omit<Catalogue, 'sha256'>), sha256 };
}

/** The newest edition: every requirement that the suite knows is in it. */
export const newest = readCatalogue(CATALOGUE_FILE) as Catalogue & Vocabulary;
export const { edition, requirements, chapters, requests, causesOfCodes, codeFamilies } = newest;

const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));

/**
 * Returns a requirement of the newest edition.
 *
 * @throws Error if there is none
 */
export function requirementOf(id: RequirementId): Requirement {
  const requirement = byId.get(id);
  if (!requirement) throw new Error(`${id} is not a requirement`);
  return requirement;
}

/** The group of each request. */
export const requestGroups: ReadonlyMap<RequestKind, RequestGroup> = new Map(
  Object.entries(requests).flatMap(([group, kinds]) =>
    Object.keys(kinds).map((kind) => [kind as RequestKind, group as RequestGroup] as const),
  ),
);

/** Returns the request that findings of a requirement name: it, its group, or none. */
export function requestKey(
  { request }: Pick<Requirement, 'request'>,
  kind: RequestKind,
): RequestKind | RequestGroup | undefined {
  return request === 'group' ? requestGroups.get(kind) : request && kind;
}

/**
 * Returns every edition, the newest first. Earlier ones keep the requirements and levels of their
 * publication.
 */
export function editions(directory = EDITIONS_DIRECTORY): Catalogue[] {
  const earlier = existsSync(directory)
    ? readdirSync(directory).filter((name) => name.endsWith('.yaml'))
    : [];
  return [newest, ...earlier.map((name) => readCatalogue(path.join(directory, name)))];
}

/** The first requirement that cites each source. */
const citing = new Map(
  requirements.flatMap(({ id, source }) => source.map((each) => [each, id] as const)).reverse(),
);

/** Returns the requirement that cites a keyword of the contract; `undefined` if none does. */
export function requirementCiting(pointer: string): RequirementId | undefined {
  return citing.get(pointer);
}
