import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';

/** What is asked of the person at the terminal: a variable, and the question for it. */
const QUESTIONS = [
  [
    'BASE_URL',
    'The server under test, up to and with its base path',
    'https://staging.example.com/third-party/v1',
  ],
  ['CUSTOMER_IDS', 'Customers lent to the suite; their users are detached', '7,9'],
  ['USER_IDS', 'Existing users that it may attach, at least 4', '101-160'],
  ['RESTORE_USER_IDS', 'Who is attached to each of them when it is done (may be empty)', ''],
] as const;

export type Answers = Record<(typeof QUESTIONS)[number][0], string>;

/** Asks on a stream of lines; an empty line is the example. Never for a secret, as it would echo. */
export async function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Answers> {
  const lines = createInterface({ input, output });
  const given: [string, string][] = [];
  try {
    const answers = lines[Symbol.asyncIterator]();
    for (const [name, question, example] of QUESTIONS) {
      output.write(`${question}${example === '' ? '' : ` [${example}]`}: `);
      const next = await answers.next();
      const answer = next.done === true ? '' : next.value.trim();
      given.push([name, answer === '' ? example : answer]);
    }
  } finally {
    lines.close();
  }
  return Object.fromEntries(given) as Answers;
}

const ENVIRONMENT = (
  answers: Answers,
) => `# A real environment variable wins over this file. It holds a secret: keep it out of version control.
BASE_URL=${answers.BASE_URL}
API_TOKEN=
CUSTOMER_IDS=${answers.CUSTOMER_IDS}
USER_IDS=${answers.USER_IDS}
RESTORE_USER_IDS=${answers.RESTORE_USER_IDS}
`;

const BASELINE = `# Deviations that you know of, each with a reason, an owner and an end; and what you pin.
waivers: []
pins: {}
`;

const WORKFLOW = (answers: Answers, version: string) => `name: Sync Users conformance

on:
  workflow_dispatch:
  push:
    branches: [main]

permissions:
  contents: read

# Two runs on the same customers would be in each other's way, and one that is cut off leaves its
# customers to be restored.
concurrency:
  group: sync-users-conformance
  cancel-in-progress: false

jobs:
  conformance:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0
        with:
          persist-credentials: false
      - uses: actions/setup-node@249970729cb0ef3589644e2896645e5dc5ba9c38 # v6.5.0
        with:
          node-version: 22
          package-manager-cache: false
      # The only step with the token in its environment.
      - name: Judge the server
        run: npx --yes sync-users-conformance@${version}
        env:
          BASE_URL: ${JSON.stringify(answers.BASE_URL)}
          API_TOKEN: \${{ secrets.SYNC_USERS_API_TOKEN }}
          CUSTOMER_IDS: ${JSON.stringify(answers.CUSTOMER_IDS)}
          USER_IDS: ${JSON.stringify(answers.USER_IDS)}
          RESTORE_USER_IDS: ${JSON.stringify(answers.RESTORE_USER_IDS)}
      - name: Annotate
        if: \${{ always() }}
        run: npx --yes sync-users-conformance@${version} annotate conformance-report/conformance.json
      - name: Keep the report
        if: \${{ always() }}
        uses: actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0
        with:
          name: conformance-report
          path: conformance-report/
`;

/** What was written, and what was there already and is left as it was. */
export interface Written {
  written: string[];
  kept: string[];
}

/** Writes `.env`, a baseline and a workflow into a folder; overwrites nothing. */
export function initialize(folder: string, answers: Answers, version: string): Written {
  const result: Written = { written: [], kept: [] };
  for (const [name, text] of [
    ['.env', ENVIRONMENT(answers)],
    ['conformance.baseline.yaml', BASELINE],
    ['.github/workflows/sync-users-conformance.yml', WORKFLOW(answers, version)],
  ] as const) {
    const file = path.join(folder, name);
    if (existsSync(file)) {
      result.kept.push(name);
      continue;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, name === '.env' ? { mode: 0o600 } : {});
    result.written.push(name);
  }
  ignoreSecrets(folder, result);
  return result;
}

/** `.env` and the report stay out of git, where the folder has one. */
function ignoreSecrets(folder: string, result: Written): void {
  if (!existsSync(path.join(folder, '.git'))) return;
  const file = path.join(folder, '.gitignore');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const missing = ['.env', 'conformance-report/'].filter(
    (line) => !before.split(/\r?\n/).includes(line),
  );
  if (missing.length === 0) return;
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  writeFileSync(file, `${before}${separator}${missing.join('\n')}\n`);
  result.written.push('.gitignore');
}
