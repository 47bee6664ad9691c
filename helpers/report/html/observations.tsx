/** @jsxImportSource preact */
import type { BaselineResult } from '../report';
import { count, Said, Some } from './text';
import { Badge } from './verdicts';
import type { View } from './view';

const MOST_OBSERVATIONS = 200;
const MOST_SCENARIOS = 2;

type Pin = BaselineResult['pins'][number];

function Pinned({ pin }: { pin: Pin }) {
  switch (pin.state) {
    case 'held':
      return <Badge verdict="passed" text="pinned, and held" />;
    case 'moved':
      return (
        <>
          <Badge verdict="failed" text="pinned, and moved" /> from “
          <Said text={pin.value} most={200} />”
        </>
      );
    case 'unobserved':
      return <Badge verdict="failed" text="pinned, and no longer seen" />;
    case 'untested':
      return <Badge verdict="untested" text="pinned, not tested" />;
  }
}

/** What the target does where the contract is silent. */
export function Observations({ view: { report, scenarioOf } }: { view: View }) {
  const pins = report.baseline?.pins ?? [];
  const seen = report.observations.map(({ id }) => id);
  const unseen = pins.filter(({ observation }) => !seen.includes(observation));
  return (
    <section aria-labelledby="observations">
      <h2 id="observations">Observations</h2>
      <p class="lead">
        What the server does where the contract is silent. Nothing here counts for or against it
        {pins.length > 0 && '; one that is pinned, and moves, fails the run'}.
      </p>
      {report.observations.length === 0 && <p>Nothing was observed.</p>}
      <dl class="observations">
        <Some
          of={report.observations}
          most={MOST_OBSERVATIONS}
          each={({ id, value, exchanges }) => {
            const pin = pins.find(({ observation }) => observation === id);
            const titles = new Set(
              exchanges.slice(0, 50).flatMap((exchange) => scenarioOf.get(exchange)?.title ?? []),
            );
            return (
              <div>
                <dt>
                  <code>
                    <Said text={id} most={100} />
                  </code>
                </dt>
                <dd>
                  <Said text={value} most={600} /> {pin && <Pinned pin={pin} />}
                  {titles.size > 0 && (
                    <span class="dim where">
                      seen in{' '}
                      <Some
                        of={[...titles]}
                        most={MOST_SCENARIOS}
                        each={(title, index) => (
                          <>
                            {index > 0 && ', '}“<Said text={title} most={120} />”
                          </>
                        )}
                        rest={(more) => ` and ${count(more, 'other scenario')}`}
                      />
                    </span>
                  )}
                </dd>
              </div>
            );
          }}
          rest={(more) => (
            <div>
              <dt>…</dt>
              <dd class="left">and {count(more, 'more observation')}</dd>
            </div>
          )}
        />
        {unseen.slice(0, MOST_OBSERVATIONS).map((pin) => (
          <div>
            <dt>
              <code>
                <Said text={pin.observation} most={100} />
              </code>
            </dt>
            <dd>
              <Pinned pin={pin} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
