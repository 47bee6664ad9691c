import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { BaselineError, parseBaseline, type Baseline } from './baseline';
import { contract } from './contract';
import { newest, type Catalogue } from './requirements';
import { Complaint, variables, type Name, type ValueOf, type Variable } from './variables';

/** The server under test, and what it lends us. Ids are decimal digits: no id is too large. */
export interface Target {
  /** Up to and with the base path, without a slash at the end. */
  baseUrl: string;
  token: string;
  customers: string[];
  users: string[];
  /** What each lent customer is synced to at the end. */
  restoreUsers: string[];
  unknownUser: string;
  unknownCustomer: string;
  forbiddenToken?: string;
  expiredToken?: string;
  /** A path with `{id}` for the customer, relative to the base URL. */
  readBackPath?: string;
}

/** How a run is made, whatever the target. */
export interface RunSettings {
  failOn: 'must' | 'should';
  seed: number;
  sequences: number;
  requestTimeoutMs: number;
  runTimeoutMs: number;
  maxRps?: number;
  probeDelete: boolean;
  reportDir: string;
  /** What the target is held to. */
  catalogue: Catalogue;
  /** Deviations that its owner knows of, and what they pinned. */
  baseline?: Baseline;
}

/** `target` is undefined where BASE_URL is unset: the embedded reference server is meant. */
export interface Config {
  target: Target | undefined;
  run: RunSettings;
}

/** All that is wrong with the environment, in one message, a line each. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(
      `The configuration is wrong, and nothing was sent:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What speaks of a target, and means nothing without BASE_URL. */
const ABOUT_THE_TARGET: readonly Name[] = [
  'API_TOKEN',
  'CUSTOMER_IDS',
  'USER_IDS',
  'RESTORE_USER_IDS',
  'UNKNOWN_USER_ID',
  'UNKNOWN_CUSTOMER_ID',
  'FORBIDDEN_TOKEN',
  'EXPIRED_TOKEN',
  'READ_BACK_PATH',
];

/** A few users, so that some can be attached, some detached and some kept. */
const LEAST_USERS = 4;

/** High ids that a 32-bit column can hold and that no system has reached. */
const UNKNOWN_USER = '2147480001';
const UNKNOWN_CUSTOMER = '2147480002';

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function contractHosts(): string[] {
  const servers = contract.document['servers'] as { url: string }[] | undefined;
  return (servers ?? []).map(({ url }) => new URL(url).hostname);
}

function matchesHost(host: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  // A dot at the end is the root of DNS: the same host.
  return new RegExp(`^${literal.join('.*')}$`).test(host.replace(/\.$/, ''));
}

/** Reads variables one by one, and remembers what was wrong. An empty variable is unset. */
class Reader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  has(name: Name): boolean {
    return (this.environment[name] ?? '') !== '';
  }

  read<N extends Name>(name: N): ValueOf<N> | undefined {
    const text = this.environment[name] ?? '';
    if (text === '') return undefined;
    const variable: Variable<unknown> = variables[name];
    try {
      return variable.read(text) as ValueOf<N>;
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      const given = variable.secret ? '' : `, given as ${JSON.stringify(text)},`;
      this.problem(name, `${name}${given} ${error.message}.`);
      return undefined;
    }
  }

  /** The value, or a complaint that it is missing. */
  required<N extends Name>(name: N): ValueOf<N> | undefined {
    if (!this.has(name)) this.problem(name, `${name} is required with BASE_URL.`);
    return this.read(name);
  }

  problem(name: Name, sentence: string): void {
    this.problems.push(`${sentence} Example: ${name}=${variables[name].example}`);
  }
}

