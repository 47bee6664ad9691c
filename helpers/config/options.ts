// This file has data only, so that `--help` loads nothing else.
import type { Option } from './option';

/** Baseline that is used if it exists and no other is given. */
export const DEFAULT_BASELINE = 'conformance.baseline.yaml';

const TOKEN = { type: 'token', secret: true, example: 'eyJhbGciOi...' } as const;
const SWITCH = { type: 'switch', default: '0', example: '1' } as const;

/** The reusable workflow keeps its report in a fixed place and has a fixed time limit. */
const EXCEPT_WORKFLOW = ['action', 'gitlab'] as const;

/** Every option of a run, by the name of its environment variable. */
export const options = {
  BASE_URL: {
    group: 'Target',
    input: 'base-url',
    type: 'url',
    unset: 'the embedded reference server',
    example: 'https://staging.example.com/third-party/v1',
    description: 'URL of the server under test, up to and including the base path.',
  },
  API_TOKEN: {
    group: 'Target',
    input: 'api-token',
    ...TOKEN,
    required: true,
    description: 'Token with access to all of CUSTOMER_IDS.',
  },
  CUSTOMER_IDS: {
    group: 'Target',
    input: 'customers',
    type: 'ids',
    required: true,
    example: '7,9,12-15',
    description:
      'Customers whose users the run may replace: one per worker, and at least two to test isolation.',
  },
  USER_IDS: {
    group: 'Target',
    input: 'users',
    type: 'ids',
    required: true,
    example: '101-160',
    description:
      'Existing users to attach and detach, at least 4; with 60, lists exceed the usual limits.',
  },
  RESTORE_USER_IDS: {
    group: 'Target',
    input: 'restore-users',
    type: 'ids-or-none',
    unset: 'who is attached before the run, if it can be read; required if not',
    example: '101,102',
    description:
      'Users to attach to each customer at the end of the run, even after Ctrl-C: ids, or none.',
  },
  UNKNOWN_USER_ID: {
    group: 'Target',
    input: 'unknown-user',
    type: 'id',
    // High, but within a 32-bit column.
    default: '2147480001',
    description: 'ID of a user that does not exist. Above USER_IDS if those are higher.',
  },
  UNKNOWN_CUSTOMER_ID: {
    group: 'Target',
    input: 'unknown-customer',
    type: 'id',
    default: '2147480002',
    description: 'ID of a customer that does not exist. Above CUSTOMER_IDS if those are higher.',
  },
  FORBIDDEN_TOKEN: {
    group: 'Target',
    input: 'forbidden-token',
    ...TOKEN,
    unset: 'its requirements are untested',
    description: 'Valid token without access to the customers.',
  },
  EXPIRED_TOKEN: {
    group: 'Target',
    input: 'expired-token',
    ...TOKEN,
    unset: 'its requirements are untested',
    description: 'Token that has expired.',
  },
  EXTRA_HEADERS: {
    group: 'Target',
    input: 'extra-headers',
    type: 'headers',
    secret: true,
    unset: 'none',
    example: 'X-Gateway-Key:5f2b...',
    description:
      'Header fields that a gateway in front of the server requires, as Name: value, one in each line.',
  },
  CLIENT_CERT: {
    group: 'Target',
    input: 'client-cert',
    type: 'file',
    unset: 'no client certificate',
    example: 'client.pem',
    description: 'PEM file with the client certificate for mutual TLS, and its chain.',
  },
  CLIENT_KEY: {
    group: 'Target',
    input: 'client-key',
    type: 'file',
    unset: 'none; required with CLIENT_CERT',
    example: 'client-key.pem',
    description: 'PEM file with the private key of the certificate in CLIENT_CERT.',
  },
  CLIENT_KEY_PASSPHRASE: {
    group: 'Target',
    input: 'client-key-passphrase',
    type: 'passphrase',
    secret: true,
    unset: 'none; required if the key is encrypted',
    example: 'correct-horse...',
    description: 'Passphrase of the key in CLIENT_KEY.',
  },
  READ_BACK_PATH: {
    group: 'Target',
    input: 'read-back-path',
    type: 'path',
    unset: 'its requirements are untested',
    example: '/customers/{id}/users',
    description: 'Path whose GET returns the users of customer {id} as {data: User[]}.',
  },
  READ_BACK_COMMAND: {
    group: 'Target',
    input: 'read-back-command',
    type: 'command',
    unset: 'its requirements are untested',
    example: './attached-users.sh',
    description:
      'Shell command that prints the users of customer $CUSTOMER_ID, as ids or JSON, if no path shows them.',
  },
  FAIL_ON: {
    group: 'Verdict',
    input: 'fail-on',
    type: 'level',
    default: 'must',
    example: 'should',
    description: 'Lowest level of a requirement that fails the run: must or should.',
  },
  REQUIRE_ALL: {
    group: 'Verdict',
    input: 'require-all',
    ...SWITCH,
    description:
      'End as inconclusive if any requirement is untested, except for HTTP/2 that the server does not offer.',
  },
  BASELINE: {
    group: 'Verdict',
    input: 'baseline',
    type: 'file',
    unset: `${DEFAULT_BASELINE}, if it exists`,
    example: DEFAULT_BASELINE,
    description: 'File with the waivers and pins of the target.',
  },
  REQUIREMENTS_SET: {
    group: 'Verdict',
    input: 'requirements-set',
    type: 'edition',
    unset: 'the newest edition',
    example: '1.0',
    description: 'Edition of the requirements to test.',
  },
  SEED: {
    group: 'Run',
    input: 'seed',
    type: 'seed',
    unset: 'a random seed, which the run prints',
    example: '42',
    description: 'Seed of all random choices.',
  },
  SEQUENCES: {
    group: 'Run',
    input: 'sequences',
    type: 'count',
    default: '6',
    description: 'Number of random sequences of syncs.',
  },
  REQUEST_TIMEOUT_MS: {
    group: 'Run',
    input: 'request-timeout-ms',
    type: 'ms',
    default: '10000',
    description: 'Time limit of one exchange, including the response body, in milliseconds.',
  },
  RUN_TIMEOUT_MS: {
    group: 'Run',
    input: 'run-timeout-ms',
    type: 'ms',
    doors: EXCEPT_WORKFLOW,
    default: '600000',
    description: 'Time limit of the run in milliseconds, without the time to restore customers.',
  },
  WAIT_MS: {
    group: 'Run',
    input: 'wait-ms',
    type: 'ms-or-0',
    default: '0',
    example: '120000',
    description:
      'Time to wait for a server that is still starting, in milliseconds; it counts towards RUN_TIMEOUT_MS.',
  },
  MAX_RPS: {
    group: 'Run',
    input: 'max-rps',
    type: 'rate',
    unset: 'no limit',
    example: '20',
    description:
      'Maximum number of requests per second, for all workers together. With a limit, only overlapping syncs are sent at once.',
  },
  PROBE_DELETE: {
    group: 'Run',
    input: 'probe-delete',
    ...SWITCH,
    description: 'Try DELETE on the path as well, which may delete more than an attachment.',
  },
  VERBOSE: {
    group: 'Run',
    input: 'verbose',
    ...SWITCH,
    description: 'Print each request, all requirements, and what the contract leaves open.',
  },
  REPORT_DIR: {
    group: 'Run',
    input: 'report-dir',
    type: 'directory',
    doors: EXCEPT_WORKFLOW,
    default: 'conformance-report',
    description: 'Directory for the outputs.',
  },
  PRODUCTION_HOSTS: {
    group: 'Guards',
    input: 'production-hosts',
    type: 'hosts',
    unset: 'only the hosts of the contract',
    example: '*.example.com,api.example.org',
    description:
      "Hosts to refuse beside the contract's domain; * is any text, and .example.com a whole domain.",
  },
  ALLOW_PRODUCTION: {
    group: 'Guards',
    input: 'allow-production',
    ...SWITCH,
    description: 'Test a production host.',
  },
  ALLOW_INSECURE_HTTP: {
    group: 'Guards',
    input: 'allow-insecure-http',
    ...SWITCH,
    description: 'Send the token over plain HTTP, even to a host other than loopback.',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** Every option with its name, in the order of the table. */
export const optionEntries = Object.entries(options) as [OptionName, Option][];
