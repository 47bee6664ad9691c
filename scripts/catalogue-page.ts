import { lineRange } from '../helpers/report/contract-locations';
import { describeNeed } from '../helpers/contract/needs';
import { standardUri } from '../helpers/report/spec-links';
import {
  chapters,
  edition,
  requests,
  requirements,
  type Requirement,
} from '../helpers/contract/requirements';

function link(source: string): string {
  const lines = lineRange(source);
  if (lines)
    return `[line ${String(lines.first)}](../schemas/openapi.yaml#L${String(lines.first)})`;
  const page = standardUri(source);
  return page === undefined ? source : `[${source}](${page})`;
}

/** Returns links to the clauses of each requirement, as JSON: lines of the contract and URIs. */
export function clauseLinks(): string {
  const linkTo = (source: string) => {
    const lines = lineRange(source);
    return lines ? `schemas/openapi.yaml#L${String(lines.first)}` : (standardUri(source) ?? source);
  };
  const entries = requirements.map(({ id, source }) => [id, source.map(linkTo)] as const);
  return `{\n${entries.map(([id, links]) => `  ${JSON.stringify(id)}: ${JSON.stringify(links)}`).join(',\n')}\n}\n`;
}

/** Returns a text with names of options as code spans. */
const quoteNames = (text: string) => text.replace(/[A-Z]+(_[A-Z]+)+/g, '`$&`');

function row({ id, level, basis, source, statement, needs }: Requirement): string {
  const waits = needs === undefined ? '' : ` Needs ${quoteNames(describeNeed(needs))}.`;
  return `| <a id="${id}"></a>\`${id}\` | ${level} | ${statement.trim().replaceAll('|', '\\|')}${waits} | ${basis}: ${source.map(link).join(', ')} |`;
}

function codeRow({ id, codes, request }: Requirement): string {
  const list = Object.entries(codes).map(([code, sentence]) => `\`${code}\` ${sentence}`);
  return `| \`${id}\` | ${list.join(' ')} | ${request ?? ''} |`;
}

/** Returns `docs/requirements.md`: the catalogue by chapters, with its codes and requests. */
export function cataloguePage(): string {
  const sections = Object.entries(chapters).map(([chapter, { title, about }]) => {
    const own = requirements.filter((requirement) => requirement.chapter === chapter);
    return `## ${title}\n\n${about}\n\n| id | level | what a server does | why |\n| --- | --- | --- | --- |\n${own.map(row).join('\n')}`;
  });
  const kinds = Object.entries(requests).flatMap(([group, own]) =>
    Object.entries(own).map(([kind, sentence]) => `| \`${group}\` | \`${kind}\` | ${sentence} |`),
  );
  return `# What a server is held to

Edition ${edition} of the catalogue, ${String(requirements.length)} requirements; written by \`npm run generate\` from
[schemas/requirements.yaml](../schemas/requirements.yaml).

A **MUST** that fails makes a server nonconformant. A **SHOULD** that fails is a warning, and a failure
only with \`FAIL_ON=should\`. Each rests on the contract, on a standard, or on what any client needs to be
safe. How servers break one, in words: \`npm run conformance -- explain detach.unlisted\`.

${sections.join('\n\n')}

## Codes

Every finding has a code of its requirement; a [waiver](baseline.md) names it. Findings and waivers also
name the request if the last column is \`exact\`, and the group of requests if it is \`group\`.

| id | codes | request |
| --- | --- | --- |
${requirements.map(codeRow).join('\n')}

## Requests

| group | request | what is sent |
| --- | --- | --- |
${kinds.join('\n')}
`;
}
