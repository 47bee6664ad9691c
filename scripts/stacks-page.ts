import { readStacks, type Stack, type StackDefault } from '../helpers/report/stacks';

const link = (id: string) => `[\`${id}\`](requirements.md#${id})`;

const cell = (text: string) => text.trim().replaceAll('|', '\\|');

function row({ id, what, breaks = [], meets = [], setting }: StackDefault): string {
  const broken = [...new Set(breaks.map((text) => text.split(' ')[0] ?? ''))];
  const requirements = [
    broken.length > 0 ? `breaks ${broken.map(link).join(', ')}` : [],
    meets.length > 0 ? `meets ${meets.map(link).join(', ')}` : [],
  ].flat();
  return `| <a id="${id}"></a>${cell(what)} | ${requirements.join('; ')} | ${cell(setting)} |`;
}

function section({ name, judged, defaults }: Stack): string {
  const seen = judged === undefined ? 'Not tested.' : `Tested: ${judged}.`;
  return `## ${name}\n\n${seen}\n\n| by default | requirements | setting or code |\n| --- | --- | --- |\n${defaults.map(row).join('\n')}`;
}

/** Returns `docs/stacks.md`: the defaults of each framework, and the settings that change them. */
export function stacksPage(): string {
  const stacks = readStacks();
  const titles = stacks.map(
    ({ name }) =>
      `[${name}](#${name
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .replaceAll(' ', '-')})`,
  );
  return `# Stacks: defaults that clients notice

A server of a common framework breaks some requirements by default. Each table lists such defaults, the
requirements that they break or meet, and the setting or the code that changes them. A finding in a
report names the rows that may explain it. Look for the row of your own stack.

${titles.join(' · ')}

In November 2026, a small server of each stack was tested twice: with its defaults, and with the settings
below. Each table has the tested versions; other versions may differ. With the settings, the findings
disappeared, except for that of Tomcat's page. A row that refers to another table was tested there.
Laravel was not tested: its rows are from its documentation.

${stacks.map(section).join('\n\n')}

This page is written by \`npm run generate\` from [schemas/stacks.yaml](../schemas/stacks.yaml).
`;
}