function readTarget(reader: Reader): Target | undefined {
  const url = reader.read('BASE_URL');
  const target = {
    token: reader.required('API_TOKEN'),
    customers: reader.required('CUSTOMER_IDS'),
    users: reader.required('USER_IDS'),
  };
  const restoreUsers = reader.read('RESTORE_USER_IDS') ?? [];
  const unknownUser = reader.read('UNKNOWN_USER_ID') ?? UNKNOWN_USER;
  const unknownCustomer = reader.read('UNKNOWN_CUSTOMER_ID') ?? UNKNOWN_CUSTOMER;
  const forbiddenToken = reader.read('FORBIDDEN_TOKEN');
  const expiredToken = reader.read('EXPIRED_TOKEN');
  const readBackPath = reader.read('READ_BACK_PATH');
  const production = [...(reader.read('PRODUCTION_HOSTS') ?? []), ...contractHosts()];
  const allowProduction = reader.read('ALLOW_PRODUCTION') ?? false;
  const allowInsecure = reader.read('ALLOW_INSECURE_HTTP') ?? false;

  if (url?.protocol === 'http:' && !LOOPBACK.test(url.hostname) && !allowInsecure) {
    reader.problem(
      'BASE_URL',
      `BASE_URL, given as ${JSON.stringify(url.href)}, would send the token in the clear; use https:, or set ALLOW_INSECURE_HTTP=1.`,
    );
  }
  const pattern = url && production.find((host) => matchesHost(url.hostname, host));
  if (pattern !== undefined && !allowProduction) {
    reader.problem(
      'BASE_URL',
      `BASE_URL, given as ${JSON.stringify(url?.href)}, is a production host (${pattern}); point it at staging, or set ALLOW_PRODUCTION=1.`,
    );
  }
  if (target.users && target.users.length < LEAST_USERS) {
    reader.problem(
      'USER_IDS',
      `USER_IDS lends ${String(target.users.length)} user(s), and at least ${String(LEAST_USERS)} are needed.`,
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
    restoreUsers,
    unknownUser,
    unknownCustomer,
    ...(forbiddenToken !== undefined && { forbiddenToken }),
    ...(expiredToken !== undefined && { expiredToken }),
    ...(readBackPath !== undefined && { readBackPath }),
  };
}

/** Where the outputs go, if nobody says otherwise. */
export const REPORT_DIRECTORY = 'conformance-report';

/** Where a baseline is, if it is there and nobody says otherwise. */
const BASELINE_FILE = 'conformance.baseline.yaml';

function readBaseline(reader: Reader): Baseline | undefined {
  const given = reader.read('BASELINE');
  const file = given ?? BASELINE_FILE;
  if (!existsSync(file)) {
    if (given !== undefined) {
      reader.problem('BASELINE', `BASELINE, given as ${JSON.stringify(file)}, is not there.`);
    }
    return undefined;
  }
  try {
    return parseBaseline(file, readFileSync(file, 'utf8'), new Date());
  } catch (error) {
    const wrong = error instanceof BaselineError ? error.problems : [`${file} cannot be read.`];
    for (const sentence of wrong) reader.problem('BASELINE', `BASELINE: ${sentence}`);
    return undefined;
  }
}

function readRun(reader: Reader): RunSettings {
  const baseline = readBaseline(reader);
  const maxRps = reader.read('MAX_RPS');
  return {
    failOn: reader.read('FAIL_ON') ?? 'must',
    seed: reader.read('SEED') ?? randomInt(2 ** 31),
    sequences: reader.read('SEQUENCES') ?? 10,
    requestTimeoutMs: reader.read('REQUEST_TIMEOUT_MS') ?? 10_000,
    runTimeoutMs: reader.read('RUN_TIMEOUT_MS') ?? 600_000,
    probeDelete: reader.read('PROBE_DELETE') ?? false,
    reportDir: reader.read('REPORT_DIR') ?? REPORT_DIRECTORY,
    catalogue: reader.read('REQUIREMENTS_SET') ?? newest,
    ...(baseline && { baseline }),
    ...(maxRps !== undefined && { maxRps }),
  };
}

/**
 * Reads and checks every variable of the environment.
 *
 * @throws ConfigError with every problem at once; nothing has been sent by then.
 */
export function readConfig(environment: Environment): Config {
  const reader = new Reader(environment);
  const run = readRun(reader);
  let target: Target | undefined;
  if (reader.has('BASE_URL')) {
    target = readTarget(reader);
  } else {
    for (const name of ABOUT_THE_TARGET.filter((variable) => reader.has(variable))) {
      reader.problem(
        'BASE_URL',
        `${name} is set and BASE_URL is not; without it the embedded reference server is judged, which has ids and tokens of its own.`,
      );
    }
  }
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return { target, run };
}
