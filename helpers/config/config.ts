import { unknownId } from './unknown-ids';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { BaselineError, parseBaseline, type Baseline } from './baseline';
import { newest, type Catalogue } from '../contract/requirements';
import { readClientCertificate, type ClientCertificate } from './client-certificate';
import { contractHosts, matchesHost } from './hosts';
import { EnvReader, type Environment } from './env-reader';
import { DEFAULT_BASELINE, optionEntries } from './options';
import type { ExtraField } from './parse';

/**
 * Server under test, with the customers and users that are reserved for the run. Ids are strings of
 * decimal digits, so that no id is too large.
 */
export interface Target {
  /** Includes the base path, without a trailing slash. */
  baseUrl: string;
  token: string;
  customers: string[];
  users: string[];
  /**
   * Users that each customer gets at the end of the run, by customer: RESTORE_USER_IDS, or those that
   * the setup reads before the first sync.
   */
  restoreUsers: Record<string, readonly string[]>;
  unknownUser: string;
  unknownCustomer: string;
  forbiddenToken?: string;
  expiredToken?: string;
  /** Fields that a gateway in front of the server asks for. They are sent with every request. */
  extraHeaders?: readonly ExtraField[];
  /** Certificate that the client presents in each TLS handshake. */
  clientCertificate?: ClientCertificate;
  /** Path with `{id}` for the customer, relative to the base URL. */
  readBackPath?: string;
  /** Shell command that prints the users of $CUSTOMER_ID. Not set beside `readBackPath`. */
  readBackCommand?: string;
}

/** Settings of a run that do not depend on the target. */
export interface RunSettings {
  failOn: 'must' | 'should';
  /** Whether an untested requirement makes the run inconclusive, whatever it needs. */
  requireAll: boolean;
  seed: number;
  sequences: number;
  requestTimeoutMs: number;
  runTimeoutMs: number;
  maxRps?: number;
  /** Time to wait for the target to come up before the first request. */
  waitMs: number;
  probeDelete: boolean;
  /** Whether each request and every requirement is printed. */
  verbose: boolean;
  reportDir: string;
  /** Requirements to test. */
  catalogue: Catalogue;
  /** Waivers and pins of the target's owner. */
  baseline?: Baseline;
}

/** `target` is undefined without BASE_URL: the run tests the embedded reference server. */
export interface Config {
  target: Target | undefined;
  run: RunSettings;
}

/** Error with all problems of the environment, a line for each. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(
      `The configuration is invalid, so nothing was sent:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
}

/** Options that describe a target and mean nothing without BASE_URL. */
const TARGET_OPTIONS = optionEntries
  .filter(([name, { group }]) => group === 'Target' && name !== 'BASE_URL')
  .map(([name]) => name);

/** Options that are wrong if they are empty: a secret that is missing on a fork is. */
const NEVER_EMPTY = optionEntries
  .filter(([name, { required }]) => required === true || name === 'BASE_URL')
  .map(([name]) => name);

/** Options of which a run with BASE_URL needs one, to leave the customers as they were. */
const RESTORABLE = ['RESTORE_USER_IDS', 'READ_BACK_PATH', 'READ_BACK_COMMAND'] as const;

/** Enough to attach some users, detach some and keep some in one sync. */
const MIN_USERS = 4;

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function readUnknownId(
  reader: EnvReader,
  name: 'UNKNOWN_USER_ID' | 'UNKNOWN_CUSTOMER_ID',
  reserved: readonly string[] = [],
): string {
  const id = reader.read(name);
  return reader.has(name) ? id : String(unknownId(reserved, BigInt(id)));
}

