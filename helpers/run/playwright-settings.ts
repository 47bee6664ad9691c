import os from 'node:os';
import path from 'node:path';
import { ConfigError, readConfig, type Config } from '../config/config';
import { options } from '../config/options';
import { EMBEDDED_CUSTOMERS } from './embedded';
import { blobReportPath } from '../report/shards';
import type { Shard } from '../report/run-metadata';
import { customersOfShard, shardWeights } from './leases';

/** The configuration, or undefined where it is wrong: then the setup says so and stops the run. */
function configIfRight(environment: NodeJS.ProcessEnv): Config | undefined {
  try {
    return readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** `--shard=2/4` or `--shard 2/4`, as Playwright takes it. */
function shardOf(argv: readonly string[]): Shard | null {
  const match = /(?:^|\s)--shard[= ](\d+)\/(\d+)(?:\s|$)/.exec(argv.join(' '));
  return match ? { current: Number(match[1]), total: Number(match[2]) } : null;
}

/** Where a shard's blob report goes; undefined for a run that is none, or cannot begin. */
export function blobDirectory(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): string | undefined {
  const [shard, config] = [shardOf(argv), configIfRight(environment)];
  return shard && config ? blobReportPath(config.run.reportDir, shard) : undefined;
}

/** Has Playwright give no scenario to a shard without customers; Playwright reads it after this. */
export function setShardWeights(environment: NodeJS.ProcessEnv, argv: readonly string[]): void {
  const [shard, target] = [shardOf(argv), configIfRight(environment)?.target];
  if (!shard || !target) return;
  const weights = shardWeights(target.customers.length, shard.total);
  if (weights) environment['PWTEST_SHARD_WEIGHTS'] = weights.join(':');
}

/** As many workers as the machine has cores for, and as there are customers to work with. */
export function defaultWorkers(environment: NodeJS.ProcessEnv, argv: readonly string[]): number {
  const config = configIfRight(environment);
  const customers = config?.target
    ? customersOfShard(config.target.customers, shardOf(argv)).length
    : EMBEDDED_CUSTOMERS;
  return Math.max(1, Math.min(customers, os.availableParallelism()));
}

/** `--dry-run`: set by scripts/conformance.mjs, and by the command line. */
export const isDryRun = (environment: NodeJS.ProcessEnv): boolean =>
  environment['SYNC_USERS_DRY_RUN'] === '1';

/**
 * What Playwright keeps for itself, and empties before a run: beside the outputs, and not beside
 * its configuration, as the folder of a package may be read-only.
 */
export function playwrightDirectory({ REPORT_DIR = '' }: NodeJS.ProcessEnv): string {
  return path.resolve(REPORT_DIR === '' ? options.REPORT_DIR.default : REPORT_DIR, '.playwright');
}
