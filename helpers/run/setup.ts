import type { FullConfig } from '@playwright/test';
import { ConfigError, readConfig, type Config, type Target } from '../config';
import { LEASE_PORT, openBench } from '../fixtures';
import { startReference } from '../reference/server';
import { EMBEDDED_CUSTOMERS, EMBEDDED_USERS } from './embedded';
import { customersOfShard, openLeaseDesk } from './leases';
import { PreflightError, preflight } from './preflight';
import { restore } from './restore';
import { runState } from './state';

/** Starts the reference server, and puts it into the environment as any target would be. */
async function startEmbedded(): Promise<() => Promise<void>> {
  const server = await startReference();
  Object.assign(process.env, {
    BASE_URL: server.baseUrl,
    API_TOKEN: server.token,
    CUSTOMER_IDS: server.customers.slice(0, EMBEDDED_CUSTOMERS).join(','),
    USER_IDS: server.users.slice(0, EMBEDDED_USERS).join(','),
    UNKNOWN_USER_ID: server.unknownUserId,
    UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    FORBIDDEN_TOKEN: server.forbiddenToken,
    EXPIRED_TOKEN: server.expiredToken,
    READ_BACK_PATH: server.readBackPath,
  });
  return () => server.close();
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

/** Reads the configuration, opens what a run needs, and makes sure that the target can be judged. */
async function open(config: FullConfig): Promise<void> {
  const state = runState();
  const given = readConfig(process.env);
  process.env['SEED'] = String(given.run.seed);
  state.embedded = given.target === undefined;
  const stopEmbedded = state.embedded ? await startEmbedded() : () => Promise.resolve();
  state.close = stopEmbedded;

  const { target, run }: Config = readConfig(process.env);
  if (!target) throw new Error('the embedded server did not make it into the environment');
  const customers = customersOfShard(target.customers, config.shard);
  const mine: Target = { ...target, customers };
  process.env['CUSTOMER_IDS'] = customers.join(',');
  state.config = { target: mine, run };
  checkWorkers(config, customers);

  const desk = await openLeaseDesk(customers);
  process.env[LEASE_PORT] = String(desk.port);
  const { client } = openBench(
    mine,
    run,
    () => Promise.reject(new Error('no lease in the setup')),
    {
      name: 'setup',
      share: 1,
    },
  );
  // Where no request can have reached anybody, there is nobody to restore.
  const touched = new Set<string>();
  state.close = async () => {
    const problems = await restore(mine, touched.size === 0 ? [] : customers, client);
    state.notes.push(...problems);
    state.otherRequests = client.requests;
    client.close();
    await desk.close();
    await stopEmbedded();
  };
  await preflight(mine, customers, client, touched);
  state.otherRequests = client.requests;
}

/**
 * Playwright's global setup. What it cannot begin with is left in the state of the run, for the
 * reporter to say, and stops the run.
 */
export default async function setup(config: FullConfig): Promise<void> {
  const state = runState();
  // Playwright winds up at SIGINT, and restores; CI runners that cancel a job send SIGTERM.
  process.once('SIGTERM', () => process.emit('SIGINT'));
  try {
    await open(config);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof PreflightError)) throw error;
    state.stopped = error.message;
    throw error;
  }
}
