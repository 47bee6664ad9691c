import type { FullConfig } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, readConfig, type RunSettings, type Target } from '../config/config';
import { CONTRACT_FILE } from '../contract/contract';
import { CATALOGUE_FILE } from '../contract/requirements';
import { readBackOption } from '../http/requests';
import { redactStandardStreams } from '../http/printed';
import { useRedactor } from '../http/redact';
import { MIN_PRINTED_SECRET, secretsOf } from '../http/secrets';
import { escapeControls } from '../report/render/escape';
import { Shard } from '../report/run-metadata';
import { ForeignFileError, writtenFiles } from '../report/owned-files';
import { blobReportFile } from '../report/shards';
import { EXIT_CODES } from '../report/verdicts';
import { LEASE_PORT } from '../scenario/lease-client';
import { openSession, redactorOf } from '../scenario/session';
import { startEmbedded } from './embedded';
import { openJournal } from './journal';
import { JudgedRequests } from './judged-requests';
import { customersOfShard, openCustomerPool } from './leases';
import { beginBlobReport, deleteEarlierOutput } from './playwright-output';
import { isDryRun, isInteractiveProcess } from './playwright-settings';
import { PreflightError, PreflightFinding, preflight } from './preflight';
import { UserReader } from './read-users';
import { readRestored } from './read-restored';
import { startRecorder } from './recorder';
import { recover } from './recover';
import { replayOf } from './replay';
import { checkReportDirectory } from './report-directory';
import { checkEmptiedFolders, reporterFolders } from './reporter-outputs';
import { restore, restoreLimitMs } from './restore';
import { deleteFilesWithSecrets, filesChangedIn } from './secret-scan';
import { handleSignals } from './signals';
import { runState, type RunState } from './state';
import { waitForTarget } from './wait';

/** @throws ConfigError if there are fewer customers than workers */
function checkWorkers(config: FullConfig, customers: readonly string[]): void {
  const shard = config.shard
    ? ` of shard ${String(config.shard.current)}/${String(config.shard.total)}`
    : '';
  if (customers.length === 0) {
    throw new ConfigError([
      `CUSTOMER_IDS has no customer for this run${shard}; each shard needs at least one. Example: CUSTOMER_IDS=7,9,12-15`,
    ]);
  }
  if (config.workers > customers.length) {
    throw new ConfigError([
      `${String(config.workers)} workers need ${String(config.workers)} customers${shard}, but CUSTOMER_IDS has ${String(customers.length)}. Example: --workers=${String(customers.length)}, or CUSTOMER_IDS=7,9,12-15`,
    ]);
  }
}

/** Checks that SEED is set, as all shards need the same, and deletes the last report of the shard. */
function beginShard(run: RunSettings, shard: Shard): void {
  if ((process.env['SEED'] ?? '') === '') {
    throw new ConfigError([
      'SEED is required with --shard, and must be the same for all shards of a run. Example: SEED=42',
    ]);
  }
  if (!isDryRun(process.env)) beginBlobReport(path.resolve(run.reportDir), shard);
}

/** Checks that the outputs can be written, and deletes those of Playwright for earlier runs. */
function openReportDirectory(config: FullConfig, { reportDir }: RunSettings): void {
  checkEmptiedFolders(config, reportDir);
  if (isDryRun(process.env) || replayOf(process.env)) return;
  const { outputProblem } = runState();
  if (outputProblem !== undefined) {
    throw new ConfigError([`REPORT_DIR: ${outputProblem} Example: REPORT_DIR=conformance-report`]);
  }
  checkReportDirectory(reportDir);
  deleteEarlierOutput(reportDir);
}

/** Limit on the time from the last exchange of a scenario to the release of its customers, in ms. */
const TEARDOWN_MS = 5_000;

const CERTIFICATE_OPTIONS = ['CLIENT_CERT', 'CLIENT_KEY', 'CLIENT_KEY_PASSPHRASE'] as const;

