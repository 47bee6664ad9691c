import { faults, variants } from '../../../helpers/reference/catalogue';
import type { Patch } from '../../../helpers/reference/server';
import { requirements, type Level } from '../../../helpers/contract/requirements';

/** A server to judge, with the expected verdicts. */
export interface Subject {
  name: string;
  kind: 'fault' | 'variant';
  /** The cause of the defect, or the clause that permits the freedom. */
  why: string;
  /** The MUST requirements that fail; no others do. */
  fails: readonly string[];
  /** The SHOULD requirements that warn; no others do. */
  warns: readonly string[];
  readBack: boolean;
  customers: number;
  users: number;
  patch: Patch;
}

const DEFAULTS = { customers: 2, users: 60, readBack: false };

const levels = new Map<string, Level>(requirements.map(({ id, level }) => [id, level]));
const withLevel = (ids: readonly string[], level: Level) =>
  ids.filter((id) => levels.get(id) === level);

/** @throws Error if an id is not in the catalogue */
function existing(ids: readonly string[], subject: string): readonly string[] {
  const unknown = ids.find((id) => !levels.has(id));
  if (unknown === undefined) return ids;
  throw new Error(`${subject} names ${unknown}, which is not in schemas/requirements.yaml`);
}

const all: readonly Subject[] = [
  // Some variants are slow. They come first, so that no worker waits for one at the end.
  ...Object.entries(variants).map(([name, { permittedBy, warns = [], needs, patch }]) => ({
    name,
    kind: 'variant' as const,
    why: permittedBy,
    fails: [],
    warns: existing(warns, name),
    patch,
    ...DEFAULTS,
    ...needs,
  })),
  ...Object.entries(faults).map(([name, { cause, breaks, needs, patch }]) => ({
    name,
    kind: 'fault' as const,
    why: cause,
    patch,
    fails: withLevel(existing(breaks, name), 'MUST'),
    warns: withLevel(breaks, 'SHOULD'),
    ...DEFAULTS,
    ...needs,
  })),
];

/**
 * Returns the subjects whose name contains one of FAULTS_ONLY, comma-separated; or every
 * FAULTS_EVERY-th; or all.
 */
export function subjects(environment: NodeJS.ProcessEnv): readonly Subject[] {
  const only = (environment['FAULTS_ONLY'] ?? '').split(',').filter((part) => part !== '');
  const every = Number(environment['FAULTS_EVERY'] ?? '') || 1;
  return only.length === 0
    ? all.filter((_subject, index) => index % every === 0)
    : all.filter(({ name }) => only.some((part) => name.includes(part)));
}