function readTarget(reader: EnvReader): Target | undefined {
  const url = reader.read('BASE_URL');
  const target = {
    token: reader.read('API_TOKEN'),
    customers: reader.read('CUSTOMER_IDS'),
    users: reader.read('USER_IDS'),
  };
  const restoreUsers = reader.read('RESTORE_USER_IDS');
  const unknownUser = readUnknownId(reader, 'UNKNOWN_USER_ID', target.users);
  const unknownCustomer = readUnknownId(reader, 'UNKNOWN_CUSTOMER_ID', target.customers);
  const forbiddenToken = reader.read('FORBIDDEN_TOKEN');
  const expiredToken = reader.read('EXPIRED_TOKEN');
  const extraHeaders = reader.read('EXTRA_HEADERS');
  const certFile = reader.read('CLIENT_CERT');
  const keyFile = reader.read('CLIENT_KEY');
  const passphrase = reader.read('CLIENT_KEY_PASSPHRASE');
  const clientCertificate = readClientCertificate(
    { certFile, keyFile, passphrase },
    (name, sentence) => {
      reader.problem(name, sentence);
    },
  );
  const readBackPath = reader.read('READ_BACK_PATH');
  const readBackCommand = reader.read('READ_BACK_COMMAND');
  if (!RESTORABLE.some((name) => reader.has(name))) {
    reader.problem(
      'RESTORE_USER_IDS',
      'RESTORE_USER_IDS is required with BASE_URL, as the run replaces the users of CUSTOMER_IDS and cannot read them. Set the users to attach at the end, or none; or set READ_BACK_PATH or READ_BACK_COMMAND.',
    );
  }
  if (readBackPath !== undefined && readBackCommand !== undefined) {
    reader.problem(
      'READ_BACK_COMMAND',
      'READ_BACK_COMMAND and READ_BACK_PATH are both set. Set the one that shows who is attached.',
    );
  }
  const production = [...(reader.read('PRODUCTION_HOSTS') ?? []), ...contractHosts()];
  const allowProduction = reader.read('ALLOW_PRODUCTION');
  const allowInsecure = reader.read('ALLOW_INSECURE_HTTP');

  if (url?.protocol === 'http:' && !LOOPBACK.test(url.hostname) && !allowInsecure) {
    reader.problem(
      'BASE_URL',
      `BASE_URL, given as ${JSON.stringify(url.href)}, would send the token in the clear; use https:, or set ALLOW_INSECURE_HTTP=1.`,
    );
  }
  if (url?.protocol === 'http:' && clientCertificate) {
    reader.problem(
      'CLIENT_CERT',
      `CLIENT_CERT, given as ${JSON.stringify(certFile)}, needs an https: BASE_URL.`,
    );
  }
  if (url) reader.checkProxy(url);
  const pattern = url && production.find((host) => matchesHost(url.hostname, host));
  if (pattern !== undefined && !allowProduction) {
    reader.problem(
      'BASE_URL',
      `BASE_URL, given as ${JSON.stringify(url?.href)}, is a production host (${pattern}); point it at staging, or set ALLOW_PRODUCTION=1.`,
    );
  }
  if (target.users && target.users.length < MIN_USERS) {
    reader.problem(
      'USER_IDS',
      `USER_IDS has ${String(target.users.length)} user(s); at least ${String(MIN_USERS)} are needed.`,
    );
  }
  if (target.users?.includes(unknownUser)) {
    reader.problem('UNKNOWN_USER_ID', `UNKNOWN_USER_ID ${unknownUser} is among USER_IDS.`);
  }
  if (target.customers?.includes(unknownCustomer)) {
    reader.problem(
      'UNKNOWN_CUSTOMER_ID',
      `UNKNOWN_CUSTOMER_ID ${unknownCustomer} is among CUSTOMER_IDS.`,
    );
  }
  for (const [name, other] of [
    ['FORBIDDEN_TOKEN', forbiddenToken],
    ['EXPIRED_TOKEN', expiredToken],
  ] as const) {
    if (other !== undefined && other === target.token) {
      reader.problem(name, `${name} is the same as API_TOKEN.`);
    }
  }
  if (!url || !target.token || !target.customers || !target.users) return undefined;
  return {
    baseUrl: url.href.replace(/\/+$/, ''),
    token: target.token,
    customers: target.customers,
    users: target.users,
    restoreUsers: restoreUsers
      ? Object.fromEntries(target.customers.map((id) => [id, restoreUsers]))
      : {},
    unknownUser,
    unknownCustomer,
    ...(forbiddenToken !== undefined && { forbiddenToken }),
    ...(expiredToken !== undefined && { expiredToken }),
    ...(extraHeaders !== undefined && { extraHeaders }),
    ...(clientCertificate && { clientCertificate }),
    ...(readBackPath !== undefined && { readBackPath }),
    ...(readBackCommand !== undefined && { readBackCommand }),
  };
}

function readBaseline(reader: EnvReader): Baseline | undefined {
  const given = reader.read('BASELINE');
  const file = given ?? DEFAULT_BASELINE;
  if (!existsSync(file)) {
    if (given !== undefined) {
      reader.problem('BASELINE', `BASELINE, given as ${JSON.stringify(file)}, does not exist.`);
    }
    return undefined;
  }
  try {
    return parseBaseline(file, readFileSync(file, 'utf8'), new Date());
  } catch (error) {
    const problems = error instanceof BaselineError ? error.problems : [`${file} cannot be read.`];
    for (const sentence of problems) reader.problem('BASELINE', `BASELINE: ${sentence}`);
    return undefined;
  }
}

function readRun(reader: EnvReader): RunSettings {
  const baseline = readBaseline(reader);
  const maxRps = reader.read('MAX_RPS');
  const runTimeoutMs = reader.read('RUN_TIMEOUT_MS');
  const waitMs = reader.read('WAIT_MS');
  if (waitMs >= runTimeoutMs) {
    reader.problem(
      'WAIT_MS',
      `WAIT_MS, given as "${String(waitMs)}", is not below RUN_TIMEOUT_MS=${String(runTimeoutMs)}.`,
    );
  }
  return {
    failOn: reader.read('FAIL_ON'),
    requireAll: reader.read('REQUIRE_ALL'),
    seed: reader.read('SEED') ?? randomInt(2 ** 31),
    sequences: reader.read('SEQUENCES'),
    requestTimeoutMs: reader.read('REQUEST_TIMEOUT_MS'),
    runTimeoutMs,
    waitMs,
    probeDelete: reader.read('PROBE_DELETE'),
    verbose: reader.read('VERBOSE'),
    reportDir: reader.read('REPORT_DIR'),
    catalogue: reader.read('REQUIREMENTS_SET') ?? newest,
    ...(baseline && { baseline }),
    ...(maxRps !== undefined && { maxRps }),
  };
}

/**
 * Reads and validates all variables of the environment.
 *
 * @throws ConfigError with all problems at once
 */
export function readConfig(environment: Environment): Config {
  const reader = new EnvReader(environment);
  const run = readRun(reader);
  for (const name of NEVER_EMPTY.filter((option) => environment[option] === '')) {
    reader.problem(name, `${name} is set but empty. Set a value, or remove the variable.`);
  }
  let target: Target | undefined;
  if (reader.has('BASE_URL')) {
    target = readTarget(reader);
  } else if (environment['BASE_URL'] === undefined) {
    for (const name of TARGET_OPTIONS.filter((option) => reader.has(option))) {
      reader.problem(
        'BASE_URL',
        `${name} is set without BASE_URL; the embedded reference server has its own ids and tokens.`,
      );
    }
  }
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return { target, run };
}