/** Reads the configuration, starts the servers of the run and checks the target. */
async function open(config: FullConfig): Promise<void> {
  const state = runState();
  const initial = readConfig(process.env);
  openReportDirectory(config, initial.run);
  if (config.shard) beginShard(initial.run, config.shard);
  process.env['SEED'] = String(initial.run.seed);
  state.embedded = initial.target === undefined;
  const stopEmbedded = state.embedded
    ? await startEmbedded(config.shard?.total ?? 1)
    : () => Promise.resolve();
  state.close = stopEmbedded;

  const { target, run } = readConfig(process.env);
  if (!target) throw new Error('the embedded server is not in the environment');
  const customers = customersOfShard(target.customers, config.shard);
  const own: Target = { ...target, customers };
  process.env['CUSTOMER_IDS'] = customers.join(',');
  state.config = { target: own, run };
  useRedactor(redactorOf(own));
  redactStandardStreams(redactorOf(own, MIN_PRINTED_SECRET));
  state.allCustomers = target.customers;
  // Without a customer, as it went to the first shard, which needs two.
  const isIdle = config.shard !== null && target.customers.length >= config.shard.total;
  if (isIdle && customers.length === 0) return;
  checkWorkers(config, customers);

  // UI mode and editors run scenarios for as long as they are open.
  const interactive = isInteractiveProcess(process.env, process.argv);
  handleSignals(state, interactive ? undefined : run.runTimeoutMs);
  scanAtExit(config, own, run);
  if (!isDryRun(process.env)) {
    await openTarget(own, run, stopEmbedded);
    return;
  }
  const server = await startRecorder(own);
  process.env['BASE_URL'] = server.baseUrl;
  // The recorder speaks plain HTTP.
  for (const name of CERTIFICATE_OPTIONS) process.env[name] = '';
  // A dry run touches nothing, and nobody knows what the command does.
  if (own.readBackCommand !== undefined) {
    process.env['READ_BACK_COMMAND'] = '';
    if ((process.env['RESTORE_USER_IDS'] ?? '') === '') process.env['RESTORE_USER_IDS'] = 'none';
  }
  const stopServers = async () => {
    await server.close();
    await stopEmbedded();
  };
  const recorded = { ...own, baseUrl: server.baseUrl };
  delete recorded.readBackCommand;
  delete recorded.clientCertificate;
  await openTarget(recorded, run, stopServers);
}

/** Opens the customer pool, restores what earlier runs left, and checks the target. */
async function openTarget(
  target: Target,
  run: RunSettings,
  stopServers: () => Promise<void>,
): Promise<void> {
  const state = runState();
  const { customers } = target;
  const pool = await openCustomerPool(customers);
  process.env[LEASE_PORT] = String(pool.port);
  if (state.closed) throw new PreflightError('The run was stopped before its first request.');
  const open = (name: string) => {
    const noLease = () => Promise.reject(new Error('no lease in the setup'));
    return openSession(target, run, noLease, { name, share: 1 });
  };
  // The suite's own server stops with the run and needs no journal.
  const ownServer = state.embedded || isDryRun(process.env);
  const journal = ownServer ? undefined : openJournal(run.reportDir, target);
  const limitMs = restoreLimitMs(customers.length, {
    requestTimeoutMs: run.requestTimeoutMs,
    reads: readBackOption(target) !== undefined,
  });
  if (!ownServer) state.restoreLimitMs = limitMs;
  const { client, sent } = open('setup');
  const requests = new JudgedRequests('Preflight', client, sent);
  const reader = new UserReader(target, requests);
  const starting = (async () => {
    if (!ownServer && run.waitMs > 0) {
      const note = await waitForTarget(client, { baseUrl: target.baseUrl, waitMs: run.waitMs });
      if (note !== undefined) addNote(state, note);
    }
    if (journal) {
      const notes = await recover({
        directory: run.reportDir,
        own: journal,
        target,
        lent: state.allCustomers,
        requests,
        recovering: state.recovering,
      });
      for (const note of notes) addNote(state, note);
    }
    if (!state.embedded && readBackOption(target) !== undefined) {
      await reader.readAll();
      journal?.save();
      await reader.confirm(state.unrestored);
      journal?.save();
    }
    await preflight(target, customers, requests, state.unrestored, true);
    for (const customer of customers) state.unrestored.add(customer);
  })();
  state.close = async () => {
    // The preflight or scenarios may be in progress.
    client.limits.giveUp(`The run was stopped by ${state.stoppedBy ?? '--global-timeout'}.`);
    await starting.catch(() => undefined);
    await pool.close(run.requestTimeoutMs + TEARDOWN_MS);
    // A new client, as that of the preflight may have given up.
    const { client: restorer, sent: restored } = open('restore');
    const restoring = new JudgedRequests('Restore', restorer, restored, requests.memory);
    const limit = setTimeout(() => {
      restorer.limits.giveUp(`The restore took longer than ${String(limitMs / 1000)} s.`);
    }, limitMs);
    // A customer that no request can have reached needs no restoring.
    const reached = customers.filter((customer) => state.unrestored.has(customer));
    const result = await restore(target, reached, restoring, (customer) =>
      state.unrestored.delete(customer),
    );
    const { attached: before } = reader;
    const read = await readRestored(target, restoring, {
      reached,
      before,
      result,
      by: state.embedded ? undefined : readBackOption(target),
    });
    clearTimeout(limit);
    const { unrestored, problems, customerUsers } = read;
    state.unrestored = new Set(unrestored);
    if (!ownServer) state.customerUsers = customerUsers;
    if (target.readBackCommand !== undefined && restorer.limits.abortReason !== undefined) {
      state.incomplete.push(escapeControls(restorer.limits.abortReason));
    }
    state.notes.push(...problems.map(escapeControls));
    state.restored = true;
    journal?.close(unrestored);
    state.setup = [requests.toEvidence(), restoring.toEvidence()];
    client.close();
    restorer.close();
    await stopServers();
  };
  await starting;
  state.setup = [requests.toEvidence()];
}

