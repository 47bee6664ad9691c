import path from 'node:path';
import { readYaml } from '../contract/parsed-yaml';
import { CATALOGUE_FILE, type RequirementId } from '../contract/requirements';
import type { Finding } from './report';

/** A default of a framework or a database that a client notices: a row of docs/stacks.md. */
export interface StackDefault {
  /** The anchor of the row. */
  id: string;
  what: string;
  /** The findings that it explains: a requirement, a code, and requests if only some show it. */
  breaks?: string[];
  meets?: RequirementId[];
  /** The setting or the code that changes it. */
  setting: string;
}

/** A framework or a database with its defaults: a table of docs/stacks.md. */
export interface Stack {
  name: string;
  /** The versions of the server that was judged. */
  judged?: string;
  defaults: StackDefault[];
}

export const STACKS_FILE = path.join(path.dirname(CATALOGUE_FILE), 'stacks.yaml');

export const readStacks = () => readYaml(STACKS_FILE).content as readonly Stack[];

/** A default with the name of its framework or database. */
export type KnownDefault = StackDefault & { stack: string };

let known: readonly KnownDefault[] | undefined;

/** Returns the defaults of all stacks. Only a run with a finding reads them. */
const allDefaults = () =>
  (known ??= readStacks().flatMap(({ name, defaults }) =>
    defaults.map((each) => ({ ...each, stack: name })),
  ));

/** Rows that one line names. */
const MAX_ROWS = 3;

/** Returns the defaults that may explain a finding. */
export function knownDefaults(id: RequirementId, { code, request }: Finding): KnownDefault[] {
  const explains = (text: string) => {
    const [requirement, broken, ...requests] = text.split(' ');
    const shows = requests.length === 0 || (request !== undefined && requests.includes(request));
    return requirement === id && broken === code && shows;
  };
  return allDefaults().filter(({ breaks = [] }) => breaks.some(explains));
}

/** Returns a line that names the rows which may explain a finding; `undefined` if there are none. */
export function describeDefaults(id: RequirementId, finding: Finding): string | undefined {
  const defaults = knownDefaults(id, finding);
  if (defaults.length === 0) return undefined;
  const rows = defaults.slice(0, MAX_ROWS).map(({ stack, id: row }) => `${stack} (#${row})`);
  const more = defaults.length > MAX_ROWS ? ` and ${String(defaults.length - MAX_ROWS)} more` : '';
  return `known default, see docs/stacks.md: ${rows.join(', ')}${more}`;
}
