import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './errors';
import { ConfigError, readConfig } from '../config/config';
import { loadEnvFile } from '../config/env-file';
import { compileSchema } from '../contract/json-schema';
import { YamlSource } from '../contract/yaml-source';
import { options, type OptionName } from '../config/options';
import { systemErrorCode } from '../config/files';

/** Server of a fleet. It has the names of the variables with its tokens, never their values. */
export interface FleetTarget {
  name: string;
  /** As in a report: without a slash at the end. */
  baseUrl: string;
  /** Names of the variables with tokens, by the variable of a run that each sets. */
  secrets: Partial<Record<Secret, string>>;
  /** Other settings of a run, by variable. */
  settings: Partial<Record<OptionName, string>>;
  shards: number;
  /** First line in the file. */
  line: number;
}

/** `targets.yaml`; its JSON Schema is `schemas/targets.schema.json`. */
export interface Targets {
  file: string;
  targets: FleetTarget[];
}

/** Variables by key of a target. */
const SECRETS = {
  token: 'API_TOKEN',
  forbiddenToken: 'FORBIDDEN_TOKEN',
  expiredToken: 'EXPIRED_TOKEN',
  extraHeaders: 'EXTRA_HEADERS',
  clientKeyPassphrase: 'CLIENT_KEY_PASSPHRASE',
} as const;

/** Settings that need others to be checked: fields, and what decrypts a file on the machine of a run. */
const CHECKED_BY_RUN = ['EXTRA_HEADERS', 'CLIENT_CERT', 'CLIENT_KEY', 'CLIENT_KEY_PASSPHRASE'];
type Secret = (typeof SECRETS)[keyof typeof SECRETS];
const PLAIN = {
  baseUrl: 'BASE_URL',
  customers: 'CUSTOMER_IDS',
  users: 'USER_IDS',
  restoreUsers: 'RESTORE_USER_IDS',
  readBackPath: 'READ_BACK_PATH',
  readBackCommand: 'READ_BACK_COMMAND',
  baseline: 'BASELINE',
} as const;

type Written = { name: string; shards?: number; settings?: Record<string, string | number> } & {
  [K in keyof typeof SECRETS | keyof typeof PLAIN]?: string | number;
};

/** Returns the values of keys by variable. */
function pickValues<N extends OptionName>(written: Written, names: Readonly<Record<string, N>>) {
  const values = Object.entries(names).flatMap(([key, name]) => {
    const value = written[key as keyof Omit<Written, 'settings'>];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return Object.fromEntries(values) as Partial<Record<N, string>>;
}

function toSettings(written: Written): FleetTarget['settings'] {
  const others = Object.entries(written.settings ?? {});
  return {
    ...pickValues(written, PLAIN),
    ...Object.fromEntries(others.map(([name, value]) => [name, String(value)])),
  };
}

/** Returns the problems that the configuration of a run of the target would report. */
function checkSettings(
  written: Written,
  pointer: string,
  source: YamlSource,
): { problems: string[]; baseUrl: string; customers: number } {
  // The tokens are checked when a run has them.
  const tokens = Object.keys(pickValues(written, SECRETS)).map(
    (name) => [name, `any-${name}`] as const,
  );
  const later = Object.fromEntries(CHECKED_BY_RUN.map((name) => [name, '']));
  try {
    const { target } = readConfig({
      ...toSettings(written),
      ...Object.fromEntries(tokens),
      ...later,
    });
    const { baseUrl = '', customers: { length } = [] } = target ?? {};
    return { problems: [], baseUrl, customers: length };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map((sentence) => {
      const [name = ''] = /^[A-Z_]+/.exec(sentence) ?? [];
      const [key = `settings/${name}`] =
        Object.entries(PLAIN).find(([, each]) => each === name) ?? [];
      return source.diagnostic(`${pointer}/${key}`, sentence);
    });
    return { problems, baseUrl: '', customers: Infinity };
  }
}

/**
 * Reads the targets of a fleet.
 *
 * @param file name for messages
 * @throws UsageError with all problems of the file, by line
 */
export function parseTargets(file: string, text: string): Targets {
  const source = new YamlSource(file, text);
  const read = source.validate(compileSchema<{ targets: Written[] }>('targets.schema.json'));
  if ('problems' in read) throw new UsageError(read.problems.join('\n'));
  const problems: string[] = [];
  const targets: FleetTarget[] = [];
  for (const [index, written] of read.content.targets.entries()) {
    const pointer = `/targets/${String(index)}`;
    const { first: line } = source.nearestLines(pointer);
    const { name, shards = 1 } = written;
    const { baseUrl, customers, problems: own } = checkSettings(written, pointer, source);
    problems.push(...own);
    const say = (key: string, sentence: string) =>
      problems.push(source.diagnostic(`${pointer}/${key}`, sentence));
    const alike = targets.find((other) => other.name === name);
    if (alike) {
      const line = String(alike.line);
      say('name', `${name} is the name of the target on line ${line}; give each its own`);
    }
    const same = targets.find((other) => baseUrl !== '' && other.baseUrl === baseUrl);
    if (same) say('baseUrl', `${baseUrl} is that of ${same.name}; reports are matched by it`);
    if (customers < shards) {
      say(
        'shards',
        `${String(shards)} shards need as many customers; ${name} has ${String(customers)}`,
      );
    }
    const [secrets, settings] = [pickValues(written, SECRETS), toSettings(written)];
    targets.push({ name, baseUrl, secrets, settings, shards, line });
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { file, targets };
}

/**
 * Reads the tokens of a fleet from .env, if they are there.
 *
 * @throws UsageError if the file cannot be used
 */
export function loadTokens(environment: NodeJS.ProcessEnv): void {
  const { problems } = loadEnvFile(environment, environment['DOTENV_CONFIG_PATH']);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}

/**
 * Returns the environment of a run of one target, without settings of other targets. The tokens come
 * from the variables that the file names.
 *
 * @throws UsageError for an unknown target or a variable that is not set
 */
export function environmentOf(
  { file, targets }: Targets,
  name: string,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const target = targets.find((each) => each.name === name);
  if (!target) {
    const names = targets.map((each) => each.name).join(', ');
    throw new UsageError(`${file} has no target ${name}; it has ${names}.`);
  }
  const place = `${file}, line ${String(target.line)}`;
  const missing = Object.entries(target.secrets)
    .filter(([, holder]) => (environment[holder] ?? '') === '')
    .map(
      ([option, holder]) => `${holder} is not set; ${place}, names it as the ${option} of ${name}.`,
    );
  if (missing.length > 0) throw new UsageError(missing.join('\n'));
  const { SEED = '', REPORT_DIR = '', ...others } = environment;
  const empty = Object.fromEntries(Object.keys(options).map((variable) => [variable, '']));
  return {
    ...others,
    ...empty,
    SEED,
    REPORT_DIR: REPORT_DIR === '' ? path.join('conformance-report', name) : REPORT_DIR,
    ...target.settings,
    ...Object.fromEntries(
      Object.entries(target.secrets).map(([variable, holder]) => [variable, environment[holder]]),
    ),
  };
}

/** @throws UsageError if the file cannot be read or is not valid */
export function readTargets(file: string): Targets {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${systemErrorCode(error)}).`);
  }
  return parseTargets(file, text);
}
