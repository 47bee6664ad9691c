import { groupChanges, type Comparison, type Move } from '../compare';
import { escapeMarkdown } from './summary';

const MAX_LINES = 200;

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MAX_LINES;
  return [
    '',
    `### ${title}`,
    '',
    ...lines.slice(0, MAX_LINES),
    ...(more > 0 ? [`- and ${String(more)} more`] : []),
  ];
}

const moved = ({ id, from, to, why }: Move) =>
  `- ${escapeMarkdown(id)}: was ${escapeMarkdown(from)}, is ${escapeMarkdown(to)}${why === undefined ? '' : `: ${escapeMarkdown(why)}`}`;

const ms = ([before, after]: readonly [number, number]) =>
  `${before.toFixed(1)} ms, now ${after.toFixed(1)} ms`;

/** Renders a comparison of two reports as Markdown for a pull request. */
export function renderComparison(comparison: Comparison): string {
  const { before, after, notes, latency } = comparison;
  const sections = groupChanges(comparison).flatMap(([title, changes]) =>
    section(title, changes.map(moved)),
  );
  return [
    '## Sync Users conformance, compared',
    '',
    `It was **${before.verdict}** on ${escapeMarkdown(before.startedAt)}, and **${after.verdict}** on ${escapeMarkdown(after.startedAt)}.`,
    ...notes.flatMap((note) => ['', escapeMarkdown(note)]),
    ...(sections.length === 0
      ? ['', 'Every requirement and every observation is as it was.']
      : sections),
    ...(latency
      ? ['', `Latency: p50 ${ms(latency.p50)}; p95 ${ms(latency.p95)}; max ${ms(latency.max)}.`]
      : []),
    '',
  ].join('\n');
}
