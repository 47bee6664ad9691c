import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { name, version } from '../../package.json';
import type { ScenarioEvidence } from '../checks/result';
import type { RunSettings, Target } from '../config/config';
import { CONTRACT_FILE, contract } from '../contract/contract';
import { readBackOption } from '../http/requests';
import type { CustomerUsers, Report } from './report';
import type { Capabilities } from './verdicts';

/** Part of a run's scenarios, counted from 1: `--shard=2/4`. */
export interface Shard {
  current: number;
  total: number;
}

/** Target, settings and catalogue of a run. Contains no secret and survives JSON unchanged. */
export interface RunContext {
  target: Report['target'];
  given: Omit<Capabilities, 'http2'>;
  run: Pick<RunSettings, 'failOn' | 'requireAll' | 'seed' | 'catalogue' | 'baseline'>;
}

/** Information about a run, beside the evidence of its scenarios. */
export interface RunMetadata extends RunContext {
  /** Absent if the run was not sharded. */
  shard?: Shard;
  /** Evidence of the requests outside scenarios: of the preflight and the restore. */
  setup: readonly ScenarioEvidence[];
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** Why the run is incomplete, in sentences: it was interrupted, or a scenario crashed. */
  incomplete: readonly string[];
  /** The users of each customer before and after the run; absent for the suite's own server. */
  customerUsers?: readonly CustomerUsers[];
  /** Customers that could not be restored; absent if none. */
  unrestored?: readonly string[];
  /** Further sentences for the reader. */
  notes: readonly string[];
}

/** Returns the parts of the configuration that a report contains. */
export function toRunContext(target: Target, embedded: boolean, run: RunSettings): RunContext {
  const { baseUrl, customers, users, forbiddenToken, expiredToken } = target;
  const { failOn, requireAll, seed, catalogue, baseline } = run;
  return {
    target: { baseUrl, embedded, customers, users },
    given: {
      customers: customers.length,
      forbiddenToken: forbiddenToken !== undefined,
      expiredToken: expiredToken !== undefined,
      readBack: readBackOption(target) !== undefined,
    },
    run: { failOn, requireAll, seed, catalogue, ...(baseline && { baseline }) },
  };
}

/** Returns the versions of the suite and of the contract. */
export function provenance(): Pick<Report, 'suite' | 'contract'> {
  const info = contract.document['info'] as { title: string; version: string };
  return {
    suite: { name, version },
    contract: {
      title: info.title,
      version: info.version,
      sha256: hash('sha256', readFileSync(CONTRACT_FILE)),
    },
  };
}
