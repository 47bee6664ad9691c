import { faults } from '../../../helpers/reference/faults';
import { variants } from '../../../helpers/reference/variants';
import type { Alteration } from '../../../helpers/reference/server';

/** A server to be judged, and what has to come of it. */
export interface Subject {
  name: string;
  kind: 'fault' | 'variant';
  /** Why it is as it is: how the defect comes about, or what grants the freedom. */
  why: string;
  /** MUST requirements that fail; no others do. */
  fails: readonly string[];
  /** SHOULD requirements that warn. */
  warns: readonly string[];
  readBack: boolean;
  customers: number;
  users: number;
  alter: Alteration;
}

const LENT = { customers: 2, users: 60 };

const all: readonly Subject[] = [
  // Slow ones are among the variants, and come first: at the end one worker would wait for them.
  ...variants.map((variant) => ({
    name: variant.name,
    kind: 'variant' as const,
    why: variant.freedom,
    fails: [],
    warns: variant.warns ?? [],
    readBack: false,
    ...LENT,
    ...variant.lend,
    alter: variant.alter,
  })),
  ...faults.map((fault) => ({
    name: fault.name,
    kind: 'fault' as const,
    why: fault.story,
    fails: fault.caughtBy,
    warns: fault.warns ?? [],
    readBack: fault.needs?.includes('readback') ?? false,
    ...LENT,
    ...fault.lend,
    alter: fault.alter,
  })),
];

/**
 * All of them; or those whose name holds one of FAULTS_ONLY, comma-separated; or each
 * FAULTS_EVERY-th.
 */
export function subjects(environment: NodeJS.ProcessEnv): readonly Subject[] {
  const only = (environment['FAULTS_ONLY'] ?? '').split(',').filter((part) => part !== '');
  const every = Number(environment['FAULTS_EVERY'] ?? '') || 1;
  return only.length === 0
    ? all.filter((_subject, index) => index % every === 0)
    : all.filter(({ name }) => only.some((part) => name.includes(part)));
}
