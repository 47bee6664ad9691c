import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { absence, exampleOf, flagOf, type Door, type Option } from '../helpers/config/option';
import { optionEntries, options, type OptionName } from '../helpers/config/options';

type Entry = readonly [name: OptionName, option: Option];

const GROUPS = [...new Set(optionEntries.map(([, { group }]) => group))];

const behind = (door: Door) =>
  optionEntries.filter(([, { doors }]) => doors === undefined || doors.includes(door));

const yaml = (entries: readonly (readonly [string, unknown])[]) =>
  stringify(Object.fromEntries(entries), { lineWidth: 0 });

const groupsOf = (entries: readonly Entry[], section: (group: string, own: Entry[]) => string) =>
  GROUPS.map((group) =>
    section(
      group,
      entries.filter(([, option]) => option.group === group),
    ),
  ).join('\n');

/** Returns the input of an action or a reusable workflow, without its default if it is required. */
function input(option: Option, more: { required?: true; type?: 'string' } = {}): [string, object] {
  const { unset, default: value } = option;
  const sentences = [
    option.description,
    ...(unset === undefined || more.required ? [] : [`Default: ${unset}.`]),
    ...(option.secret || value !== undefined ? [] : [`Example: ${exampleOf(option)}`]),
  ];
  return [
    option.input,
    { description: sentences.join(' '), ...more, ...(value !== undefined && { default: value }) },
  ];
}

/** Default of an input that is left out, as an empty one is wrong. */
const LEFT_OUT = '(unset)';

function actionInputs(): string {
  return yaml(
    behind('action').map((entry) => {
      const [name, fields] = input(entry[1]);
      return [name, isRequired(entry) ? { ...fields, default: LEFT_OUT } : fields] as const;
    }),
  );
}

function actionEnvironment(): string {
  return yaml(behind('action').map(([name, option]) => [name, `\${{ inputs.${option.input} }}`]));
}

/** A reusable workflow tests a server of its caller, and not the embedded one. */
const isRequired = ([name, { required }]: Entry) => required === true || name === 'BASE_URL';

function workflowInputs(secret: boolean): string {
  const entries = behind('workflow').filter(([, option]) => (option.secret ?? false) === secret);
  return yaml(
    entries.map((entry) =>
      input(entry[1], {
        ...(isRequired(entry) && { required: true }),
        ...(!secret && { type: 'string' }),
      }),
    ),
  );
}

function workflowWith(): string {
  return yaml(
    behind('workflow').map(([, { input: name, secret }]) => [
      name,
      `\${{ ${secret ? 'secrets' : 'inputs'}.${name} }}`,
    ]),
  );
}

/**
 * The template sets only the variable that it uses. Others are comments: an empty variable would hide
 * one at the top of the pipeline that includes the template.
 */
function gitlabVariables(): string {
  const comments = behind('gitlab')
    .filter(([name]) => name !== 'REPORT_DIR')
    .map(([name, option]) => `# ${name}: ${option.description} ${absence(option)}\n`);
  return yaml([['REPORT_DIR', options.REPORT_DIR.default]]) + comments.join('');
}

function environmentExample(): string {
  const rule = (group: string) => `# --- ${group} ${'-'.repeat(80)}`.slice(0, 80);
  return `# Written by \`npm run generate\` from helpers/config/options.ts.
#
# Copy this file to .env and set what you need. A variable of the environment takes precedence.
# Without BASE_URL, the run tests the embedded reference server.

${groupsOf(
  optionEntries,
  (group, own) =>
    `${rule(group)}\n\n${own
      .map(
        ([name, option]) =>
          `# ${option.description}\n# ${absence(option)}\n#${name}=${option.secret ? '' : exampleOf(option)}\n`,
      )
      .join('\n')}`,
)}`;
}

function row([name, option]: Entry): string {
  const flag = flagOf(option);
  const cells = [
    `\`${name}\``,
    flag === undefined ? '' : `\`${flag}\``,
    `\`${option.input}\``,
    `${option.description} ${absence(option)}`.replaceAll('*', '\\*'),
    option.secret ? '' : `\`${exampleOf(option)}\``,
  ];
  return `| ${cells.join(' | ')} |`;
}

function settingsPage(): string {
  const inputs = (entries: readonly Entry[]) =>
    entries.map(([, option]) => `\`${option.input}\``).join(' and ');
  const onlyInAction = behind('action').filter((entry) => !behind('workflow').includes(entry));
  return `# Settings

Written by \`npm run generate\` from \`helpers/config/options.ts\`.

A setting is an environment variable. A flag of \`npm run conformance --\` takes precedence over its
variable, and a variable takes precedence over \`.env\`. An empty variable is unset. Only
\`BASE_URL\`, \`API_TOKEN\`, \`CUSTOMER_IDS\` and \`USER_IDS\` must not be empty: in CI, a secret that is
missing is an empty variable. A secret has no flag: set it in the environment or in \`.env\`, in UTF-8 or UTF-16.
In \`.env\`, put a value with a \`#\` in quotes. \`--token-file\` reads \`API_TOKEN\` from a file.

\`EXTRA_HEADERS\` has one field in each line. Commas and semicolons belong to a value. In \`.env\`, write
\`\\n\` between two fields: \`EXTRA_HEADERS="X-Gateway-Id:ci\\nX-Gateway-Key:5f2b"\`. Write a masked
variable of GitLab in the same way, without quotes, without spaces and with its expansion switched off.

The run checks all settings at the start. If one is wrong, the run lists every problem, sends nothing
and exits with 2.

In a pipeline:

- The action takes each setting as the input in the table.
- The reusable workflow takes the same inputs, except ${inputs(onlyInAction)}. The secrets are its
  \`secrets\`.
- The job for GitLab takes the variables.

${groupsOf(
  optionEntries,
  (group, own) => `## ${group}

| variable | flag | input | meaning | example |
| --- | --- | --- | --- | --- |
${own.map(row).join('\n')}
`,
)}`;
}

/** Replaces the generated regions of a file. Each begins and ends with a comment of its own. */
function fill(file: string, regions: Readonly<Record<string, string>>): [string, string] {
  const text = readFileSync(path.join(__dirname, '..', file), 'utf8');
  const filled = Object.entries(regions).reduce((rest, [name, content]) => {
    const region = new RegExp(
      `^( *)(# generated: ${name}\\b.*\\n)[^]*?^ *# end of generated$`,
      'm',
    );
    if (!region.test(rest)) throw new Error(`${file} has no region "# generated: ${name}"`);
    return rest.replace(region, (_all, indent: string, first: string) =>
      [indent + first, content.replace(/^(?=.)/gm, indent), `${indent}# end of generated`].join(''),
    );
  }, text);
  return [file, filled];
}

/** Returns the files that are made from the table of options, each with its text. */
export function optionFiles(): [file: string, text: string][] {
  return [
    ['.env.example', environmentExample()],
    ['docs/settings.md', settingsPage()],
    fill('action.yml', { inputs: actionInputs(), environment: actionEnvironment() }),
    fill('.github/workflows/conformance.yml', {
      inputs: workflowInputs(false),
      secrets: workflowInputs(true),
      with: workflowWith(),
    }),
    fill('templates/gitlab/sync-users-conformance.yml', { variables: gitlabVariables() }),
  ];
}
