import os from 'node:os';
import path from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { ConfigError, readConfig, type Config } from '../config/config';
import { blobReportFile } from '../report/shards';
import type { Shard } from '../report/run-metadata';
import { customersOfShard, shardWeights } from './leases';

/** Customers of the embedded reference server, for each shard. */
export const EMBEDDED_CUSTOMERS = 2;

/** Returns the configuration; undefined if it is invalid, which the setup reports. */
function validConfig(environment: NodeJS.ProcessEnv): Config | undefined {
  try {
    return readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Parses `--shard=2/4` or `--shard 2/4`. */
function parseShard(argv: readonly string[]): Shard | null {
  const match = /(?:^|\s)--shard[= ](\d+)\/(\d+)(?:\s|$)/.exec(argv.join(' '));
  return match ? { current: Number(match[1]), total: Number(match[2]) } : null;
}

/** Returns the file of a shard's blob report; undefined without a shard or valid configuration. */
export function blobFile(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): string | undefined {
  const [shard, config] = [parseShard(argv), validConfig(environment)];
  return shard && config ? path.resolve(config.run.reportDir, blobReportFile(shard)) : undefined;
}

/** Sets the variable by which Playwright assigns no scenario to a shard without customers. */
export function setShardWeights(environment: NodeJS.ProcessEnv, argv: readonly string[]): void {
  const [shard, target] = [parseShard(argv), validConfig(environment)?.target];
  if (!shard || !target) return;
  const weights = shardWeights(target.customers.length, shard.total);
  if (weights) environment['PWTEST_SHARD_WEIGHTS'] = weights.join(':');
}

/** The scenarios that need two customers. */
const TWO_CUSTOMERS = /isolation\.spec\.[jt]s$/;

/** Set in a run of a shard, as its workers read the configuration without its command line. */
const SHARDED = 'SYNC_USERS_SHARDED';

/**
 * Returns two projects for a shard, as Playwright gives the tests of the first project to the first
 * shard: only that shard has two customers for certain. A run without shards has one project, as
 * each project has worker processes of its own.
 */
export function shardProjects(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): Pick<PlaywrightTestConfig, 'projects'> {
  if (parseShard(argv)) environment[SHARDED] = '1';
  return environment[SHARDED] === '1'
    ? { projects: [{ testMatch: TWO_CUSTOMERS }, { testIgnore: TWO_CUSTOMERS }] }
    : {};
}

/** Returns the number of workers: one for each core and customer. */
export function defaultWorkers(environment: NodeJS.ProcessEnv, argv: readonly string[]): number {
  const config = validConfig(environment);
  const customers = config?.target
    ? customersOfShard(config.target.customers, parseShard(argv)).length
    : EMBEDDED_CUSTOMERS;
  return Math.max(1, Math.min(customers, os.availableParallelism()));
}

/** Returns whether a person runs scenarios one by one, in UI mode or an editor. */
export const isInteractive = (argv: readonly string[]): boolean =>
  argv[2] === 'test-server' || argv.some((each) => /^--ui(-host|-port)?(=|$)/.test(each));

/** Id of the process of UI mode or of an editor, for its workers: they have another command line. */
const INTERACTIVE_PROCESS = 'SYNC_USERS_INTERACTIVE_PROCESS';

/** Returns whether this process, or that of this worker, is interactive. */
export function isInteractiveProcess(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): boolean {
  if (isInteractive(argv)) environment[INTERACTIVE_PROCESS] = String(process.pid);
  const owner = environment[INTERACTIVE_PROCESS];
  return owner === String(process.pid) || owner === String(process.ppid);
}

/** Returns whether the run is a dry run: `--dry-run` sets the variable. */
export const isDryRun = (environment: NodeJS.ProcessEnv): boolean =>
  environment['SYNC_USERS_DRY_RUN'] === '1';
