import type { FullConfig } from '@playwright/test';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  ConfigError,
  readConfig,
  type Config,
  type RunSettings,
  type Target,
} from '../config/config';
import { CONTRACT_FILE } from '../contract/contract';
import { CATALOGUE_FILE } from '../contract/requirements';
import { startReference } from '../reference/server';
import { escapeControls } from '../report/render/escape';
import { Shard } from '../report/run-metadata';
import { blobReportPath } from '../report/shards';
import { EXIT_CODES } from '../report/verdicts';
import { LEASE_PORT } from '../scenario/lease-client';
import { openSession, secretsOf } from '../scenario/session';
import { startRecorder } from './dry-run';
import { EMBEDDED_CUSTOMERS, EMBEDDED_USERS } from './embedded';
import { openJournal } from './journal';
import { customersOfShard, openCustomerPool } from './leases';
import { isDryRun } from './playwright-settings';
import { PreflightError, preflight } from './preflight';
import { recover } from './recover';
import { restore } from './restore';
import { deleteFilesWithSecrets } from './secret-scan';
import { watchForEnd } from './signals';
import { runState, type RunState } from './state';

/** Starts the reference server, and puts it into the environment as any target would be. */
async function startEmbedded(shards: number): Promise<() => Promise<void>> {
  const server = await startReference();
  Object.assign(process.env, {
    BASE_URL: server.baseUrl,
    API_TOKEN: server.token,
    CUSTOMER_IDS: server.customers.slice(0, shards * EMBEDDED_CUSTOMERS).join(','),
    USER_IDS: server.users.slice(0, EMBEDDED_USERS).join(','),
    UNKNOWN_USER_ID: server.unknownUserId,
    UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    FORBIDDEN_TOKEN: server.forbiddenToken,
    EXPIRED_TOKEN: server.expiredToken,
    READ_BACK_PATH: server.readBackPath,
  });
  return () => server.close();
}

/** The last shard, where the first has two customers. */
function hasNothingToDo(
  { shard }: FullConfig,
  lent: readonly string[],
  own: readonly string[],
): boolean {
  return shard !== null && lent.length >= shard.total && own.length === 0;
}

function checkWorkers(config: FullConfig, customers: readonly string[]): void {
  const shard = config.shard
    ? ` of shard ${String(config.shard.current)}/${String(config.shard.total)}`
    : '';
  if (customers.length === 0) {
    throw new ConfigError([
      `CUSTOMER_IDS lends no customer to this run${shard}; each shard needs one of its own. Example: CUSTOMER_IDS=7,9,12-15`,
    ]);
  }
  if (config.workers > customers.length) {
    throw new ConfigError([
      `${String(config.workers)} workers need as many customers${shard}, and CUSTOMER_IDS lends ${String(customers.length)}. Example: --workers=${String(customers.length)}, or CUSTOMER_IDS=7,9,12-15`,
    ]);
  }
}

/** A shard's report is one part of a whole: of the same random sequences, and of this run alone. */
function beginShard(run: RunSettings, shard: Shard): void {
  if ((process.env['SEED'] ?? '') === '') {
    throw new ConfigError([
      'SEED is required with --shard, and has to be the same for all shards of a run. Example: SEED=42',
    ]);
  }
  rmSync(blobReportPath(run.reportDir, shard), { recursive: true, force: true });
}

/** Reads the configuration, opens what a run needs, and makes sure that the target can be judged. */
async function open(config: FullConfig): Promise<void> {
  const state = runState();
  const given = readConfig(process.env);
  if (config.shard) beginShard(given.run, config.shard);
  process.env['SEED'] = String(given.run.seed);
  state.embedded = given.target === undefined;
  const stopEmbedded = state.embedded
    ? await startEmbedded(config.shard?.total ?? 1)
    : () => Promise.resolve();
  state.close = stopEmbedded;

  const { target, run }: Config = readConfig(process.env);
  if (!target) throw new Error('the embedded server did not make it into the environment');
  const customers = customersOfShard(target.customers, config.shard);
  const mine: Target = { ...target, customers };
  process.env['CUSTOMER_IDS'] = customers.join(',');
  state.config = { target: mine, run };
  state.lent = target.customers;
  if (hasNothingToDo(config, target.customers, customers)) return;
  checkWorkers(config, customers);

  watchForEnd(state, mine, run.runTimeoutMs);
  checkWritten(config, mine, run);
  if (!isDryRun(process.env)) {
    await openTarget(mine, run, { shard: config.shard !== null, stopOurs: stopEmbedded });
    return;
  }
  const server = await startRecorder(mine);
  process.env['BASE_URL'] = server.baseUrl;
  const stopOurs = async () => {
    await server.close();
    await stopEmbedded();
  };
  await openTarget({ ...mine, baseUrl: server.baseUrl }, run, { shard: false, stopOurs });
}