/** Adds a note to the report, and prints it at once in case the run writes no report. */
function addNote(state: RunState, note: string): void {
  state.notes.push(escapeControls(note));
  process.stderr.write(`${escapeControls(note)}\n`);
}

/** Deletes at exit the outputs of this run with a secret, those of other reporters too. */
function scanAtExit(config: FullConfig, target: Target, run: RunSettings): void {
  const since = Date.now();
  const folders = [
    ...config.projects.map(({ outputDir }) => outputDir),
    ...reporterFolders(config),
  ];
  const blob = config.shard ? [path.resolve(run.reportDir, blobReportFile(config.shard))] : [];
  const ordinary = [CATALOGUE_FILE, CONTRACT_FILE].map((file) => readFileSync(file, 'utf8')).join();
  process.on('exit', () => {
    const files = [...writtenFiles(), ...blob, ...filesChangedIn(folders, since)];
    const known = ordinary + target.baseUrl;
    for (const file of deleteFilesWithSecrets(files, secretsOf(target), known)) {
      process.stderr.write(`Deleted ${file}: it contained a secret or could not be read.\n`);
      process.exitCode = EXIT_CODES.inconclusive;
    }
  });
}

let verdictRequired = false;

/** Makes the exit code 2 if no reporter of the suite decides it, whatever the scenarios did. */
function requireVerdict(state: RunState): void {
  if (verdictRequired) return;
  verdictRequired = true;
  process.on('exit', () => {
    if (state.decided) return;
    process.stderr.write(
      'No verdict was formed: UI mode, editors and other configurations run scenarios only.\n',
    );
    process.exitCode = EXIT_CODES.inconclusive;
  });
}

/**
 * Playwright's global setup. An invalid configuration or target stops the run. The state of the run
 * holds the reason for the reporter.
 */
export default async function setup(config: FullConfig): Promise<void> {
  const state = runState();
  // An editor starts several runs in one process.
  state.closed = undefined;
  state.restored = false;
  requireVerdict(state);
  try {
    const { problems, notes } = state.envFile;
    if (problems.length > 0) throw new ConfigError(problems);
    for (const note of notes) addNote(state, note);
    await open(config);
  } catch (error) {
    const isExplained = [ConfigError, PreflightError, ForeignFileError].some(
      (kind) => error instanceof kind,
    );
    if (!(error instanceof Error) || !isExplained) throw error;
    state.stopped = error.message;
    state.foundDefect = error instanceof PreflightFinding;
    throw error;
  }
}
