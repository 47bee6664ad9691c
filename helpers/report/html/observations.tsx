/** @jsxImportSource preact */
import type { BaselineResult } from '../report';
import { Section } from './document';
import type { PageModel } from './page-model';
import { Scenarios } from './scenarios';
import { renderCode, renderFact, renderRest, renderUntrusted } from './text';
import { Badge } from './verdicts';

const MAX_OBSERVATIONS = 200;

function Pin({ pin }: { pin: BaselineResult['pins'][number] }) {
  switch (pin.state) {
    case 'held':
      return <Badge verdict="passed" text="pinned, unchanged" />;
    case 'moved':
      return (
        <>
          <Badge verdict="failed" text="pinned, changed" /> from “{renderUntrusted(pin.value, 200)}”
        </>
      );
    case 'unobserved':
      return <Badge verdict="failed" text="pinned, no longer observed" />;
    case 'untested':
      return <Badge verdict="untested" text="pinned, not tested" />;
  }
}

/** Behaviour that the contract leaves open. */
export function Observations({ model }: { model: PageModel }) {
  const { observations, baseline } = model.report;
  const pins = baseline?.pins ?? [];
  const observed = new Set(observations.map(({ id }) => id));
  const unobserved = pins
    .filter(({ observation }) => !observed.has(observation))
    .map((pin) => ({ id: pin.observation, value: '', exchanges: [] }));
  const all = [...observations, ...unobserved];
  return (
    <Section
      id="observations"
      title="Observations"
      lead={
        'How the server behaves where the contract is silent. Observations do not affect the ' +
        `verdict${pins.length > 0 ? ', but the run fails if a pinned one changes' : ''}.`
      }
    >
      {observations.length === 0 && <p>Nothing was observed.</p>}
      <dl class="observations">
        {all.slice(0, MAX_OBSERVATIONS).map(({ id, value, exchanges }) => {
          const pin = pins.find(({ observation }) => observation === id);
          return renderFact(
            renderCode(id),
            <>
              {renderUntrusted(value, 600)} {pin && <Pin pin={pin} />}
              <Scenarios exchanges={exchanges} model={model} />
            </>,
          );
        })}
      </dl>
      {renderRest(all, MAX_OBSERVATIONS, 'observation')}
    </Section>
  );
}