/** Opens what the workers need, pays what earlier runs owe, and makes sure of the target. */
async function openTarget(
  target: Target,
  run: RunSettings,
  { shard, stopOurs }: { shard: boolean; stopOurs: () => Promise<void> },
): Promise<void> {
  const state = runState();
  const { customers } = target;
  const desk = await openCustomerPool(customers);
  process.env[LEASE_PORT] = String(desk.port);
  const open = (name: string) => {
    const noLease = () => Promise.reject(new Error('no lease in the setup'));
    return openSession(target, run, noLease, { name, share: 1 }).client;
  };
  // A server of ours is gone when the run is.
  const ours = state.embedded || isDryRun(process.env);
  const journal = ours ? undefined : await openJournal(run.reportDir, target);
  const client = open('setup');
  const begun = (async () => {
    if (journal) {
      const notes = await recover(run.reportDir, journal, target, client, shard);
      for (const note of notes) tell(state, note);
    }
    await preflight(target, customers, client, state.unrestored);
    for (const customer of customers) state.unrestored.add(customer);
  })();
  state.close = async () => {
    // An interrupt may come before the preflight's end.
    client.giveUp(
      `The run was stopped ${state.timedOut ? `at RUN_TIMEOUT_MS=${String(run.runTimeoutMs)} ms` : 'by a signal'}.`,
    );
    await begun.catch(() => undefined);
    // A client of its own: that of the preflight may have given the target up.
    const last = open('restore');
    // Where no request can have reached anybody, there is nobody to restore.
    const reached = state.unrestored.size === 0 ? [] : customers;
    for (const customer of reached) state.unrestored.add(customer);
    const { unrestored, problems } = await restore(target, reached, last, (customer) =>
      state.unrestored.delete(customer),
    );
    state.notes.push(...problems.map(escapeControls));
    journal?.settle(unrestored);
    state.otherRequests = client.requests + last.requests;
    client.close();
    last.close();
    await desk.close();
    await stopOurs();
  };
  await begun;
  state.otherRequests = client.requests;
}

/** Told at once as well: a run may not come to its report. */
function tell(state: RunState, note: string): void {
  state.notes.push(escapeControls(note));
  process.stderr.write(`${escapeControls(note)}\n`);
}

/** Looks through everything that was written when all is, the outputs of other reporters too. */
function checkWritten(config: FullConfig, target: Target, run: RunSettings): void {
  const since = Date.now();
  const root = config.configFile === undefined ? config.rootDir : path.dirname(config.configFile);
  const directories = [
    run.reportDir,
    ...config.projects.map(({ outputDir }) => outputDir),
    ...['playwright-report', 'blob-report'].map((name) => path.join(root, name)),
  ];
  const ordinary = [CATALOGUE_FILE, CONTRACT_FILE].map((file) => readFileSync(file, 'utf8')).join();
  process.on('exit', () => {
    const deleted = deleteFilesWithSecrets(
      directories,
      secretsOf(target),
      ordinary + target.baseUrl,
      since,
    );
    for (const file of deleted) {
      process.stderr.write(`A token stood in ${file}, or it could not be read: deleted.\n`);
      process.exitCode = EXIT_CODES.inconclusive;
    }
  });
}

/**
 * Playwright's global setup. What it cannot begin with is left in the state of the run, for the
 * reporter to say, and stops the run.
 */
export default async function setup(config: FullConfig): Promise<void> {
  const state = runState();
  try {
    await open(config);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof PreflightError)) throw error;
    state.stopped = error.message;
    throw error;
  }
}
