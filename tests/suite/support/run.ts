import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import type { TestInfo } from '@playwright/test';
import { options } from '../../../helpers/config/options';
import { compileSchema } from '../../../helpers/contract/json-schema';
import type { ReferenceServer } from '../../../helpers/reference/server';
import type { Report, RequirementResult } from '../../../helpers/report/report';

export const ROOT = path.join(__dirname, '..', '..', '..');
const SCRIPT = path.join(ROOT, 'scripts', 'conformance.mjs');

type NodeVariable =
  | 'CI'
  | 'NODE_DEBUG'
  | 'NODE_OPTIONS'
  | 'PEAK_MEMORY_DIR'
  | 'NODE_EXTRA_CA_CERTS'
  | 'HTTPS_PROXY'
  | 'NO_PROXY'
  | 'PLAYWRIGHT_HTML_OUTPUT_DIR'
  | 'PLAYWRIGHT_JSON_OUTPUT_FILE';

/** The suite's options and the variables of Node that affect a run. */
export type Environment = Partial<Record<keyof typeof options | NodeVariable, string>>;

/** Result of a conformance run. */
export interface Run {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Path of the report directory. */
  directory: string;
  /** `conformance.json`, as it is; undefined where none was written. */
  reportText: string | undefined;
}

/** A conformance run that is under way: the leader of a process group, as in a terminal. */
export interface Running {
  process: ChildProcess;
  ended: Promise<Run>;
}

/** Options that may not be empty. */
const TARGET = ['BASE_URL', 'API_TOKEN', 'CUSTOMER_IDS', 'USER_IDS'];

/** Returns an environment into which no `.env` gets. */
function environmentOf(given: Environment): NodeJS.ProcessEnv {
  const names = Object.keys(options).filter((name) => !TARGET.includes(name));
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  const { PATH, HOME } = process.env;
  return { PATH, HOME, DOTENV_CONFIG_PATH: os.devNull, ...empty, ...given };
}

/** Whose folder the outputs of a run go to: a test's, or that of a worker's fixture. */
type Place = Pick<TestInfo, 'outputPath'>;

/** Starts `npm run conformance` as a user does, with its outputs below those of the test. */
export function start(testInfo: Place, given: Environment, ...args: string[]): Running {
  const name = args.join('_').replace(/[^\w.]/g, '-') || 'run';
  const directory = given.REPORT_DIR ?? testInfo.outputPath(name);
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: ROOT,
    env: environmentOf({ REPORT_DIR: directory, ...given }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // A test may close the pipes.
  const output = Promise.all(
    [child.stdout, child.stderr].map((stream) => text(stream).catch(() => '')),
  );
  const end = async (): Promise<Run> => {
    const [exitCode, signal] = (await once(child, 'close')) as [Run['exitCode'], Run['signal']];
    const [stdout = '', stderr = ''] = await output;
    const file = path.join(directory, 'conformance.json');
    const reportText = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    return { exitCode, signal, directory, stdout, stderr, reportText };
  };
  return { process: child, ended: end() };
}

/** A whole run. */
export function conformance(testInfo: Place, given: Environment, ...args: string[]): Promise<Run> {
  return start(testInfo, given, ...args).ended;
}

/** The environment in which a reference server is the target, as its owner would give it. */
export function targetOf(server: ReferenceServer, lent = { customers: 2, users: 20 }): Environment {
  return {
    BASE_URL: server.baseUrl,
    API_TOKEN: server.token,
    CUSTOMER_IDS: server.customers.slice(0, lent.customers).join(','),
    USER_IDS: server.users.slice(0, lent.users).join(','),
    UNKNOWN_USER_ID: server.unknownUserId,
    UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    FORBIDDEN_TOKEN: server.forbiddenToken,
    EXPIRED_TOKEN: server.expiredToken,
    READ_BACK_PATH: server.readBackPath,
    SEED: '1',
    // Enough to have some; those who are about sequences ask for more.
    SEQUENCES: '2',
  };
}

/** The report of a run that has one. */
export function reportOf({ reportText, stdout, stderr }: Run): Report {
  if (reportText === undefined) throw new Error(`no report was written:\n${stdout}${stderr}`);
  return JSON.parse(reportText) as Report;
}

export function resultOf(report: Report, id: string): RequirementResult {
  const result = report.requirements.find((each) => each.id === id);
  if (!result) throw new Error(`${id} is not in the report`);
  return result;
}

/** The ids of the requirements with one of some verdicts. */
export function having(report: Report, ...verdicts: string[]): string[] {
  return report.requirements
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ id }) => id);
}

const validate = compileSchema('report.schema.json');

/** Returns the violations of the published schema in a report. */
export function schemaProblems(report: unknown): string[] {
  validate(report);
  return (validate.errors ?? []).map((it) => `${it.instancePath} ${it.message ?? ''}`);
}

/** Returns the users of a customer, read from the reference server itself. */
export async function attachedTo(server: ReferenceServer, customer: string): Promise<string[]> {
  const url = server.baseUrl + server.readBackPath.replace('{id}', customer);
  const headers = { authorization: `Bearer ${server.token}` };
  const request = http.get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const { data } = (await json(response)) as { data: { id: number }[] };
  return data.map(({ id }) => String(id));
}
