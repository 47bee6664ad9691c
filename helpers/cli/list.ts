import pc from 'picocolors';
import { faults } from '../reference/catalogue';
import { describeNeed } from '../contract/needs';
import { requirements, type Requirement } from '../contract/requirements';

/** Returns one line for each requirement: id, level, basis, sources. */
export function listing(all: readonly Requirement[] = requirements): string {
  return all
    .map(({ id, level, basis, source }) =>
      [id.padEnd(26), level.padEnd(6), basis.padEnd(8), source.join(', ')].join('  '),
    )
    .join('\n');
}

const MAX_CAUSES = 8;

/** Returns the statement, source and faults of a requirement, or undefined for an unknown id. */
export function explanation(id: string): string | undefined {
  const found = requirements.find((requirement) => requirement.id === id);
  if (!found) return undefined;
  const breaking = Object.entries(faults).filter(([, { breaks }]) => breaks.includes(id));
  const more = breaking.length - MAX_CAUSES;
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
    'How servers break it:',
    ...breaking.slice(0, MAX_CAUSES).map(([name, { cause }]) => `  ${name}: ${cause}`),
    ...(more > 0
      ? [`  and ${String(more)} more faults in helpers/reference/faults/faults.yaml`]
      : []),
  ].join('\n');
}
