import { lineRange } from '../helpers/report/contract-locations';
import { standardUri } from '../helpers/report/spec-links';
import { edition, requirements, type Requirement } from '../helpers/contract/requirements';

/** The chapters of the page, each with what the ids of its requirements begin with. */
const CHAPTERS: readonly (readonly [title: string, about: string, families: readonly string[]])[] =
  [
    [
      'Response',
      'Judged on every 200 of a run, whatever the scenario is about.',
      ['response', 'user'],
    ],
    [
      'Sync',
      'What "It will automatically determine which IDs to attach or detach" comes to.',
      [
        'attach',
        'detach',
        'replace',
        'empty',
        'idempotent',
        'set',
        'isolation',
        'volume',
        'sequence',
        'concurrency',
      ],
    ],
    [
      'Credentials',
      'Each refusal counts only beside the same request with the right token, answered 200.',
      ['auth'],
    ],
    [
      'Requests that the contract does not allow',
      'The contract forbids a server nothing here: laxness is a warning, and harm is a failure.',
      ['customer', 'ids', 'body'],
    ],
    ['HTTP', 'Judged on every exchange of a run.', ['http']],
    [
      'Read-back',
      'Untested without `READ_BACK_PATH`: it takes a second way of looking at the server.',
      ['readback'],
    ],
  ];

function link(source: string): string {
  const lines = lineRange(source);
  if (lines)
    return `[line ${String(lines.first)}](../schemas/openapi.yaml#L${String(lines.first)})`;
  const page = standardUri(source);
  return page === undefined ? source : `[${source}](${page})`;
}

function row({ id, level, basis, source, statement, needs }: Requirement): string {
  const waits = needs === undefined ? '' : ` Waits for \`${needs}\`.`;
  return `| \`${id}\` | ${level} | ${statement.trim().replaceAll('|', '\\|')}${waits} | ${basis}: ${source.map(link).join(', ')} |`;
}

const familyOf = ({ id }: Requirement) => id.split('.')[0] ?? '';

/**
 * `docs/requirements.md`: the catalogue, a chapter at a time.
 *
 * @throws an error where a requirement belongs to no chapter
 */
export function cataloguePage(): string {
  const homeless = requirements.filter(
    (requirement) => !CHAPTERS.some(([, , families]) => families.includes(familyOf(requirement))),
  );
  if (homeless.length > 0) {
    throw new Error(
      `${homeless.map(({ id }) => id).join(', ')}: in no chapter of scripts/catalogue-page.ts`,
    );
  }
  const chapters = CHAPTERS.map(([title, about, families]) => {
    const own = requirements.filter((requirement) => families.includes(familyOf(requirement)));
    return `## ${title}\n\n${about}\n\n| id | level | what a server does | why |\n| --- | --- | --- | --- |\n${own.map(row).join('\n')}`;
  });
  return `# What a server is held to

Edition ${edition} of the catalogue, ${String(requirements.length)} requirements; written by \`npm run generate\` from
[schemas/requirements.yaml](../schemas/requirements.yaml).

A **MUST** that fails makes a server nonconformant. A **SHOULD** that fails is a warning, and a failure
only with \`FAIL_ON=should\`. Each rests on the contract, on a standard, or on what any client needs to be
safe. How servers break one, in words: \`npm run conformance -- explain detach.unlisted\`.

${chapters.join('\n\n')}
`;
}
