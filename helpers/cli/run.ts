import { readFileSync } from 'node:fs';
import { UsageError } from './usage';

/**
 * The options of a run, each beside the variable that it sets: all of them but those that are secret.
 * One that takes no value sets it to 1.
 */
export const RUN_OPTIONS = [
  ['--base-url <url>', 'BASE_URL', 'the server under test, up to and with its base path'],
  ['--customers <ids>', 'CUSTOMER_IDS', 'customers lent to the suite: 7,9,12-15'],
  ['--users <ids>', 'USER_IDS', 'existing users that it may attach and detach: 101-160'],
  ['--restore-users <ids>', 'RESTORE_USER_IDS', 'who each customer is synced to at the end'],
  ['--unknown-user <id>', 'UNKNOWN_USER_ID', 'an id that no user has'],
  ['--unknown-customer <id>', 'UNKNOWN_CUSTOMER_ID', 'an id that no customer has'],
  ['--read-back-path <path>', 'READ_BACK_PATH', 'a GET path that answers {data: User[]}'],
  ['--fail-on <level>', 'FAIL_ON', 'must, or should: a SHOULD that fails is a failure as well'],
  ['--baseline <file>', 'BASELINE', 'deviations that are known, and what is pinned'],
  ['--requirements-set <edition>', 'REQUIREMENTS_SET', 'hold it to an earlier edition'],
  ['--seed <number>', 'SEED', 'the one seed of everything random'],
  ['--sequences <number>', 'SEQUENCES', 'how many random sequences'],
  ['--request-timeout-ms <ms>', 'REQUEST_TIMEOUT_MS', 'for one exchange'],
  ['--run-timeout-ms <ms>', 'RUN_TIMEOUT_MS', 'for the whole run'],
  ['--max-rps <rate>', 'MAX_RPS', 'at most this many requests a second'],
  ['--probe-delete', 'PROBE_DELETE', 'try DELETE on the path too; it may delete more than asked'],
  ['--production-hosts <patterns>', 'PRODUCTION_HOSTS', 'hosts that are refused: *.example.com'],
  ['--allow-production', 'ALLOW_PRODUCTION', 'judge a production host all the same'],
  ['--allow-insecure-http', 'ALLOW_INSECURE_HTTP', 'send the token over http: beyond loopback'],
  ['--report-dir <directory>', 'REPORT_DIR', 'where the outputs go'],
] as const;

/** Options that Playwright takes as they are; it would call a wrong one nonconformant. */
export const PLAYWRIGHT_OPTIONS = [
  [
    '--grep <pattern>',
    'only scenarios whose title matches; never enough for conformant',
    isPattern,
  ],
  ['--workers <number>', 'how many at once, one customer each', isCount],
  ['--shard <n/all>', 'one part of the scenarios, on customers of its own', isShard],
] as const;

function isPattern(text: string): boolean {
  try {
    return text !== '' && Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text);
}

function isShard(text: string): boolean {
  const [, part, all] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  return Number(part) <= Number(all);
}

/** The name under which commander gives the value of an option. */
function keyOf(flags: string): string {
  const [, long = ''] = /--([a-z-]+)/.exec(flags) ?? [];
  return long.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The values of options, by the names of commander. */
export type Values = Readonly<Record<string, unknown>>;

/** A run as it is started: what Playwright is told, and the environment. */
export interface Start {
  args: string[];
  environment: NodeJS.ProcessEnv;
}

/**
 * What the options of a command line come to. The token is read from a file or from the
 * environment, and never from an argument, which any user of the machine can list.
 *
 * @throws UsageError where an option is wrong, or `tokenFile` cannot be read
 */
export function startOf(values: Values, environment: NodeJS.ProcessEnv): Start {
  const text = (flags: string) => {
    const value = values[keyOf(flags)];
    if (value === true) return ['1'];
    return typeof value === 'string' ? [value] : [];
  };
  const given = RUN_OPTIONS.flatMap(([flags, name]) => text(flags).map((value) => [name, value]));
  const [tokenFile] = text('--token-file');
  return {
    args: PLAYWRIGHT_OPTIONS.flatMap(([flags, , isRight]) =>
      text(flags).map((value) => {
        if (isRight(value)) return `--${keyOf(flags)}=${value}`;
        throw new UsageError(`${flags} cannot be ${JSON.stringify(value)}.`);
      }),
    ),
    environment: {
      ...environment,
      ...(Object.fromEntries(given) as NodeJS.ProcessEnv),
      ...(values['dryRun'] === true && { SYNC_USERS_DRY_RUN: '1' }),
      ...(tokenFile !== undefined && { API_TOKEN: readToken(tokenFile) }),
    },
  };
}

function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--token-file ${file} cannot be read (${code}).`);
  }
  if (token === '') throw new UsageError(`--token-file ${file} is empty.`);
  return token;
}
