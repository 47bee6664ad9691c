import pc from 'picocolors';
import { faults } from '../reference/faults';
import { requirements, type Requirement } from '../contract/requirements';

/** Every requirement, a line each: id, level, basis, source. */
export function listing(all: readonly Requirement[] = requirements): string {
  return all
    .map(({ id, level, basis, source }) =>
      [id.padEnd(26), level.padEnd(6), basis.padEnd(8), source.join(', ')].join('  '),
    )
    .join('\n');
}

const MAX_STORIES = 8;

/** What a requirement asks, why, and how servers have been seen to break it; undefined for no id. */
export function explanation(id: string): string | undefined {
  const found = requirements.find((requirement) => requirement.id === id);
  if (!found) return undefined;
  const breaking = Object.entries(faults).filter(([, { breaks }]) => breaks.includes(id));
  const more = breaking.length - MAX_STORIES;
  return [
    pc.bold(found.id),
    '',
    found.statement,
    '',
    `level   ${found.level}${found.level === 'MUST' ? ': a server that fails it is nonconformant' : ': a server that fails it is warned of it'}`,
    `basis   ${found.basis}`,
    ...found.source.map((source) => `source  ${source}`),
    ...(found.needs === undefined ? [] : [`needs   ${found.needs}`]),
    '',
    'How servers break it:',
    ...breaking.slice(0, MAX_STORIES).map(([name, { cause }]) => `  ${name}: ${cause}`),
    ...(more > 0 ? [`  and ${String(more)} more, in the bank of faults`] : []),
  ].join('\n');
}
