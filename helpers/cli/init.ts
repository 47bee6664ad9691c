import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exampleOf, type Option } from '../config/option';
import { options } from '../config/options';
import { InvalidValue, parsers } from '../config/parse';
import { UsageError } from './errors';

interface Question {
  text: string;
  /** Answer for an empty line; without it, an answer is required. */
  default?: string;
  /** Throws InvalidValue. */
  parse: (answer: string) => unknown;
}

const setting = (option: Option): Question => ({
  text: option.description,
  default: exampleOf(option),
  parse: parsers[option.type],
});

function parseRepository(answer: string): void {
  if (!URL.canParse(answer)) throw new InvalidValue('is not an absolute URL');
  const { protocol, username, password } = new URL(answer);
  if (protocol !== 'https:' || username || password) {
    throw new InvalidValue('is not an https: URL without credentials');
  }
}

function parseCommit(answer: string): void {
  if (!/^[0-9a-f]{40}$/.test(answer)) throw new InvalidValue('is not a commit of 40 hex digits');
}

/** Questions by answer. No secret is asked for, as the terminal would show it. */
const QUESTIONS = {
  BASE_URL: setting(options.BASE_URL),
  CUSTOMER_IDS: setting(options.CUSTOMER_IDS),
  USER_IDS: setting(options.USER_IDS),
  RESTORE_USER_IDS: {
    text: options.RESTORE_USER_IDS.description,
    parse: parsers['ids-or-none'],
  },
  suiteUrl: { text: "URL of the suite's Git repository.", parse: parseRepository },
  suiteCommit: { text: 'Commit of the suite, as printed by git rev-parse.', parse: parseCommit },
} satisfies Record<string, Question>;

export type Answers = Record<keyof typeof QUESTIONS, string>;

/**
 * Asks the questions on a stream of lines; repeats one whose answer is invalid.
 *
 * @throws UsageError if the input ends early
 */
export async function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Answers> {
  const lines = createInterface({ input, output });
  const next = lines[Symbol.asyncIterator]();
  const answers: [string, string][] = [];
  try {
    for (const [name, question] of Object.entries<Question>(QUESTIONS)) {
      const { text, default: value = '', parse } = question;
      for (let valid = false; !valid;) {
        output.write(`${text}${value === '' ? '' : ` [${value}]`}: `);
        const line = await next.next();
        if (line.done === true) {
          throw new UsageError(
            `\nThe input ended before the question: ${text} Nothing is written.`,
          );
        }
        const answer = line.value.trim() || value;
        try {
          parse(answer);
          answers.push([name, answer]);
          valid = true;
        } catch (error) {
          if (!(error instanceof InvalidValue)) throw error;
          output.write(`"${answer}" ${error.message}.\n`);
        }
      }
    }
  } finally {
    lines.close();
  }
  return Object.fromEntries(answers) as Answers;
}

const environment = (
  answers: Answers,
) => `# A real environment variable wins over this file. It holds a secret: keep it out of version control.
BASE_URL=${answers.BASE_URL}
API_TOKEN=
CUSTOMER_IDS=${answers.CUSTOMER_IDS}
USER_IDS=${answers.USER_IDS}
RESTORE_USER_IDS=${answers.RESTORE_USER_IDS}
`;

const BASELINE = `# Accepted deviations, each with a reason, an owner and an expiry date; and pinned observations.
waivers: []
pins: {}
`;

const WORKFLOW = path.join(__dirname, '..', '..', 'templates', 'github', 'init.yml');

/** Returns the workflow: its template with the answers, as YAML strings, in place of `<name>`. */
function workflow(answers: Answers): string {
  const write = (_match: string, name: keyof Answers) => JSON.stringify(answers[name]);
  return readFileSync(WORKFLOW, 'utf8').replace(/<(\w+)>/g, write);
}

/** Names of the files that were written, and of those that existed and were left alone. */
export interface Written {
  written: string[];
  kept: string[];
}

/** Writes `.env`, a baseline and a workflow into a directory; overwrites nothing. */
export function initialize(directory: string, answers: Answers): Written {
  const result: Written = { written: [], kept: [] };
  for (const [name, text] of [
    ['.env', environment(answers)],
    ['conformance.baseline.yaml', BASELINE],
    ['.github/workflows/sync-users-conformance.yml', workflow(answers)],
  ] as const) {
    const file = path.join(directory, name);
    if (existsSync(file)) {
      result.kept.push(name);
      continue;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, name === '.env' ? { mode: 0o600 } : {});
    result.written.push(name);
  }
  ignoreSecrets(directory, result);
  return result;
}

/** `.env`, and every folder that a command, a workflow or a reporter of Playwright writes. */
const IGNORED = [
  '.env',
  'conformance-report/',
  'conformance-merged/',
  '.sync-users-conformance/',
  'blob-report/',
  'playwright-report/',
  'test-results/',
];

/** Adds what is not to be committed to `.gitignore` if the directory is a Git repository. */
function ignoreSecrets(directory: string, result: Written): void {
  if (!existsSync(path.join(directory, '.git'))) return;
  const file = path.join(directory, '.gitignore');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const missing = IGNORED.filter((line) => !before.split(/\r?\n/).includes(line));
  if (missing.length === 0) return;
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  writeFileSync(file, `${before}${separator}${missing.join('\n')}\n`);
  result.written.push('.gitignore');
}
