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
  /** Whether a shell runs the curl lines of its report: those of faults alone. */
  reproduced: boolean;
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
    reproduced: false,
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
    reproduced: true,
    ...DEFAULTS,
    ...needs,
  })),
];

/** Returns the subjects, with the curl lines of one fault for each set of broken requirements. */
function withFewerLines(subjects: readonly Subject[]): Subject[] {
  const seen = new Set<string>();
  return subjects.map((subject) => {
    const broken = [...subject.fails, ...subject.warns].sort().join();
    const reproduced = subject.reproduced && !seen.has(broken);
    if (reproduced) seen.add(broken);
    return { ...subject, reproduced };
  });
}

/**
 * Returns the subjects whose name contains one of FAULTS_ONLY, comma-separated; or every
 * FAULTS_EVERY-th; or all. With FAULTS_SETS=true, these are one fault for each set of broken
 * requirements, and with FAULTS_VARIANTS=true the variants. FAULTS_LINES=all runs the curl lines of all.
 */
export function subjects(environment: NodeJS.ProcessEnv): readonly Subject[] {
  const only = (environment['FAULTS_ONLY'] ?? '').split(',').filter((part) => part !== '');
  const every = Number(environment['FAULTS_EVERY'] ?? '') || 1;
  if (only.length > 0) return all.filter(({ name }) => only.some((part) => name.includes(part)));
  const judged = environment['FAULTS_LINES'] === 'all' ? all : withFewerLines(all);
  if (environment['FAULTS_SETS'] === 'true') return judged.filter(({ reproduced }) => reproduced);
  if (environment['FAULTS_VARIANTS'] === 'true') {
    return judged.filter(({ kind }) => kind === 'variant');
  }
  return judged.filter((_subject, index) => index % every === 0);
}
