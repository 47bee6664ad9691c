import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { name, version } from '../../package.json';
import type { RunSettings, Target } from '../config/config';
import { CONTRACT_FILE, contract } from '../contract/contract';
import type { Report } from './report';
import type { Capabilities } from './verdicts';

/** One part of a run's scenarios, counted from 1, as `--shard=2/4` says. */
export interface Shard {
  current: number;
  total: number;
}

/** What is judged by what, and how. Nothing in it is secret, and it is the same after a way as JSON. */
export interface RunContext {
  target: Report['target'];
  given: Capabilities;
  run: Pick<RunSettings, 'failOn' | 'seed' | 'catalogue' | 'baseline'>;
}

/** What a report says of a run beside what its scenarios saw. */
export interface RunMetadata extends RunContext {
  /** The part of the scenarios that it ran; absent where it ran all of them. */
  shard?: Shard;
  /** Requests sent outside of scenarios. */
  otherRequests: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** Why the run is not whole: it was cut short, a scenario broke down. Whole sentences. */
  incomplete: readonly string[];
  /** What else a reader has to know. Whole sentences. */
  notes: readonly string[];
}

/** Takes out of the configuration what a report is made of. */
export function toRunContext(target: Target, embedded: boolean, run: RunSettings): RunContext {
  const { baseUrl, customers, users, forbiddenToken, expiredToken, readBackPath } = target;
  const { failOn, seed, catalogue, baseline } = run;
  return {
    target: { baseUrl, embedded, customers, users },
    given: {
      customers: customers.length,
      forbiddenToken: forbiddenToken !== undefined,
      expiredToken: expiredToken !== undefined,
      readBackPath: readBackPath !== undefined,
    },
    run: { failOn, seed, catalogue, ...(baseline && { baseline }) },
  };
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** By what a report is made, and of what contract it speaks. */
export function provenance(): Pick<Report, 'suite' | 'contract'> {
  const info = contract.document['info'] as { title: string; version: string };
  return {
    suite: { name, version },
    contract: { title: info.title, version: info.version, sha256: sha256(CONTRACT_FILE) },
  };
}
