import pc from 'picocolors';
import { COMMAND } from '../config/command';
import { faults } from '../reference/catalogue';
import { describeNeed } from '../contract/needs';
import { requirements } from '../contract/requirements';
import { suggestNames } from '../reference/near-names';
import { UsageError } from './errors';

/** Returns that no requirement has a name, and the ids that are near. */
function unknownRequirement(name: string): UsageError {
  const near = suggestNames(
    name,
    requirements.map(({ id }) => id),
  );
  return new UsageError(`There is no requirement ${name}.${near} \`list\` prints all ids.`);
}

/**
 * Returns the requirements of the catalogue, each with its level, basis, statement and sources.
 *
 * @param name a chapter, or a part of an id, of those to list
 * @throws UsageError if there is none
 */
export function listing(name = ''): string {
  const wanted = name.toLowerCase();
  const listed = requirements.filter(
    ({ id, chapter }) => chapter.toLowerCase() === wanted || id.includes(wanted),
  );
  if (listed.length === 0) throw unknownRequirement(name);
  return listed
    .map(({ id, level, basis, source, statement }) =>
      [
        [pc.bold(id.padEnd(26)), level.padEnd(6), basis].join('  '),
        `  ${statement}`,
        pc.dim(`  ${source.join(', ')}`),
      ].join('\n'),
    )
    .join('\n');
}

const MAX_CAUSES = 8;

/** Returns the faults of the reference server that break a requirement, and how to try them. */
function causeLines(id: string): string[] {
  const breaking = Object.entries(faults).filter(([, { breaks }]) => breaks.includes(id));
  const [first] = breaking;
  if (!first) return [];
  const more = breaking.slice(MAX_CAUSES).map(([name]) => name);
  return [
    '',
    'How servers break it, by the names of faults of the reference server:',
    ...breaking.slice(0, MAX_CAUSES).map(([name, { cause }]) => `  ${name}: ${cause}`),
    ...(more.length > 0 ? [`  and ${more.join(', ')}`] : []),
    '',
    `Try one: ${COMMAND} reference --fault ${first[0]}`,
  ];
}

/**
 * Returns the statement, source, codes and faults of a requirement.
 *
 * @throws UsageError for an unknown id
 */
export function explanation(id: string): string {
  const found = requirements.find((requirement) => requirement.id === id);
  if (!found) throw unknownRequirement(id);
  const codes = Object.entries(found.codes);
  const width = Math.max(...codes.map(([code]) => code.length));
  return [
    pc.bold(found.id),
    '',
    found.statement,
    '',
    `level   ${found.level}${found.level === 'MUST' ? ': a server that fails it is nonconformant' : ': a server that fails it gets a warning'}`,
    `basis   ${found.basis}`,
    ...found.source.map((source) => `source  ${source}`),
    ...(found.needs === undefined ? [] : [`needs   ${describeNeed(found.needs)}`]),
    '',
    'Codes of its findings, for a waiver or a replay:',
    ...codes.map(([code, sentence]) => `  ${code.padEnd(width)}  ${sentence}`),
    ...causeLines(id),
  ].join('\n');
}
