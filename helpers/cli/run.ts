import { readFileSync } from 'node:fs';

/** The options of a run, each beside the variable that it sets. Nothing secret is among them. */
export const RUN_OPTIONS = [
  ['--base-url <url>', 'BASE_URL', 'the server under test, up to and with its base path'],
  ['--customers <ids>', 'CUSTOMER_IDS', 'customers lent to the suite: 7,9,12-15'],
  ['--users <ids>', 'USER_IDS', 'existing users that it may attach and detach: 101-160'],
  ['--restore-users <ids>', 'RESTORE_USER_IDS', 'who each customer is synced to at the end'],
  ['--read-back-path <path>', 'READ_BACK_PATH', 'a GET path that answers {data: User[]}'],
  ['--fail-on <level>', 'FAIL_ON', 'must, or should: a SHOULD that fails is a failure as well'],
  ['--baseline <file>', 'BASELINE', 'deviations that are known, and what is pinned'],
  ['--requirements-set <edition>', 'REQUIREMENTS_SET', 'hold it to an earlier edition'],
  ['--seed <number>', 'SEED', 'the one seed of everything random'],
  ['--sequences <number>', 'SEQUENCES', 'how many random sequences'],
  ['--request-timeout-ms <ms>', 'REQUEST_TIMEOUT_MS', 'for one exchange'],
  ['--run-timeout-ms <ms>', 'RUN_TIMEOUT_MS', 'for the whole run'],
  ['--max-rps <rate>', 'MAX_RPS', 'at most this many requests a second'],
  ['--report-dir <directory>', 'REPORT_DIR', 'where the outputs go'],
] as const;

/** Options that Playwright takes as they are. */
export const PLAYWRIGHT_OPTIONS = [
  ['--grep <pattern>', 'only scenarios whose title matches; never enough for conformant'],
  ['--workers <number>', 'how many at once, one customer each'],
  ['--shard <n/all>', 'one part of the scenarios, on customers of its own'],
] as const;

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
 * @throws an error of the file system where `tokenFile` cannot be read
 */
export function startOf(values: Values, environment: NodeJS.ProcessEnv): Start {
  const text = (flags: string) => {
    const value = values[keyOf(flags)];
    return typeof value === 'string' ? [value] : [];
  };
  const given = RUN_OPTIONS.flatMap(([flags, name]) => text(flags).map((value) => [name, value]));
  const [tokenFile] = text('--token-file');
  return {
    args: PLAYWRIGHT_OPTIONS.flatMap(([flags]) =>
      text(flags).map((value) => `--${keyOf(flags)}=${value}`),
    ),
    environment: {
      ...environment,
      ...(Object.fromEntries(given) as NodeJS.ProcessEnv),
      ...(values['dryRun'] === true && { SYNC_USERS_DRY_RUN: '1' }),
      ...(tokenFile !== undefined && { API_TOKEN: readFileSync(tokenFile, 'utf8').trim() }),
    },
  };
}
