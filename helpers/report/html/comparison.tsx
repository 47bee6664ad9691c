/** @jsxImportSource preact */
import { groupChanges, type Comparison, type Move } from '../compare';
import { Section } from './document';
import type { PageModel } from './page-model';
import { linkRequirement, renderItems, renderUntrusted, Timestamp } from './text';

const MAX_CHANGES = 100;

function renderChanges(title: string, changes: readonly Move[], model: PageModel) {
  if (changes.length === 0) return null;
  const anchorOf = (id: string) => model.entries.find(({ result }) => result.id === id)?.anchor;
  return (
    <>
      <h3>
        {title}, {changes.length}
      </h3>
      <ul>
        {renderItems(changes, MAX_CHANGES, 'change', ({ id, from, to, why }) => (
          <>
            {linkRequirement(id, anchorOf(id))}: was {renderUntrusted(from, 200)}, now{' '}
            {renderUntrusted(to, 200)}
            {why !== undefined && <>: {renderUntrusted(why, 300)}</>}
          </>
        ))}
      </ul>
    </>
  );
}

/** Differences between this run and an earlier one. */
export function ComparisonSection(props: { comparison: Comparison; model: PageModel }) {
  const { comparison, model } = props;
  const { before, notes, latency } = comparison;
  const groups = groupChanges(comparison);
  const p95 = latency?.p95.map((ms) => ms.toFixed(1));
  const p50 = latency?.p50.map((ms) => ms.toFixed(1));
  return (
    <Section
      id="comparison"
      title="Changes since the previous run"
      lead={
        <>
          The previous run was {renderUntrusted(before.verdict, 60)}, on{' '}
          <Timestamp iso={before.startedAt} />.
          {groups.every(([, { length }]) => length === 0) &&
            ' No requirement and no observation has changed.'}
        </>
      }
    >
      {notes.map((note) => (
        <p>{renderUntrusted(note, 400)}</p>
      ))}
      {groups.map(([title, changes]) => renderChanges(title, changes, model))}
      {p50 && p95 && (
        <p>
          Latency: p50 was {p50[0]} ms, now {p50[1]} ms; p95 was {p95[0]} ms, now {p95[1]} ms.
        </p>
      )}
    </Section>
  );
}
