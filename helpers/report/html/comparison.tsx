/** @jsxImportSource preact */
import type { Comparison, Move } from '../compare';
import { count, Said, Some } from './text';
import { When } from './summary';
import type { View } from './view';

const MOST_CHANGES = 100;

function Changes({ title, of, view }: { title: string; of: readonly Move[]; view: View }) {
  if (of.length === 0) return null;
  return (
    <>
      <h3>
        {title}, {of.length}
      </h3>
      <ul>
        <Some
          of={of}
          most={MOST_CHANGES}
          each={({ id, from, to }) => {
            const anchor = view.requirements.find(({ result }) => result.id === id)?.anchor;
            const name = (
              <code>
                <Said text={id} most={100} />
              </code>
            );
            return (
              <li>
                {anchor === undefined ? name : <a href={`#${anchor}`}>{name}</a>}: was{' '}
                <Said text={from} most={200} />, is <Said text={to} most={200} />
              </li>
            );
          }}
          rest={(more) => <li class="left">and {count(more, 'more')}</li>}
        />
      </ul>
    </>
  );
}

/** What is better, worse, no longer tested, or done otherwise than in a run before. */
export function Compared({ comparison, view }: { comparison: Comparison; view: View }) {
  const { before, notes, better, worse, newlyWaived, newlyUntested, otherWays } = comparison;
  const { observations, latency } = comparison;
  const same = [better, worse, newlyWaived, newlyUntested, otherWays, observations].every(
    ({ length }) => length === 0,
  );
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">Since the run before</h2>
      <p class="lead">
        It was <Said text={before.verdict} most={60} /> on <When iso={before.startedAt} />.
        {same && ' Every requirement and every observation is as it was.'}
      </p>
      {notes.map((note) => (
        <p>
          <Said text={note} most={400} />
        </p>
      ))}
      <Changes title="Worse" of={worse} view={view} />
      <Changes
        title="Fails in another way"
        of={otherWays.map(({ id, signature }) => ({
          id,
          from: 'failing otherwise',
          to: signature,
        }))}
        view={view}
      />
      <Changes title="No longer tested" of={newlyUntested} view={view} />
      <Changes title="Now waived" of={newlyWaived} view={view} />
      <Changes title="Better" of={better} view={view} />
      <Changes title="Where the contract is silent" of={observations} view={view} />
      {latency && (
        <p>
          Latency: p50 {latency.p50[0].toFixed(1)} ms, now {latency.p50[1].toFixed(1)} ms; p95{' '}
          {latency.p95[0].toFixed(1)} ms, now {latency.p95[1].toFixed(1)} ms.
        </p>
      )}
    </section>
  );
}
